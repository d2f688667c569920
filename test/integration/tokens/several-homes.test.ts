import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { AppError } from '../../../shared/contract/app-error.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { embedKey } from '../../../src-main/workflow/embedded-keys.ts';
import { KeyCatalogue } from '../../../src-main/workflow/key-catalogue.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const message = (index: number) => new TextEncoder().encode(`document ${index}`);
const pin = () => new TextEncoder().encode(PIN);
const SOFTOKN = ['/usr/lib/x86_64-linux-gnu/libsoftokn3.so', '/usr/lib/aarch64-linux-gnu/libsoftokn3.so'].find((file) =>
  existsSync(file),
);

describeWithSoftHsm(
  'keys in several homes at the same time',
  () => {
    const folder = temporaryFolder();
    const home = locateHome({ COUNTERSIGN_HOME: join(folder, 'home') });
    const tokens = new Tokens();
    const expected = ['On SoftHSM', 'Kept', 'In a file', ...(SOFTOKN === undefined ? [] : ['In NSS'])];

    beforeAll(async () => {
      const store = async (name: string) => {
        const key = generateKey('p-256');
        const certificate = selfSigned(key, name);
        return createPkcs12({
          key,
          certificate,
          chain: [],
          password: pin(),
          friendlyName: name,
          iterations: 1,
          showsCertificates: true,
        });
      };
      const [kept] = await openPkcs12(await store('Kept'), { name: 'kept.p12', password: pin() });
      if (kept !== undefined) await embedKey(home, kept, pin());
      writeFileSync(join(folder, 'file.p12'), await store('In a file'));
      await rememberKey(home, 'keyStores', join(folder, 'file.p12'));
      const { module } = softHsmWith(folder, [
        { label: 'Soft', objects: [tokenObject('01', generateKey('p-256'), 'On SoftHSM')] },
      ]);
      await rememberKey(home, 'modules', module);
      if (SOFTOKN === undefined) return;
      writeFileSync(join(folder, 'nss.p12'), await store('In NSS'));
      writeFileSync(join(folder, 'password'), PIN);
      const database = ['-d', `sql:${folder}`];
      execFileSync('certutil', ['-N', ...database, '-f', join(folder, 'password')]);
      execFileSync('pk12util', ['-i', join(folder, 'nss.p12'), ...database, '-k', join(folder, 'password'), '-W', PIN]);
      process.env.NSS_LIB_PARAMS = `configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=readOnly`;
      await rememberKey(home, 'modules', SOFTOKN);
    });
    afterAll(() => tokens.close());

    it('are listed together, opened side by side, and sign in turns, each with its own key', async () => {
      const catalogue = new KeyCatalogue(home, tokens, systemClock);
      const { certificates } = await catalogue.list(true);
      const mine = certificates.filter(({ name }) => expected.includes(name));
      expect(mine.map(({ name }) => name).sort()).toEqual([...expected].sort());
      const opened = await Promise.all(
        mine.map(async ({ id }) =>
          (await chooseKey(catalogue.wish(id), tokens)).unlock(pin(), { acceptLastTry: false }),
        ),
      );
      const signed = await Promise.all(
        Array.from({ length: 12 }, (_, index) => {
          const signer = opened[index % opened.length];
          if (signer === undefined) throw new Error('no signer');
          return signer.sign(message(index), 'ecdsa-sha256').then((signature) => ({ signer, signature, index }));
        }),
      );
      for (const { signer, signature, index } of signed) {
        expect(isSignatureOf(keyKindOf(signer.certificate), 'ecdsa-sha256', message(index), signature)).toBe(true);
      }
      await Promise.all(opened.map((signer) => signer.close()));
    });

    it('with those of the operating system, after the others; where that tells nothing, the others are listed all the same', async () => {
      const key = generateKey('p-256');
      const certificate = selfSigned(key, 'Of the system');
      const kind = keyKindOf(certificate);
      const found = { certificate, chain: [], sha256: kind.certificate.sha256, kind, keyHome: 'macOS keychain' };
      const catalogue = new KeyCatalogue(home, tokens, systemClock, async () => [found]);
      const { certificates } = await catalogue.list(true);
      const last = certificates.at(-1);
      expect(last).toMatchObject({
        name: 'Of the system',
        usable: true,
        home: { kind: 'system', label: 'macOS keychain' },
      });
      expect(last && catalogue.wish(last.id)).toEqual({ kind: 'system', certificate: found.sha256 });
      const failing = new KeyCatalogue(home, tokens, systemClock, async () => {
        throw new AppError('SYSTEM_KEYS_UNAVAILABLE', 'They cannot be reached.');
      });
      const listed = await failing.list(true);
      expect(listed.certificates).toHaveLength(certificates.length - 1);
      expect(listed.problems.map(({ code }) => code)).toContain('SYSTEM_KEYS_UNAVAILABLE');
    });
  },
  SOFTOKN === undefined ? [] : ['certutil', 'pk12util'],
);
