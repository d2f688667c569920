import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { softHsmModule } from '../../../scripts/pki/softhsm-token.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { diagnose } from '../../../src-main/workflow/doctor/diagnose.ts';
import { trialSignature } from '../../../src-main/workflow/doctor/trial.ts';
import { KeyCatalogue } from '../../../src-main/workflow/key-catalogue.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { testPki } from '../../support/pki.ts';
import { PIN, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { describeWith, temporaryFolder, toolPath } from '../../support/tools.ts';

const FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'];
const inFolders = (...names: readonly string[]) =>
  FOLDERS.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
const SOFTOKN = inFolders('libsoftokn3.so', 'nss/libsoftokn3.so');
const PROXY = inFolders('p11-kit-proxy.so');
const pin = () => new TextEncoder().encode(PIN);
const message = new TextEncoder().encode('what is signed');

/** Whoever else loads OpenSC, as the proxy does, leaves the cards of other tests alone. */
function withoutCards(): void {
  const settings = join(temporaryFolder(), 'opensc.conf');
  writeFileSync(settings, 'app default {\n  ignored_readers = "Virtual PCD";\n}\n');
  process.env.OPENSC_CONF = settings;
}

const forNss = ['certutil', 'pk12util'].filter((tool) => toolPath(tool) === undefined);
describeWith(
  'NSS softokn',
  SOFTOKN === undefined || forNss.length > 0 ? `libnss3 and libnss3-tools not installed` : undefined,
  () => {
    const module = SOFTOKN ?? '';
    const folder = temporaryFolder();
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    const tokens = new Tokens();
    const signer = testPki().signer('rsa-2048');

    beforeAll(async () => {
      withoutCards();
      const database = `sql:${folder}`;
      const [password, store] = [join(folder, 'password'), join(folder, 'store.p12')];
      writeFileSync(password, PIN);
      execFileSync('certutil', ['-N', '-d', database, '-f', password]);
      const { key, certificate, chain } = signer;
      writeFileSync(store, await createPkcs12({ key, certificate, chain, password: pin(), friendlyName: 'NSS' }));
      execFileSync('pk12util', ['-i', store, '-d', database, '-k', password, '-W', PIN]);
      process.env.NSS_LIB_PARAMS = `configdir='${database}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=readOnly`;
      await rememberKey(home, 'modules', module);
    });
    afterAll(() => tokens.close());

    it('signs: two tokens with one serial number are told apart in the catalogue', async () => {
      const listed = await tokens.listTokens(module);
      expect(new Set(listed.map(({ serial }) => serial)).size).toBe(1);
      const catalogue = new KeyCatalogue(home, tokens, systemClock);
      const { certificates } = await catalogue.list(true);
      const mine = certificates.find(({ home: at, usable }) => at.label === 'NSS Certificate DB' && usable);
      expect(mine?.subject).toContain('CN=');
      if (mine === undefined) return;
      const key = await chooseKey(catalogue.wish(mine.id), tokens);
      const opened = await key.unlock(pin(), { acceptLastTry: false });
      const signature = await opened.sign(message, 'rsa-pkcs1-sha256');
      expect(isSignatureOf(keyKindOf(signer.certificate), 'rsa-pkcs1-sha256', message, signature)).toBe(true);
      await opened.close();
      await catalogue.keepChoice(mine.id, 'file');
      const again = (await catalogue.list(true)).certificates.find(({ id }) => id === mine.id);
      expect([mine.chosenFor, again?.chosenFor]).toEqual([[], ['file']]);
    });

    it('is examined by the doctor up to a trial signature', async () => {
      const { keys } = await diagnose({ home, tokens, clock: systemClock, module });
      expect(keys.size).toBe(1);
      for (const wish of keys.values()) {
        expect(await trialSignature(wish, tokens, { home, readPin: async () => pin() })).toMatchObject({
          finding: 'TRIAL_GOOD',
        });
      }
    });
  },
);

const forProxy = [
  ...(PROXY === undefined ? ['p11-kit-modules'] : []),
  ...(softHsmModule() === undefined || !existsSync('/usr/share/p11-kit/modules/softhsm2.module')
    ? ['softhsm2, registered with p11-kit']
    : []),
];
describeWith('p11-kit-proxy', forProxy.length > 0 ? `${forProxy.join(', ')} not installed` : undefined, () => {
  const module = PROXY ?? '';
  const tokens = new Tokens();
  const [rsa, ec] = [
    tokenObject('01', generateKey('rsa-2048'), 'Rosa'),
    tokenObject('02', generateKey('p-256'), 'Emil'),
  ];

  beforeAll(() => {
    withoutCards();
    softHsmWith(temporaryFolder(), [
      { label: 'Rosa', objects: [rsa] },
      { label: 'Emil', objects: [ec] },
    ]);
  });
  afterAll(() => tokens.close());

  it('shows the tokens of the modules behind it, and each signs with its own PIN at the same time', async () => {
    const labels = (await tokens.listTokens(module)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['Rosa', 'Emil']));
    const signers = await Promise.all(
      ['Rosa', 'Emil'].map((label) => tokens.openTokenSigner({ module, token: { label }, pin: pin() })),
    );
    for (const one of signers) {
      const [algorithm] = one.algorithms;
      if (algorithm === undefined) throw new Error('no algorithm');
      const signature = await one.sign(message, algorithm);
      expect(isSignatureOf(keyKindOf(one.certificate), algorithm, message, signature)).toBe(true);
    }
    await Promise.all(signers.map((one) => one.close()));
  });

  it('hands on a wrong PIN', async () => {
    const wrong = tokens.openTokenSigner({ module, token: { label: 'Rosa' }, pin: Buffer.from('000000') });
    await expect(wrong).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
  });
});
