import { execFileSync } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey as newKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import type { NewKeyKind } from '../../../shared/domain/token-object.ts';
import { Certificate } from '../../../src-main/cms/certificate.ts';
import { nameFromText } from '../../../src-main/cms/name-text.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { chosenObjects, deleteObjects } from '../../../src-main/tokens/manage/delete-objects.ts';
import { generateKey } from '../../../src-main/tokens/manage/generate-key.ts';
import { importCertificate } from '../../../src-main/tokens/manage/import-certificate.ts';
import { importKeys } from '../../../src-main/tokens/manage/import-key.ts';
import type { ManagedToken } from '../../../src-main/tokens/manage/managed-token.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { describeWithSoftHsm, PIN, selfSigned, softHsmWith, tokenObject } from '../../support/softhsm.ts';
import { temporaryFolder } from '../../support/tools.ts';

const pin = () => new TextEncoder().encode(PIN);
const message = new TextEncoder().encode('what is signed');
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };

describeWithSoftHsm('managing a token', () => {
  const folder = temporaryFolder();
  const tokens = new Tokens();
  const root = issueCertificate({
    subject: { CN: 'Root' },
    key: newKey('p-256'),
    basicConstraints: { ca: true },
    keyUsage: ['keyCertSign'],
    ...validity,
  });
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }).toString();
  const old = newKey('p-256');
  let module: string;

  beforeAll(() => {
    ({ module } = softHsmWith(folder, [
      { label: 'Old', objects: [tokenObject('01', old, 'Old key')] },
      { label: 'New', objects: [] },
      { label: 'Keys', objects: [] },
      { label: 'Full', objects: [tokenObject('a1', newKey('rsa-2048'), 'Full key')] },
    ]));
    writeFileSync(join(folder, 'root.pem'), toPem(root.certificate, 'CERTIFICATE'));
    writeFileSync(join(folder, 'root.key'), root.key.export({ type: 'pkcs8', format: 'pem' }));
  });
  afterAll(() => tokens.close());

  async function on<T>(label: string, work: (token: ManagedToken) => Promise<T>, login = true): Promise<T> {
    const found = await tokens.tokenToManage({ module, token: { label } });
    const token = await found.open(login ? pin() : null, { login, write: login });
    return work(token).finally(() => token.close());
  }

  /** A certificate for a request, issued by OpenSSL. */
  function issued(request: Uint8Array): Certificate {
    writeFileSync(join(folder, 'new.csr'), request);
    openssl(
      'x509',
      '-req',
      '-inform',
      'DER',
      '-in',
      'new.csr',
      '-CA',
      'root.pem',
      '-CAkey',
      'root.key',
      '-days',
      '30',
      '-outform',
      'DER',
      '-out',
      'new.cer',
    );
    return new Certificate(new Uint8Array(readFileSync(join(folder, 'new.cer'))));
  }

  it('lists what is public without a login, and the keys with it', async () => {
    const without = await on('Old', (token) => token.list(), false);
    expect(without.map(({ about }) => about.kind)).toEqual(['certificate']);
    const [key, certificate] = (await on('Old', (token) => token.list())).map(({ about }) => about);
    expect(key).toMatchObject({
      kind: 'private-key',
      label: 'Old key',
      keyId: '01',
      key: 'ECDSA P-256',
      private: true,
      sensitive: true,
      extractable: false,
      signs: true,
      certificate: { name: 'Old key' },
    });
    expect(certificate).toMatchObject({ kind: 'certificate', keyId: '01', key: 'ECDSA P-256', private: false });
    expect(key?.ref).not.toBe(certificate?.ref);
    expect(without[0]?.about.ref).toBe(certificate?.ref);
  });

  it.each<[NewKeyKind, string, RegExp]>([
    ['rsa-2048', 'RSA 2048', /Public-Key: \(2048 bit\)/],
    ['p-256', 'ECDSA P-256', /prime256v1/],
    ['p-384', 'ECDSA P-384', /secp384r1/],
    ['ed25519', 'Ed25519', /ED25519/],
  ])(
    'makes a key %s whose request OpenSSL verifies, takes its certificate and signs with it',
    async (kind, name, words) => {
      const subject = nameFromText('CN=Älice \\+ Co\\, Ltd,O=Example,C=DE');
      const made = await on('New', (token) => generateKey(token, { kind, label: `New ${kind}`, subject }));
      expect(made.key).toBe(name);
      writeFileSync(join(folder, 'req.csr'), made.request);
      const text = openssl(
        'req',
        '-verify',
        '-inform',
        'DER',
        '-in',
        'req.csr',
        '-noout',
        '-text',
        '-nameopt',
        'RFC2253,utf8,-esc_msb',
      );
      expect(text).toMatch(words);
      expect(text).toContain('CN=Älice \\+ Co\\, Ltd,O=Example,C=DE');
      const certificate = issued(made.request);
      const others = [new Certificate(root.certificate), new Certificate(selfSigned(newKey('p-256'), 'Stranger'))];
      const done = await on('New', (token) => importCertificate(token, { certificate, others }));
      expect(done).toMatchObject({ keyId: made.keyId, sha256: certificate.sha256 });
      await expect(on('New', (token) => importCertificate(token, { certificate, others }))).rejects.toMatchObject({
        code: 'OBJECT_EXISTS',
      });
      const signer = await tokens.openTokenSigner({
        module,
        token: { label: 'New' },
        certificate: certificate.sha256,
        pin: pin(),
      });
      const [algorithm = 'ed25519'] = signer.algorithms;
      const signature = await signer.sign(message, algorithm);
      expect(isSignatureOf(keyKindOf(certificate.der), algorithm, message, signature)).toBe(true);
      expect(signer.chain).toHaveLength(1);
      await signer.close();
    },
  );

  it('the issuer of several certificates is written once', async () => {
    const objects = await on('New', (token) => token.list(), false);
    expect(objects.filter(({ certificate }) => certificate?.commonName === 'Root')).toHaveLength(1);
  });

  it('a key whose request cannot be made is gone again, and the error says so', async () => {
    const before = (await on('Old', (token) => token.list())).length;
    const failing = on('Old', async (token) => {
      const sign = token.signWith.bind(token);
      vi.spyOn(token, 'signWith').mockImplementation(async (...args) => {
        const { algorithm, signature } = await sign(...args);
        return { algorithm, signature: signature.map((octet, at) => (at === 20 ? octet ^ 1 : octet)) };
      });
      return generateKey(token, { kind: 'p-256', label: 'Doomed', subject: nameFromText('CN=A') });
    });
    await expect(failing).rejects.toMatchObject({
      code: 'KEY_MISMATCH',
      message: expect.stringContaining('removed from it again'),
    });
    expect(await on('Old', (token) => token.list())).toHaveLength(before);
  });

  it('a key that does not tell its public key shows by a signature that a certificate is its own', async () => {
    const [key] = await on('Old', (token) => token.list());
    expect(key?.about.kind).toBe('private-key');
    expect(key?.publicKey).toBeUndefined();
    const certificate = new Certificate(selfSigned(old, 'Renewed'));
    const done = await on('Old', (token) => importCertificate(token, { certificate, others: [] }));
    expect(done).toMatchObject({ keyId: '01', sha256: certificate.sha256 });
  });

  it('refuses a CKA_ID in use, and a certificate of another key', async () => {
    const subject = nameFromText('CN=A');
    await expect(
      on('Old', (token) => generateKey(token, { kind: 'p-256', label: 'x', keyId: '01', subject })),
    ).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    const certificate = new Certificate(selfSigned(newKey('p-256'), 'Other'));
    const others: Certificate[] = [];
    await expect(on('Old', (token) => importCertificate(token, { certificate, others }))).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    await expect(
      on('Old', (token) => importCertificate(token, { certificate, others, keyId: '01' })),
    ).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
    const rsa = new Certificate(selfSigned(newKey('rsa-2048'), 'Other kind'));
    await expect(on('Old', (token) => importCertificate(token, { certificate: rsa, others }))).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
  });

  it.each(['rsa-pss', 'p-521', 'brainpool-p256', 'ed25519'] as const)(
    'a key %s from a key store is written with its certificate and issuers, and signs',
    async (kind) => {
      const key = newKey(kind);
      const leaf = issueCertificate({ subject: { CN: kind }, key, issuer: root, ...validity }).certificate;
      const [stored] = await storeWith(key, leaf, [root.certificate]);
      if (stored === undefined) throw new Error('no key');
      const [done] = await on('Keys', (token) => importKeys(token, [stored]));
      const listed = await on('Keys', (token) => token.list());
      const about = listed.find(({ about }) => about.kind === 'private-key' && about.keyId === done?.keyId)?.about;
      expect(about).toMatchObject({ sensitive: true, extractable: false, local: false, label: 'Imported' });
      const signer = await tokens.openTokenSigner({
        module,
        token: { label: 'Keys' },
        certificate: done?.sha256,
        pin: pin(),
      });
      const [algorithm = 'ed25519'] = signer.algorithms;
      expect(isSignatureOf(keyKindOf(leaf), algorithm, message, await signer.sign(message, algorithm))).toBe(true);
      await signer.close();
      await expect(on('Keys', (token) => importKeys(token, [stored]))).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    },
  );

  it('deletes what is named and nothing else, and says what is not there', async () => {
    const objects = await on('Full', (token) => token.list());
    expect(objects).toHaveLength(2);
    await expect(on('Full', (token) => chosenObjects(token, { refs: ['0000000000000000'] }))).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    });
    const ref = objects.find(({ about }) => about.kind === 'certificate')?.about.ref ?? '';
    const deleted = await on('Full', async (token) =>
      deleteObjects(token, await chosenObjects(token, { refs: [ref] })),
    );
    expect(deleted.map(({ kind }) => kind)).toEqual(['certificate']);
    const rest = await on('Full', async (token) => deleteObjects(token, await chosenObjects(token, { keyId: 'A1' })));
    expect(rest.map(({ kind }) => kind)).toEqual(['private-key']);
    expect(await on('Full', (token) => token.list())).toEqual([]);
  });

  it('a wrong PIN is told and changes nothing', async () => {
    const found = await tokens.tokenToManage({ module, token: { label: 'Full' } });
    const opening = found.open(new TextEncoder().encode('000000'), { login: true, write: true });
    await expect(opening).rejects.toMatchObject({ code: 'CKR_PIN_INCORRECT' });
    await expect(found.open(null, { login: true, write: true })).rejects.toMatchObject({ code: 'PIN_REQUIRED' });
  });
}, ['openssl']);

async function storeWith(key: KeyObject, certificate: Uint8Array, chain: readonly Uint8Array[]) {
  const password = new TextEncoder().encode('pw');
  const bytes = await createPkcs12({ key, certificate, chain, password, friendlyName: 'Imported', iterations: 1 });
  return openPkcs12(bytes, { name: 'a.p12', password });
}
