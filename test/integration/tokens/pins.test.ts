import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { CKR } from '../../../shared/contract/ckr-codes.ts';
import { ckrSentence } from '../../../shared/contract/ckr-sentence.ts';
import { change, unblock } from '../../../src-cli/commands/tokens-pin.ts';
import { processOutput } from '../../../src-cli/output.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey, pinPrompt } from '../../../src-main/workflow/keys.ts';
import { tokenObjects, withToken } from '../../../src-main/workflow/manage-token.ts';
import { openSession } from '../../../src-main/workflow/session.ts';
import { SigningRun } from '../../../src-main/workflow/signing-run.ts';
import { holdToken } from '../../../src-main/workflow/token-hold.ts';
import { buildBrokenModule } from '../../support/broken-module.ts';
import { CKR_OF_CALLS } from '../../support/ckr-of-calls.ts';
import { describeWithSoftHsm, PIN, SO_PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const token = { label: 'Alice' };
const message = bytes('what is signed');
const plain = { acceptLastTry: false };
/** Said of the code that unblocks: the module knows no security officer. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set([
  'CKR_ARGUMENTS_BAD',
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_TOKEN_WRITE_PROTECTED',
  'CKR_USER_NOT_LOGGED_IN',
]);

describeWithSoftHsm('PINs', () => {
  const folder = temporaryFolder();
  const [log, how, answer] = [join(folder, 'log'), join(folder, 'how'), join(folder, 'answer')];
  /** One host for all tests: the module reads from files how it is to behave. */
  const tokens = new Tokens();
  let module: string;

  beforeAll(() => {
    softHsmWith(folder, [
      { label: 'Alice', objects: [tokenObject('01', generateKey('p-256'), 'Alice')] },
      { label: 'Each', objects: [tokenObject('01', generateKey('p-256'), 'Each', { pinPerSignature: true })] },
    ]);
    module = buildBrokenModule(folder);
    Object.assign(process.env, { BROKEN_LOG: log, BROKEN_HOW_FILE: how, BROKEN_ANSWER: answer });
  });
  beforeEach(() => {
    for (const file of [log, how, answer]) rmSync(file, { force: true });
  });
  afterAll(() => tokens.close());

  const broken = (fault: string) => writeFileSync(how, fault);
  const calls = () => {
    try {
      return readFileSync(log, 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  const pinOf = () => tokens.pinOf({ module, token });
  const signOnce = async (pin: string, acceptLastTry = false) => {
    const signer = await (await tokens.selectKey({ module, token })).login(bytes(pin), undefined, acceptLastTry);
    try {
      return await signer.sign(message, 'ecdsa-sha256');
    } finally {
      await signer.close();
    }
  };

  it('the last try is left alone until it was confirmed, and nobody is asked for a PIN', async () => {
    broken('final-try');
    const key = await tokens.selectKey({ module, token });
    const ask = () => Promise.reject(new Error('asked'));
    await expect(key.login(ask)).rejects.toMatchObject({
      code: 'PIN_FINAL_TRY',
      message: expect.stringContaining('without its PUK'),
    });
    expect(calls()).toEqual([]);
    await signOnce(PIN, true);
    expect(calls()).toEqual(['C_Login user=1 length=6']);
  });

  it('the host looks once more before it sends a PIN', async () => {
    const key = await tokens.selectKey({ module, token });
    broken('final-try');
    await expect(key.login(bytes(PIN))).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    broken('locked');
    await expect(key.login(bytes(PIN), undefined, true)).rejects.toMatchObject({ code: 'CKR_PIN_LOCKED' });
    expect(calls()).toEqual([]);
  });

  it('one that must be changed is changed and used for nothing else: nobody is asked for it', async () => {
    const key = await tokens.selectKey({ module, token });
    broken('to-be-changed');
    const expired = { code: 'CKR_PIN_EXPIRED' };
    await expect(key.login(bytes(PIN)), 'the host looks once more').rejects.toMatchObject(expired);
    const ask = vi.fn(async () => bytes(PIN));
    await expect((await tokens.selectKey({ module, token })).login(ask)).rejects.toMatchObject(expired);
    const session = await openSession({ trust: [] }, { home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
    const options = { allowExpired: false, readPin: ask, warn: () => undefined };
    const run = SigningRun.begin(session, tokens, { kind: 'pkcs11', module, token: 'Alice' }, options).finally(() =>
      session.close(),
    );
    await expect(run).rejects.toMatchObject({ ...expired, message: expect.stringMatching(/tokens pin change/) });
    const access = { access: 'private', readPin: ask, acceptLastTry: async () => true } as const;
    await expect(withToken(tokens, { module, token: 'Alice' }, access, tokenObjects)).rejects.toMatchObject(expired);
    expect([ask.mock.calls, calls()]).toEqual([[], []]);
    await (await pinOf()).change({ ...plain, pin: bytes(PIN), newPin: bytes(PIN) });
    expect(calls()).toEqual(['C_Login user=1 length=6', 'C_SetPIN']);
  });

  it('one that must be changed and has one try left: nobody is asked for either before the change', async () => {
    broken('last-change');
    const ask = vi.fn(async () => bytes(PIN));
    const acceptLastTry = vi.fn(async () => true);
    const session = await openSession({ trust: [] }, { home: locateHome({ COUNTERSIGN_HOME: join(folder, 'home') }) });
    const options = { allowExpired: false, readPin: ask, acceptLastTry, warn: () => undefined };
    const run = SigningRun.begin(session, tokens, { kind: 'pkcs11', module, token: 'Alice' }, options).finally(() =>
      session.close(),
    );
    await expect(run).rejects.toMatchObject({ code: 'CKR_PIN_EXPIRED' });
    const access = { access: 'private', readPin: ask, acceptLastTry } as const;
    const managed = withToken(tokens, { module, token: 'Alice' }, access, tokenObjects);
    await expect(managed).rejects.toMatchObject({ code: 'CKR_PIN_EXPIRED' });
    const pin = await pinOf();
    const change = { pin: bytes(PIN), newPin: bytes(PIN) };
    await expect(pin.change({ ...plain, ...change })).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    expect([ask.mock.calls, acceptLastTry.mock.calls, calls()]).toEqual([[], [], []]);
    await pin.change({ ...change, acceptLastTry: true });
    expect(calls()).toEqual(['C_Login user=1 length=6', 'C_SetPIN']);
  });

  it('a token that somebody signs many files with is not managed meanwhile: no PIN is asked for', async () => {
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    const found = await tokens.tokenToManage({ module, token });
    const letGo = await holdToken(home, found.info, { documents: 2000 });
    const ask = vi.fn(async () => bytes(PIN));
    const wish = { access: 'private', home, readPin: ask, acceptLastTry: async () => false } as const;
    const managed = () => withToken(tokens, { module, token: 'Alice' }, wish, tokenObjects);
    await expect(managed()).rejects.toMatchObject({ code: 'TOKEN_IN_USE' });
    expect([ask.mock.calls, calls()]).toEqual([[], []]);
    await letGo();
    expect(await managed()).not.toEqual([]);
    await (await holdToken(home, found.info, { documents: 1 }))();
  });

  it('nobody is asked for a PIN or a code that would not be used', async () => {
    process.env.COUNTERSIGN_HOME = join(folder, 'home');
    const ask = vi.fn(async () => bytes(PIN));
    const wish = { access: 'private', readPin: ask, acceptLastTry: async () => false } as const;
    broken('final-try');
    const managed = withToken(tokens, { module, token: 'Alice' }, wish, tokenObjects);
    await expect(managed).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    // Asked for, they would be missing: PIN_REQUIRED.
    const words = { module, token: 'Alice', pinEnv: 'NOT_SET', newPinEnv: 'NOT_SET' };
    const silent = processOutput(false);
    broken('locked');
    await expect(change([], words, silent)).rejects.toMatchObject({ code: 'CKR_PIN_LOCKED' });
    broken('so-locked');
    await expect(unblock([], words, silent)).rejects.toMatchObject({ code: 'PUK_LOCKED' });
    await expect(unblock([], { ...words, by: 'puk' }, silent)).rejects.toMatchObject({ code: 'PIN_NOT_LOCKED' });
    expect([ask.mock.calls, calls()]).toEqual([[], []]);
  });

  it('says what there is to know before a PIN is asked for', async () => {
    const facts = { user: 'ok', officer: 'ok', protectedPath: false, loginRequired: true, shortest: 4, longest: 255 };
    expect(await (await pinOf()).facts()).toEqual(facts);
    for (const [fault, known] of [
      ['count-low', { user: 'count-low' }],
      ['no-pin', { user: 'unknown' }],
      ['to-be-changed', { user: 'to-be-changed' }],
      ['so-locked', { officer: 'locked' }],
      ['so-final-try', { officer: 'final-try' }],
      ['pin-pad', { protectedPath: true }],
    ] as const) {
      broken(fault);
      expect(await (await pinOf()).facts()).toEqual({ ...facts, ...known });
    }
    expect(calls()).toEqual([]);
  });

  it.each([
    ['ok', undefined],
    ['count-low', /^A wrong PIN was entered since/],
    ['final-try', /^This is the LAST try/],
    ['no-pin', /^The token says that it has no PIN yet/],
  ] as const)('%s: what stands before the prompt', async (how, says) => {
    if (how !== 'ok') broken(how);
    const key = await chooseKey({ kind: 'pkcs11', module, token: 'Alice' }, tokens);
    const lines = pinPrompt(key);
    if (says === undefined) expect(lines).toEqual([`PIN for ${key.home}: `]);
    else expect(lines).toEqual([expect.stringMatching(says), `PIN for ${key.home}: `]);
    expect(calls()).toEqual([]);
  });

  it('is changed with one login, and the old one is no longer good', async () => {
    const pin = await pinOf();
    await pin.change({ ...plain, pin: bytes(PIN), newPin: bytes('neu€1234') });
    expect(calls()).toEqual(['C_Login user=1 length=6', 'C_SetPIN']);
    await expect(signOnce(PIN)).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    await signOnce('neu€1234');
    await pin.change({ ...plain, pin: bytes('neu€1234'), newPin: bytes(PIN) });
    await signOnce(PIN);
  });

  it('a wrong old PIN costs one try and changes nothing', async () => {
    const pin = await pinOf();
    const refused = pin.change({ ...plain, pin: bytes('000000'), newPin: bytes('654321') });
    await expect(refused).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    expect(calls()).toEqual(['C_Login user=1 length=6']);
    await signOnce(PIN);
  });

  it('a new PIN that the token would refuse costs no try', async () => {
    const pin = await pinOf();
    const refused = pin.change({ ...plain, pin: bytes(PIN), newPin: bytes('123') });
    await expect(refused).rejects.toMatchObject({ code: 'CKR_PIN_LEN_RANGE' });
    expect(calls()).toEqual([]);
  });

  it('the last try of the old PIN is left alone', async () => {
    const pin = await pinOf();
    broken('final-try');
    const given = { pin: bytes(PIN), newPin: bytes(PIN) };
    await expect(pin.change({ ...plain, ...given })).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    expect(calls()).toEqual([]);
    await pin.change({ ...given, acceptLastTry: true });
  });

  it('is unblocked by the security officer with one login', async () => {
    const pin = await pinOf();
    await pin.unblock({ ...plain, by: 'so-pin', code: bytes(SO_PIN), newPin: bytes('222222') });
    expect(calls()).toEqual(['C_Login user=0 length=8', 'C_InitPIN']);
    await signOnce('222222');
    await pin.unblock({ ...plain, by: 'so-pin', code: bytes(SO_PIN), newPin: bytes(PIN) });
    await signOnce(PIN);
  });

  it('a wrong code of the security officer costs one try, and is not told as a wrong PIN', async () => {
    const pin = await pinOf();
    const given = { by: 'so-pin', code: bytes('00000000'), newPin: bytes('222222') } as const;
    await expect(pin.unblock({ ...plain, ...given })).rejects.toMatchObject({ code: 'PUK_INCORRECT' });
    expect(calls()).toEqual(['C_Login user=0 length=8']);
  });

  it('a locked code and the last try of a code are left alone', async () => {
    const pin = await pinOf();
    const given = { by: 'so-pin', code: bytes(SO_PIN), newPin: bytes('222222') } as const;
    broken('so-locked');
    await expect(pin.unblock({ ...plain, ...given })).rejects.toMatchObject({ code: 'PUK_LOCKED' });
    broken('so-final-try');
    await expect(pin.unblock({ ...plain, ...given })).rejects.toMatchObject({ code: 'PIN_FINAL_TRY' });
    expect(calls()).toEqual([]);
  });

  it('a PUK is tried without a login, and only where the PIN is locked: it could be taken for the PIN', async () => {
    const pin = await pinOf();
    // SoftHSM takes it for the PIN, as modules without a PUK do.
    const given = { by: 'puk', code: bytes(PIN), newPin: bytes(PIN) } as const;
    await expect(pin.unblock({ ...plain, ...given })).rejects.toMatchObject({ code: 'PIN_NOT_LOCKED' });
    expect(calls()).toEqual([]);
    broken('locked');
    await pin.unblock({ ...plain, ...given });
    expect(calls()).toEqual(['C_SetPIN']);
  });

  it('a module that cannot unblock is told as one, with the program of its maker where that is known', async () => {
    const pin = await pinOf();
    writeFileSync(answer, `C_Login ${CKR.CKR_USER_TYPE_INVALID.value}`);
    const given = { by: 'so-pin', code: bytes(SO_PIN), newPin: bytes(PIN) } as const;
    await expect(pin.unblock({ ...plain, ...given })).rejects.toMatchObject({
      code: 'PIN_UNBLOCK_UNSUPPORTED',
      message: expect.stringContaining('the program of its vendor'),
    });
  });

  it('at a PIN pad everything is typed there', async () => {
    broken('pin-pad');
    const pin = await pinOf();
    await pin.change({ ...plain, pin: null, newPin: null });
    await pin.unblock({ ...plain, by: 'so-pin', code: null, newPin: null });
    expect(calls()).toEqual([
      'C_SetPIN at the reader',
      'C_Login user=0 length=0 at the reader',
      'C_InitPIN at the reader',
    ]);
    writeFileSync(answer, `C_SetPIN ${CKR.CKR_FUNCTION_CANCELED.value}`);
    const refused = pin.change({ ...plain, pin: null, newPin: null });
    await expect(refused).rejects.toMatchObject({
      code: 'CKR_FUNCTION_CANCELED',
      details: { function: 'C_SetPIN', token: 'Alice' },
    });
  });

  it('a PIN pad that is waited for can be left, and holds up nothing that is asked next', async () => {
    broken('pin-pad-waits');
    const stop = new AbortController();
    const login = (await tokens.selectKey({ module, token })).login(null, stop.signal);
    await vi.waitUntil(() => calls().length === 1, { interval: 5 });
    stop.abort();
    await expect(login).rejects.toMatchObject({ code: 'CANCELLED' });
    rmSync(how);
    await signOnce(PIN);
  });

  it('at a PIN pad a key that wants the PIN for each signature has it typed for each', async () => {
    broken('pin-pad');
    const key = await tokens.selectKey({ module, token: { label: 'Each' } });
    const signer = await key.login(null);
    for (let i = 0; i < 2; i++) await signer.sign(message, 'ecdsa-sha256');
    writeFileSync(answer, `C_Login ${CKR.CKR_FUNCTION_CANCELED.value}`);
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code: 'CKR_FUNCTION_CANCELED' });
    await signer.close();
    const typed = (user: number) => `C_Login user=${user} length=0 at the reader`;
    expect(calls()).toEqual([typed(1), typed(2), typed(2), typed(2)]);
  });

  it('a PIN pad where nobody types is given up after the time that was told, and the module is not to blame', async () => {
    broken('pin-pad-waits');
    const impatient = new Tokens({ deadlines: { login: 300, pinWork: 300 } });
    const where = { module, token };
    try {
      const login = impatient.selectKey(where).then((key) => key.login(null));
      await expect(login).rejects.toMatchObject({ code: 'MODULE_TIMEOUT', details: { milliseconds: 300 } });
      await expect(login).rejects.toThrow(/waiting for the PIN to be typed on the reader/);
      const change = impatient.pinOf(where).then((pin) => pin.change({ ...plain, pin: null, newPin: null }));
      await expect(change).rejects.toThrow(/waiting for the PINs to be typed on the reader/);
      rmSync(how);
      expect((await impatient.listTokens(module)).map(({ label }) => label)).toContain('Alice');
    } finally {
      await impatient.close();
    }
  });

  it('a module that is known to ask in a window of its own is given no PIN, though its flags do not say so', async () => {
    broken('own-window');
    const own = join(folder, 'libbeidpkcs11.so.0');
    copyFileSync(module, own);
    const key = await tokens.selectKey({ module: own, token });
    expect(key.protectedPath).toBe(true);
    const signer = await key.login(() => Promise.reject(new Error('asked')));
    await signer.sign(message, 'ecdsa-sha256').finally(() => signer.close());
    expect(calls()).toEqual(['C_Login user=1 length=0 at the reader']);
    expect((await tokens.selectKey({ module, token })).protectedPath).toBe(false);
  });

  it('every value that a call can return keeps its code, its function and its sentence, and no PIN is in it', async () => {
    const key = await tokens.selectKey({ module, token });
    const pin = await pinOf();
    const managed = await (await tokens.tokenToManage({ module, token })).open(bytes(PIN), {
      login: true,
      write: true,
    });
    const works = [
      ['C_OpenSession', () => key.login(bytes(PIN))],
      ['C_Login', () => key.login(bytes(PIN))],
      ['C_SignInit', () => signOnce(PIN)],
      ['C_Sign', () => signOnce(PIN)],
      ['C_SetPIN', () => pin.change({ ...plain, pin: bytes(PIN), newPin: bytes(PIN) })],
      ['C_GenerateKeyPair', () => managed.generate({ mechanism: 0, publicKey: [], privateKey: [] })],
      ['C_CreateObject', () => managed.create([])],
      ['C_DestroyObject', () => managed.destroy(new Uint8Array(8))],
      ['C_InitPIN', () => pin.unblock({ ...plain, by: 'so-pin', code: bytes(SO_PIN), newPin: bytes(PIN) })],
    ] as const;
    expect(works.map(([name]) => name).sort()).toEqual(Object.keys(CKR_OF_CALLS).sort());
    for (const [name, work] of works) {
      // Nobody else may be logged in when the security officer is.
      if (name === 'C_InitPIN') await managed.close();
      for (const code of CKR_OF_CALLS[name]) {
        writeFileSync(answer, `${name} ${CKR[code].value}`);
        const error: unknown = await work().catch((reason: unknown) => reason);
        const isRetold = name === 'C_InitPIN' && TOLD_OTHERWISE.has(code);
        expect(error, `${name} ${code}`).toMatchObject(
          isRetold
            ? { code: 'PIN_UNBLOCK_UNSUPPORTED' }
            : { code, details: { function: name, value: CKR[code].value } },
        );
        const said = error instanceof Error ? error.message : '';
        if (!isRetold) expect(said.startsWith(ckrSentence(code, name).replace(/\.$/, '')), said).toBe(true);
        expect(JSON.stringify([said, error])).not.toContain(PIN);
      }
    }
    rmSync(answer);
    await signOnce(PIN);
  });
}, ['gcc']);
