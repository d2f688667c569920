import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, pbkdf2Sync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as asn1js from 'asn1js';
import { beforeAll, describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey, type KeyKind } from '../../../scripts/pki/keys.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { createPkcs12 } from '../../../src-main/tokens/pkcs12/create.ts';
import { chooseStoreKey, openPkcs12 } from '../../../src-main/tokens/pkcs12/key-store.ts';
import { passwordForms } from '../../../src-main/tokens/pkcs12/password.ts';
import { selfSigned } from '../../support/softhsm.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const message = utf8('what is signed');
const name = 'alice.p12';
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const key = generateKey('p-256');
const certificate = selfSigned(key, 'Alice');
const few = { iterations: 1000, friendlyName: 'Alice Ä', chain: [] };

function pem(der: Uint8Array): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString('base64')}\n-----END CERTIFICATE-----\n`;
}

describe('createPkcs12 and openPkcs12', () => {
  it.each<KeyKind>([
    'rsa-2048',
    'rsa-pss',
    'p-256',
    'p-384',
    'p-521',
    'ed25519',
    'brainpool-p256',
    'brainpool-p384',
    'brainpool-p512',
  ])('%s signs with every algorithm', async (kind) => {
    const ca = generateKey('p-256');
    const issuer = issueCertificate({ subject: { CN: 'CA' }, key: ca, basicConstraints: { ca: true }, ...validity });
    const own = generateKey(kind);
    const leaf = issueCertificate({ subject: { CN: kind }, key: own, issuer, ...validity }).certificate;
    const stranger = selfSigned(generateKey('p-256'), 'Stranger');
    const chain = [stranger, issuer.certificate];
    const bytes = await createPkcs12({ ...few, key: own, certificate: leaf, chain, password: utf8('pässwörd') });
    const [found] = await openPkcs12(bytes, { name, password: utf8('pässwörd') });
    expect(found?.friendlyName).toBe('Alice Ä');
    expect(found?.chain.map((der) => Buffer.from(der))).toEqual([Buffer.from(issuer.certificate)]);
    const signer = found?.signer();
    expect(signer?.keyHome).toBe('Key store alice.p12');
    expect(signer?.algorithms).toEqual(keyKindOf(leaf).algorithms);
    for (const algorithm of signer?.algorithms ?? []) {
      const signature = await signer?.sign(message, algorithm);
      expect(signature && isSignatureOf(keyKindOf(leaf), algorithm, message, signature), algorithm).toBe(true);
    }
    await signer?.close();
    await expect(signer?.sign(message, keyKindOf(leaf).algorithms[0] ?? 'ed25519')).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
  });

  it('PIN_INCORRECT for a wrong password, and nothing about it in the error', async () => {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8('right') });
    const refused = openPkcs12(bytes, { name, password: utf8('wr0ng!') });
    await expect(refused).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
    await expect(refused).rejects.not.toThrow(/wr0ng/);
  });

  it('every form of a password lies in memory of its own, to be overwritten, and leaves nothing in what is shared', () => {
    const shared = () => Buffer.from(Buffer.allocUnsafe(1).buffer);
    const before = shared();
    const forms = passwordForms(utf8('pässwörd of nobody'));
    expect(forms).toHaveLength(3);
    for (const { bmp, utf8: octets } of forms) {
      const swapped = Uint8Array.from(bmp, (_, index) => bmp[index ^ 1] ?? 0);
      for (const bytes of [bmp, octets]) expect(bytes.buffer.byteLength).toBe(bytes.length);
      for (const pool of [before, shared()]) {
        for (const { buffer } of [bmp, swapped]) expect(pool.includes(Buffer.from(buffer))).toBe(false);
      }
    }
  });

  it('a changed byte is refused with a code of its own, or it was outside the seal and nothing else comes out', async () => {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8('right') });
    for (let at = 0; at < bytes.length; at += 37) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      const code = await openPkcs12(changed, { name, password: utf8('right') }).then(
        ([found]) => (Buffer.compare(found?.certificate ?? message, certificate) === 0 ? 'the same' : 'another'),
        (error: { code: string }) => error.code,
      );
      expect(['the same', 'PIN_INCORRECT', 'P12_UNREADABLE', 'P12_UNSUPPORTED'], `byte ${at}`).toContain(code);
    }
  });

  it.each([0, 1, 100, 500])('P12_UNREADABLE for a file cut to %i bytes', async (length) => {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8('x') });
    await expect(openPkcs12(bytes.slice(0, length), { name, password: utf8('x') })).rejects.toMatchObject({
      code: 'P12_UNREADABLE',
    });
  });

  it('KEY_MISMATCH for a key that does not belong to the certificate', async () => {
    const bytes = await createPkcs12({ ...few, key: generateKey('p-256'), certificate, password: utf8('x') });
    await expect(openPkcs12(bytes, { name, password: utf8('x') })).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
  });

  it('a key that is of another type than the certificate leaves nothing behind that the next key would fail at', async () => {
    const next = key.export({ type: 'pkcs8', format: 'pem' });
    const bytes = await createPkcs12({ ...few, key: generateKey('ed25519'), certificate, password: utf8('x') });
    await expect(openPkcs12(bytes, { name, password: utf8('x') })).rejects.toMatchObject({ code: 'KEY_MISMATCH' });
    expect(createPrivateKey(next).equals(key)).toBe(true);
  });
});

/** Ways in which OpenSSL writes a key store. */
const FORMS = {
  modern: [],
  'AES-128 with SHA-512 seal': ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC', '-macalg', 'sha512'],
  'RC2-40 and 3DES (legacy)': ['-legacy'],
  'RC2-128 and 2-key 3DES': ['-legacy', '-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-RC2-128'],
  'no encryption of certificates': ['-certpbe', 'NONE'],
  'no seal': ['-nomac'],
} as const;

describeWithTool('openssl', 'key stores made and read by OpenSSL', () => {
  const folder = temporaryFolder();
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, env: { ...process.env, LC_ALL: 'C.UTF-8' } });

  beforeAll(() => {
    writeFileSync(join(folder, 'key.pem'), key.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(join(folder, 'cert.pem'), pem(certificate));
    writeFileSync(join(folder, 'other.pem'), generateKey('p-256').export({ type: 'pkcs8', format: 'pem' }));
  });

  const cases = Object.entries(FORMS).flatMap(([form, flags]) =>
    ['secret', 'pässwörd', ''].map((password) => ({ form, flags, password })),
  );
  it.each(cases)('$form, password “$password”', async ({ flags, password }) => {
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      'key.pem',
      '-in',
      'cert.pem',
      '-out',
      'a.p12',
      '-passout',
      `pass:${password}`,
      ...flags,
    );
    const bytes = readFileSync(join(folder, 'a.p12'));
    const found = chooseStoreKey(await openPkcs12(bytes, { name, password: utf8(password) }), {});
    expect(Buffer.from(found.certificate)).toEqual(Buffer.from(certificate));
    const signature = await found.signer().sign(message, 'ecdsa-sha256');
    expect(isSignatureOf(keyKindOf(certificate), 'ecdsa-sha256', message, signature)).toBe(true);
    await expect(openPkcs12(bytes, { name, password: utf8('other') })).rejects.toMatchObject({ code: 'PIN_INCORRECT' });
  });

  it('KEY_MISSING for a store with certificates only, CERTIFICATE_NOT_FOUND for one with a key only', async () => {
    openssl('pkcs12', '-export', '-nokeys', '-in', 'cert.pem', '-out', 'c.p12', '-passout', 'pass:x');
    const certificates = openPkcs12(readFileSync(join(folder, 'c.p12')), { name, password: utf8('x') });
    await expect(certificates).rejects.toMatchObject({ code: 'KEY_MISSING' });
    openssl('pkcs12', '-export', '-nocerts', '-inkey', 'key.pem', '-out', 'k.p12', '-passout', 'pass:x');
    const keys = openPkcs12(readFileSync(join(folder, 'k.p12')), { name, password: utf8('x') });
    await expect(keys).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
  });

  it.each(['secret', 'pässwörd', ''])('OpenSSL reads what we write, password “%s”', async (password) => {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8(password) });
    writeFileSync(join(folder, 'ours.p12'), bytes);
    const text = openssl('pkcs12', '-in', 'ours.p12', '-passin', `pass:${password}`, '-nodes').toString();
    expect(text).toContain('BEGIN PRIVATE KEY');
    const info = text.slice(text.indexOf('-----BEGIN PRIVATE'), text.indexOf('-----END PRIVATE KEY-----') + 26);
    expect(samePublicKey(createPublicKey(info), key)).toBe(true);
  });

  it('OpenSSL finds nothing but today’s algorithms in what we write', async () => {
    writeFileSync(join(folder, 'ours.p12'), await createPkcs12({ ...few, key, certificate, password: utf8('secret') }));
    const { stderr } = spawnSync(
      'openssl',
      ['pkcs12', '-in', 'ours.p12', '-passin', 'pass:secret', '-info', '-noout'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toMatch(/^MAC: sha256/m);
    const bags = stderr.split('\n').filter((line) => line.includes('PBES2') || line.includes('pbe'));
    expect(bags).toHaveLength(2);
    for (const line of bags) expect(line).toMatch(/PBES2, PBKDF2, AES-256-CBC, .*PRF hmacWithSHA256$/);
  });
});

function samePublicKey(publicKey: KeyObject, privateKey: KeyObject): boolean {
  return publicKey.equals(createPublicKey(privateKey));
}

describe('PBMAC1 (RFC 9579)', () => {
  const { Sequence, OctetString, Integer, ObjectIdentifier, Null } = asn1js;
  const oid = (value: string) => new ObjectIdentifier({ value });
  const octets = (bytes: Uint8Array) => new OctetString({ valueHex: Uint8Array.from(bytes).buffer });
  const seq = (...value: asn1js.AsnType[]) => new Sequence({ value });

  /** Replaces the seal of a key store by one made here with node:crypto alone. */
  async function resealed(password: string, hash: 'sha256' | 'sha512'): Promise<Uint8Array> {
    const bytes = await createPkcs12({ ...few, key, certificate, password: utf8(password) });
    const pfx = asn1js.fromBER(Uint8Array.from(bytes).buffer).result as asn1js.Sequence;
    const [version, authSafe] = pfx.valueBlock.value as [asn1js.Integer, asn1js.Sequence];
    const tagged = authSafe.valueBlock.value[1] as asn1js.Constructed;
    const content = (tagged.valueBlock.value[0] as asn1js.OctetString).valueBlock.valueHexView;
    const salt = Buffer.from('saltsalt');
    const hmac = `1.2.840.113549.2.${hash === 'sha256' ? 9 : 11}`;
    const mac = createHmac(hash, pbkdf2Sync(password, salt, 2048, 32, hash))
      .update(content)
      .digest();
    const kdf = seq(octets(salt), new Integer({ value: 2048 }), new Integer({ value: 32 }), seq(oid(hmac), new Null()));
    const parameters = seq(seq(oid('1.2.840.113549.1.5.12'), kdf), seq(oid(hmac), new Null()));
    const macData = seq(
      seq(seq(oid('1.2.840.113549.1.5.14'), parameters), octets(mac)),
      octets(Buffer.from('unused')),
      new Integer({ value: 1 }),
    );
    return new Uint8Array(seq(version, authSafe, macData).toBER());
  }

  it.each(['sha256', 'sha512'] as const)('%s: opens with the password and only with it', async (hash) => {
    const bytes = await resealed('pässwörd', hash);
    expect(await openPkcs12(bytes, { name, password: utf8('pässwörd') })).toHaveLength(1);
    await expect(openPkcs12(bytes, { name, password: utf8('passwort') })).rejects.toMatchObject({
      code: 'PIN_INCORRECT',
    });
  });
});
