import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { CKA } from '../../../src-main/tokens/manage/attributes.ts';
import { privateKeyTemplate } from '../../../src-main/tokens/manage/private-key-template.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openPkcs12, shownKeys } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { deleteEmbeddedKey, embeddedKeys, embedKey } from '../../../src-main/workflow/embedded-keys.ts';
import { KeyCatalogue } from '../../../src-main/workflow/key-catalogue.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { keepKeys } from '../../../src-main/workflow/manage-token.ts';
import { rememberKey } from '../../../src-main/workflow/remembered-keys.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const ca = issueCertificate({
  subject: { CN: 'CA' },
  key: generateKey('p-256'),
  basicConstraints: { ca: true },
  ...validity,
});
const password = () => utf8('pässwörd');
const message = utf8('what is signed');

describe('keys kept in the home', () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const key = generateKey('brainpool-p256');
  const leaf = issueCertificate({ subject: { CN: 'Alice' }, key, issuer: ca, ...validity }).certificate;

  async function stored() {
    const bytes = await createPkcs12({
      key,
      certificate: leaf,
      chain: [ca.certificate],
      password: password(),
      friendlyName: 'Alice',
      iterations: 1,
    });
    const [found] = await openPkcs12(bytes, { name: 'old.p12', password: password() });
    if (found === undefined) throw new Error('no key');
    return { bytes, found };
  }

  it('are readable by their owner only, show their certificates, and open with the password they came with', async () => {
    const { bytes, found } = await stored();
    expect(shownKeys(bytes)).toEqual([]);
    const file = await embedKey(home, found, password());
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(embedKey(home, found, password())).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    const [kept, ...others] = await embeddedKeys(home);
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ file, sha256: found.sha256, friendlyName: 'Alice' });
    expect(kept?.chain).toHaveLength(1);
    const written = await readFile(file);
    const scalar = privateKeyTemplate(found.pkcs8())?.find(({ type }) => type === CKA.value)?.value;
    const secret = Buffer.from(scalar instanceof Uint8Array ? scalar : []);
    expect(secret).toHaveLength(32);
    expect(Buffer.from(found.pkcs8()).includes(secret)).toBe(true);
    expect(written.includes(secret)).toBe(false);
    const choice = await chooseKey({ kind: 'pkcs12', file }, new Tokens());
    expect(choice).toMatchObject({ secret: 'password', home: expect.stringContaining('Key of Alice') });
    expect(choice.certificate?.commonName).toBe('Alice');
    await expect(choice.unlock(utf8('wrong'), { acceptLastTry: false })).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
    const signer = await choice.unlock(password(), { acceptLastTry: false });
    const signature = await signer.sign(message, 'ecdsa-sha256');
    expect(isSignatureOf(keyKindOf(leaf), 'ecdsa-sha256', message, signature)).toBe(true);
  });

  it('are kept all or none: where one of them is there already, those before it go again', async () => {
    const { found } = await stored();
    const other = generateKey('p-256');
    const certificate = issueCertificate({ subject: { CN: 'Bob' }, key: other, issuer: ca, ...validity }).certificate;
    const made = { key: other, certificate, chain: [], password: password(), friendlyName: 'Bob', iterations: 1 };
    const keys = await openPkcs12(await createPkcs12(made), { name: 'bob.p12', password: password() });
    await expect(keepKeys(home, [...keys, found], password())).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    expect((await embeddedKeys(home)).map(({ sha256 }) => sha256)).toEqual([found.sha256]);
  });

  it('stand in the catalogue with whose they are, once each, and what is no key store is passed over', async () => {
    const { found } = await stored();
    await writeFile(home.at('keys', `${'0'.repeat(64)}.p12`), 'no key store');
    await writeFile(home.at('keys', 'notes.txt'), 'not ours');
    const elsewhere = join(home.path, 'shown.p12');
    const [kept] = await embeddedKeys(home);
    await writeFile(elsewhere, await readFile(kept?.file ?? ''));
    await rememberKey(home, 'keyStores', elsewhere);
    const catalogue = new KeyCatalogue(home, new Tokens(), systemClock);
    const alice = (await catalogue.list(true)).certificates.filter(({ name }) => name === 'Alice');
    expect(alice).toHaveLength(1);
    const [certificate] = alice;
    expect(certificate).toMatchObject({
      id: found.sha256,
      issuer: 'CN=CA',
      usable: true,
      home: { kind: 'pkcs12', label: 'Countersign' },
    });
    expect(certificate && catalogue.wish(certificate.id)).toEqual({
      kind: 'pkcs12',
      file: kept?.file,
      certificate: found.sha256,
    });
  });

  it('a certificate that was put in the place of another opens nothing', async () => {
    const [kept] = await embeddedKeys(home);
    const bytes = new Uint8Array(await readFile(kept?.file ?? ''));
    const at = Buffer.from(bytes).indexOf(Buffer.from('Alice', 'utf8'));
    bytes[at] = 0x42;
    const file = join(home.path, 'changed.p12');
    await writeFile(file, bytes);
    const choice = await chooseKey({ kind: 'pkcs12', file }, new Tokens());
    expect(choice.certificate?.commonName).toBe('Blice');
    await expect(choice.unlock(password(), { acceptLastTry: false })).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });

  it('are deleted by their certificate, and nothing else is', async () => {
    const [kept] = await embeddedKeys(home);
    for (const name of ['', '../../changed', 'f'.repeat(64)]) {
      await expect(deleteEmbeddedKey(home, name)).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' });
    }
    await deleteEmbeddedKey(home, kept?.sha256 ?? '');
    expect(await embeddedKeys(home)).toEqual([]);
    expect(await readdir(home.at('keys'))).toHaveLength(2);
  });
});
