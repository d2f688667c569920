import { chmodSync, copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { createSoftHsm } from '../../../scripts/pki/softhsm-token.ts';
import { AppError } from '../../../shared/contract/app-error.ts';
import { CKR } from '../../../shared/contract/ckr-codes.ts';
import { CKR_SENTENCE } from '../../../shared/contract/ckr-sentences.ts';
import { certificateId } from '../../../shared/contract/ids.ts';
import { type CardReader, type DoctorFinding, type DoctorReport, doctorReport } from '../../../shared/domain/doctor.ts';
import { doctorDe } from '../../../shared/domain/doctor-de.ts';
import { doctorEn } from '../../../shared/domain/doctor-en.ts';
import { causeOf, doctorText } from '../../../shared/domain/doctor-text.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import type { CardReaders } from '../../../src-main/tokens/card-readers.ts';
import type { FoundModule } from '../../../src-main/tokens/discovery/products.ts';
import type { Deadlines } from '../../../src-main/tokens/host-launcher.ts';
import type { TokenInfo } from '../../../src-main/tokens/token-info.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { cardWays } from '../../../src-main/workflow/doctor/card-ways.ts';
import { diagnose } from '../../../src-main/workflow/doctor/diagnose.ts';
import { walkDriver } from '../../../src-main/workflow/doctor/driver.ts';
import { moduleWays } from '../../../src-main/workflow/doctor/module-ways.ts';
import { readerStep, type WalkedWay } from '../../../src-main/workflow/doctor/reader.ts';
import { type Found, ok, Way } from '../../../src-main/workflow/doctor/steps.ts';
import { walkToken } from '../../../src-main/workflow/doctor/token.ts';
import { trialSignature } from '../../../src-main/workflow/doctor/trial.ts';
import { WindowDoctor } from '../../../src-main/workflow/doctor/window-doctor.ts';
import { PinTries } from '../../../src-main/workflow/pin-tries.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { describeWithSoftHsm, PIN, softHsmWith } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

/** Readers as a test wants them: the machine's own are asked in the tests of cards. */
class TokensWith extends Tokens {
  readonly #seen: CardReaders;
  constructor(seen: CardReaders, deadlines: Partial<Deadlines> = {}) {
    super({ deadlines });
    this.#seen = seen;
  }
  override async readers(): Promise<CardReaders> {
    return this.#seen;
  }
}

const NO_READER: CardReaders = { service: 'running', readers: [] };
const reader = (card: CardReader['card'], atr: string | null = null): CardReader => ({
  name: 'Reader 00',
  card,
  atr,
  pinPad: null,
});
const now = systemClock.now();
const from = (days: number) => new Date(now.getTime() + days * 86_400_000);
/** The finding that ends a way: its failure, or what was found last. */
const ends = ({ steps }: { steps: DoctorReport['ways'][number]['steps'] }) => {
  const { step, finding, error } = steps.find(({ state }) => state === 'failed') ?? (steps.at(-1) as never);
  return { step, finding, error };
};

describeWithSoftHsm('the doctor', () => {
  const folder = temporaryFolder();
  const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
  const key = generateKey('p-256');
  const issuer = { subject: { CN: 'Issuer of the doctor' }, key: generateKey('p-256') };
  const authority = issueCertificate({
    ...issuer,
    notBefore: from(-800),
    notAfter: from(800),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign'],
  });
  const certificate = (days: readonly [number, number], more: Partial<Parameters<typeof issueCertificate>[0]> = {}) =>
    issueCertificate({
      subject: { CN: 'Quintessa Secretname' },
      issuer: authority,
      key,
      notBefore: from(days[0]),
      notAfter: from(days[1]),
      keyUsage: ['nonRepudiation'],
      ...more,
    }).certificate;
  const good = certificate([-100, 400]);
  /** QcCompliance, and QcType: seal (EN 319 412-5, 4.2). */
  const SEAL = Buffer.from('301f3008060604008e4601013013060604008e4601063009060704008e46010602', 'hex');
  const on = (label: string, certificates: readonly Uint8Array[], own: typeof key | null = key) => ({
    label,
    objects: [{ id: '01', label: 'key', certificates, ...(own === null ? {} : { key: own }) }],
  });
  const PLAN = [
    on('Good', [good, authority.certificate]),
    on('Seal', [
      certificate([-100, 400], { extensions: [{ oid: '1.3.6.1.5.5.7.1.3', critical: false, value: SEAL }] }),
    ]),
    on('Empty', []),
    on('Encrypts', [certificate([-100, 400], { keyUsage: ['keyEncipherment'] })]),
    on('Expired', [certificate([-400, -1])]),
    on('Tomorrow', [certificate([1, 400])]),
    on('Soon', [certificate([-400, 12])]),
    on('Keyless', [certificate([-100, 400])], null),
    on('Swapped', [certificate([-100, 400])], generateKey('p-256')),
  ] as const;
  let module: string;
  let broken: string;
  let serials: readonly string[];
  let all: readonly TokenInfo[];
  let tokens: Tokens;
  const told = join(folder, 'answer');

  beforeAll(async () => {
    ({ module, serials } = softHsmWith(folder, PLAN));
    broken = buildBrokenModule(folder);
    process.env.BROKEN_ANSWER = told;
    tokens = new TokensWith(NO_READER);
    all = await tokens.listTokens(module);
  });
  afterAll(() => tokens.close());
  afterEach(() => {
    delete process.env.BROKEN_HOW;
    writeFileSync(told, '');
  });

  const tokenOf = (label: string): TokenInfo => {
    const found = all.find((token) => token.label === label);
    if (found === undefined) throw new Error(`no token ${label}`);
    return found;
  };
  const serialOf = (label: string) => serials[PLAN.findIndex((one) => one.label === label)] ?? '';

  /** Examines one module with a process of its own. */
  async function examined(path: string, deadlines: Partial<Deadlines> = {}) {
    const own = new TokensWith(NO_READER, deadlines);
    try {
      const { report } = await diagnose({ home, tokens: own, clock: systemClock, module: path });
      expect(doctorReport.parse(report)).toEqual(report);
      return report.ways;
    } finally {
      await own.close();
    }
  }

  describe('the driver', () => {
    it.each([
      ['is not there', () => join(folder, 'gone.so'), 'DRIVER_GONE', 'MODULE_NOT_FOUND'],
      [
        'can be written to by others',
        () => {
          const file = join(folder, 'open.so');
          copyFileSync(module, file);
          chmodSync(file, 0o666);
          return file;
        },
        'DRIVER_UNTRUSTED',
        'MODULE_UNTRUSTED',
      ],
    ] as const)('%s', async (_name, make, finding, error) => {
      const [way] = await examined(make());
      expect(way && ends(way)).toEqual({ step: 'driver', finding, error });
    });

    it.each([
      ['is made for another kind of machine', [183, 0], 'ARCHITECTURE_OTHER', null],
      ['is no library', undefined, 'DRIVER_NO_LIBRARY', null],
      ['ends in the middle', [62, 0], 'DRIVER_NOT_LOADABLE', 'MODULE_NOT_LOADABLE'],
    ] as const)('%s', async (_name, machine, finding, error) => {
      const bytes = Buffer.alloc(128);
      if (machine !== undefined)
        bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, ...machine]);
      const file = join(folder, 'made.so');
      writeFileSync(file, bytes);
      const [way] = await examined(file);
      expect(way && ends(way)).toEqual({ step: 'architecture', finding, error });
      if (machine?.[0] === 183)
        expect(way?.steps[3]?.facts).toMatchObject({ machines: 'arm64', program: process.arch });
    });

    it('is a library of another kind', async () => {
      const library = ['/lib/x86_64-linux-gnu/libm.so.6', '/lib/aarch64-linux-gnu/libm.so.6'].find((path) =>
        existsSync(path),
      );
      const [way] = await examined(library ?? '');
      expect(way && ends(way)).toMatchObject({ step: 'architecture', finding: 'DRIVER_NO_PKCS11' });
    });

    it.each([
      ['crash-at-load', 'DRIVER_CRASHED', 'MODULE_CRASHED', {}],
      ['hang-at-load', 'DRIVER_HANGS', 'MODULE_TIMEOUT', { load: 400 }],
    ] as const)('%s', async (how, finding, error, deadlines) => {
      process.env.BROKEN_HOW = how;
      const [way] = await examined(broken, deadlines);
      expect(way && ends(way)).toEqual({ step: 'architecture', finding, error });
    });

    it.each([
      ['C_Initialize', 'architecture', 'DRIVER_REFUSES'],
      ['C_GetSlotList', 'slot', 'SLOT_UNREADABLE'],
    ] as const)('refuses %s: the cause is what it answered', async (name, step, finding) => {
      writeFileSync(told, `${name} ${CKR.CKR_FUNCTION_FAILED.value}`);
      const [way] = await examined(broken);
      expect(way && ends(way)).toEqual({ step, finding, error: 'CKR_FUNCTION_FAILED' });
      const failed = way?.steps.find(({ state }) => state === 'failed');
      const { CKR_FUNCTION_FAILED: reason } = CKR_SENTENCE;
      expect(failed && causeOf(failed, (code) => (code === 'CKR_FUNCTION_FAILED' ? reason : null))).toBe(
        `[CKR_FUNCTION_FAILED] ${reason}`,
      );
    });

    it('crashed three times and was put aside', async () => {
      const own = new Tokens({
        health: {
          check: async () => {
            throw new AppError('MODULE_QUARANTINED', 'It crashed three times.');
          },
          failed: async () => undefined,
          worked: async () => undefined,
        },
      });
      const way = new Way().branch([ok('READER_FOUND'), ok('CARD_PRESENT')]);
      const driver = { path: module, product: '', vendor: false, always: true };
      expect(await walkDriver(way, driver, own, ok('DRIVER_FOUND'))).toBeUndefined();
      const ended = { step: 'architecture', finding: 'DRIVER_SET_ASIDE', error: 'MODULE_QUARANTINED' };
      expect(ends({ steps: way.steps() })).toEqual(ended);
      await own.close();
    });

    it('shows no slot, or not the card that is there', async () => {
      process.env.BROKEN_HOW = 'no-slots';
      const own = new Tokens();
      const driver = { path: broken, product: '', vendor: false, always: true };
      const through = async (...readers: readonly CardReader[]) =>
        (await moduleWays(driver, { seen: { service: 'running', readers }, tokens: own, now })).map(({ way }) =>
          ends(way),
        );
      expect(await through()).toEqual([{ step: 'slot', finding: 'SLOT_NONE', error: null }]);
      expect(await through(reader('present', '3b00'))).toEqual([
        { step: 'slot', finding: 'SLOT_CARD_NOT_SEEN', error: null },
      ]);
      await own.close();
    });
  });

  describe('the token', () => {
    const walked = (token: TokenInfo) => {
      const way = new Way();
      // The steps before the token.
      const before: Found = { state: 'ok', finding: 'SLOT_FOUND', facts: {}, error: null };
      for (let i = 0; i < 5; i++) way.add(before);
      const certificates = walkToken(way, token, now);
      return { steps: way.steps(), certificates };
    };

    it.each([
      [{ initialized: false }, 'TOKEN_NOT_INITIALIZED', 'failed'],
      [
        { problem: { code: 'CKR_DEVICE_ERROR', function: 'C_GetTokenInfo', value: 0x30 } },
        'TOKEN_UNREADABLE',
        'failed',
      ],
      [{ pinState: 'locked' }, 'TOKEN_PIN_LOCKED', 'failed'],
      [{ pinState: 'final-try' }, 'TOKEN_PIN_FINAL_TRY', 'warning'],
      [{ pinState: 'count-low' }, 'TOKEN_PIN_COUNT_LOW', 'warning'],
      [{ pinState: 'to-be-changed' }, 'TOKEN_PIN_TO_BE_CHANGED', 'failed'],
      [{ pinState: 'unknown' }, 'TOKEN_PIN_NOT_SET', 'warning'],
      [{ pinState: 'unknown', loginRequired: false }, 'TOKEN_READY', 'ok'],
    ] as const)('%j', (more, finding, state) => {
      const { steps } = walked({ ...tokenOf('Good'), ...more });
      expect(steps[5]).toMatchObject({ step: 'token', finding, state });
      expect(steps[6]?.finding === 'NOT_REACHED').toBe(state === 'failed');
    });

    it.each([
      ['Good', 'KEYS_HIDDEN', 'ok'],
      ['Empty', 'CERTIFICATES_NONE', 'failed'],
      ['Encrypts', 'CERTIFICATES_NOT_FOR_SIGNING', 'failed'],
      ['Expired', 'CERTIFICATES_EXPIRED', 'failed'],
      ['Tomorrow', 'CERTIFICATES_NOT_YET_VALID', 'failed'],
      ['Soon', 'CERTIFICATE_EXPIRES_SOON', 'warning'],
    ] as const)('%s: %s', (label, finding, state) => {
      const { steps } = walked(tokenOf(label));
      expect(steps).toContainEqual(expect.objectContaining({ finding, state }));
      expect(steps.at(-1)?.finding).toBe(state === 'failed' ? 'NOT_REACHED' : 'TRIAL_NOT_ASKED');
    });

    it('names keys that have no certificate, without their names', () => {
      const { steps } = walked({ ...tokenOf('Empty'), bareKeys: [{ keyId: '01', label: 'Quintessa Secretname' }] });
      expect(steps[6]).toMatchObject({ finding: 'CERTIFICATES_KEY_ONLY', state: 'failed', facts: { count: 1 } });
    });

    it('lists certificates without whose they are, and what they are for', () => {
      const [one, ...others] = walked(tokenOf('Good')).certificates;
      expect(others).toEqual([]);
      expect(one).toMatchObject({ key: 'ECDSA P-256', issuer: 'Issuer of the doctor', qualified: null, fault: null });
      expect(walked(tokenOf('Seal')).certificates[0]?.qualified).toBe('seal');
      expect(walked(tokenOf('Encrypts')).certificates[0]?.fault).toBe('key-usage');
      expect(walked(tokenOf('Soon')).steps[6]?.facts.days).toBe(11);
    });

    it('keys: seen, missing, or of a kind that nothing signs with', () => {
      const token = tokenOf('Good');
      const withKey = (privateKey: 'yes' | 'no') => ({
        ...token,
        certificates: token.certificates.map((item) => ({ ...item, privateKey })),
      });
      expect(walked(withKey('yes')).steps[7]).toMatchObject({ finding: 'KEYS_FOUND', state: 'ok' });
      expect(walked(withKey('no'))).toMatchObject({ certificates: [{ fault: 'key-missing' }] });
      expect(walked(withKey('no')).steps[7]).toMatchObject({ finding: 'KEYS_NONE', state: 'failed' });
      expect(walked({ ...token, signMechanisms: [0x1] }).steps[7]).toMatchObject({ finding: 'KEYS_NO_MECHANISM' });
    });
  });

  describe('cards and their drivers', () => {
    const softHsm = (more: Partial<FoundModule> = {}): FoundModule => ({
      path: module,
      product: 'OpenSC',
      vendor: false,
      always: false,
      ...more,
    });
    const YUBIKEY = { card: 'YubiKey 5', atr: '', products: ['YubiKey (ykcs11)', 'OpenSC'], source: '' };
    const ways = (card: CardReader, modules: readonly FoundModule[], known: typeof YUBIKEY | undefined) => {
      const seen: CardReaders = { service: 'running', readers: [card] };
      return cardWays({ reader: card, card: known, modules }, { seen, tokens, now });
    };
    const first = (walked: readonly WalkedWay[]) => walked[0]?.way.steps ?? [];

    it('no driver: known by name, or not at all', async () => {
      const missing = first(await ways(reader('present', '3bfd'), [], YUBIKEY));
      expect(missing[2]).toMatchObject({ finding: 'DRIVER_MISSING', error: 'DRIVER_MISSING' });
      expect(missing[2]?.facts).toMatchObject({ card: 'YubiKey 5', product: 'YubiKey (ykcs11) / OpenSC' });
      const unknown = first(await ways(reader('present', '3b8880'), [], undefined));
      expect(unknown[2]).toMatchObject({ finding: 'DRIVER_NOT_KNOWN', facts: { atr: '3B 88 80' } });
    });

    it('a card that is silent, and one that another program keeps', async () => {
      expect(first(await ways(reader('mute'), [], undefined))[1]).toMatchObject({
        finding: 'CARD_MUTE',
        state: 'failed',
      });
      const kept = first(await ways(reader('in-use', '3bfd'), [softHsm()], YUBIKEY));
      expect(kept[1]).toMatchObject({ finding: 'CARD_IN_USE', state: 'warning' });
    });

    it('goes on with a general driver where the best one is not there or does not load, and says so', async () => {
      const [way] = await ways(
        reader('present', '3bfd'),
        [softHsm({ path: join(folder, 'gone.so'), product: 'YubiKey (ykcs11)', vendor: true }), softHsm()],
        YUBIKEY,
      );
      expect(way?.way.steps[2]).toMatchObject({
        finding: 'DRIVER_GENERAL',
        state: 'warning',
        facts: { better: 'YubiKey (ykcs11)' },
      });
      expect(way?.token).toBe(`serial:${all[0]?.serial}`);
      const [worst] = await ways(
        reader('present', '3bfd'),
        [softHsm({ path: join(folder, 'gone.so'), product: 'YubiKey (ykcs11)', vendor: true })],
        YUBIKEY,
      );
      expect(worst?.way.steps[2]).toMatchObject({ finding: 'DRIVER_GONE', state: 'failed' });
    });

    it.each([
      [{ service: 'absent', readers: [] }, 'READER_SERVICE_ABSENT', 'failed'],
      [{ service: 'unknown', readers: [] }, 'READER_UNKNOWN', 'failed'],
      [NO_READER, 'READER_NONE', 'failed'],
      [{ service: 'running', readers: [reader('none')] }, 'READER_FOUND', 'ok'],
    ] as const satisfies readonly (readonly [CardReaders, DoctorFinding, string])[])(
      '%j: %s',
      (seen, finding, state) => {
        expect(readerStep(seen)).toMatchObject({ finding, state });
      },
    );

    it('a reader without a card, and nothing else: that is where the way ends', async () => {
      const conf = process.env.SOFTHSM2_CONF;
      process.env.SOFTHSM2_CONF = createSoftHsm(join(folder, 'nothing'), module).conf;
      const own = new TokensWith({
        service: 'running',
        readers: [{ ...reader('none'), name: 'SCR (21120717206054) 00 00' }],
      });
      try {
        const { report } = await diagnose({ home, tokens: own, clock: systemClock });
        expect(report.ways.map(ends)).toContainEqual(expect.objectContaining({ finding: 'CARD_ABSENT' }));
        expect(report.readers[0]?.name).toBe('SCR (…6054) 00 00');
        expect(JSON.stringify(report)).not.toContain('06054');
      } finally {
        process.env.SOFTHSM2_CONF = conf;
        await own.close();
      }
    });
  });

  describe('the trial signature', () => {
    const wish = (label: string, path = module) => ({
      kind: 'pkcs11' as const,
      module: path,
      token: `serial:${serialOf(label)}`,
    });
    const trial = (pin = PIN) => {
      const bytes = Buffer.from(pin);
      return { bytes, options: { home, readPin: async () => bytes } };
    };

    it.each([
      ['Good', PIN, 'TRIAL_GOOD', null],
      ['Good', '', 'TRIAL_PIN_REFUSED', 'PIN_REQUIRED'],
      ['Keyless', PIN, 'TRIAL_KEY_MISSING', 'KEY_MISSING'],
      ['Swapped', PIN, 'TRIAL_KEY_MISMATCH', 'KEY_MISMATCH'],
      ['Seal', '999999', 'TRIAL_PIN_WRONG', 'CKR_PIN_INCORRECT'],
    ] as const)('%s with the PIN “%s”: %s', async (label, pin, finding, error) => {
      const { bytes, options } = trial(pin);
      expect(await trialSignature(wish(label), tokens, options)).toMatchObject({ finding, error });
      expect(bytes.every((byte) => byte === 0)).toBe(true);
    });

    it('is cancelled', async () => {
      const { options } = trial();
      const found = await trialSignature(wish('Good'), tokens, { ...options, signal: AbortSignal.abort() });
      expect(found).toMatchObject({ finding: 'TRIAL_CANCELLED', state: 'skipped' });
    });

    it.each([
      ['final-try', 'TRIAL_NOT_RISKED', null],
      ['vendor-error', 'TRIAL_FAILED', 'CKR_VENDOR_DEFINED'],
    ] as const)('%s: %s', async (how, finding, error) => {
      process.env.BROKEN_HOW = how;
      const own = new Tokens();
      const asked: string[] = [];
      const readPin = async () => {
        asked.push(how);
        return Buffer.from(PIN);
      };
      const failures: unknown[] = [];
      const onFailure = (reason: unknown) => failures.push(reason);
      const options = { home, readPin, onFailure };
      const found = await trialSignature(wish('Good', broken), own, options).finally(() => own.close());
      expect(found).toMatchObject({ finding, error });
      // What names the token is told aside, and stands in no report.
      expect(failures).toMatchObject(error === null ? [] : [{ code: error, details: { token: 'Good' } }]);
      // Nobody is asked for a PIN that is not used.
      expect(asked).toHaveLength(finding === 'TRIAL_NOT_RISKED' ? 0 : 1);
    });
  });

  it('in the window: a trial with a certificate of the last report, and wrong PINs not too quickly one after the other', async () => {
    const window = new WindowDoctor({ home, clock: systemClock, tokens, tries: new PinTries(systemClock) });
    const id = certificateId.parse(tokenOf('Seal').certificates[0]?.sha256);
    await expect(window.trial({ certificate: id, pin: Buffer.from(PIN) })).rejects.toMatchObject({
      code: 'CERTIFICATE_NOT_FOUND',
    });
    const report = await window.run();
    expect(report.ways.flatMap((way) => way.certificates.map((one) => one.id))).toContain(id);
    for (const finding of ['TRIAL_PIN_WRONG', 'TRIAL_PIN_WRONG']) {
      expect(await window.trial({ certificate: id, pin: Buffer.from('000000') })).toMatchObject({
        step: 'trial',
        finding,
      });
    }
    await expect(window.trial({ certificate: id, pin: Buffer.from(PIN) })).rejects.toMatchObject({
      code: 'PIN_TOO_SOON',
    });
  });

  it('finds every token of a module, which keys can be tried, and says it in words without a name or a full serial number', async () => {
    const { report, keys } = await diagnose({ home, tokens, clock: systemClock, module });
    expect(report.ways).toHaveLength(PLAN.length);
    expect(report.ways.map((way) => ends(way).finding).sort()).toContain('CERTIFICATES_NONE');
    expect(report.ways.map(({ steps }) => steps.map(({ finding }) => finding))).toContainEqual([
      'READER_NOT_NEEDED',
      'CARD_NOT_NEEDED',
      'DRIVER_FOUND',
      'ARCHITECTURE_FITS',
      'SLOT_FOUND',
      'TOKEN_READY',
      'CERTIFICATES_FOUND',
      'KEYS_HIDDEN',
      'TRIAL_NOT_ASKED',
    ]);
    expect([...keys.values()].map(({ token }) => token).sort()).toEqual(
      ['Good', 'Seal', 'Soon', 'Keyless', 'Swapped'].map((label) => `serial:${serialOf(label)}`).sort(),
    );
    for (const sentences of [doctorEn, doctorDe]) {
      const text = doctorText(report, sentences, () => null).join('\n');
      expect(text).toContain(module);
      expect(text).toContain('ECDSA P-256, Issuer of the doctor');
      expect(text).not.toMatch(/\{\w+\}|undefined| {3}\n/);
      for (const secret of [PIN, 'Secretname', 'Swapped', ...serials]) expect(text).not.toContain(secret);
      // Nor more than four characters of one, as in the names that SoftHSM gives its slots.
      for (const serial of serials) expect(text.toLowerCase()).not.toContain(serial.slice(-5));
      expect(text).toContain(`SoftHSM slot ID …${serials[0]?.slice(-4)}`);
    }
    expect(JSON.stringify(report)).not.toMatch(/Secretname|Swapped/);
  });
});
