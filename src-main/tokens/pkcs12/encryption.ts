import { createDecipheriv } from 'node:crypto';
import { type Ber, unreadable, unsupported } from './ber.ts';
import { deriveOld, derivePbkdf2, type Password, type Pkcs12Hash, PURPOSE } from './password.ts';

export const OID_PBES2 = '1.2.840.113549.1.5.13';
export const OID_PBKDF2 = '1.2.840.113549.1.5.12';
export const OID_HMAC_SHA256 = '1.2.840.113549.2.9';
export const OID_AES_256_CBC = '2.16.840.1.101.3.4.1.42';
const OID_3DES_CBC = '1.2.840.113549.3.7';

/** Pseudo-random functions of PBKDF2 (RFC 8018, B.1). */
const PRF: Readonly<Record<string, Pkcs12Hash>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  [OID_HMAC_SHA256]: 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const AES: Readonly<Record<string, { name: string; keyLength: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyLength: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyLength: 24 },
  [OID_AES_256_CBC]: { name: 'aes-256-cbc', keyLength: 32 },
};

type OldCipher = '3des' | 'rc2';
/** Password-based encryption of RFC 7292, C; bytes of the key. */
const OLD: Readonly<Record<string, { cipher: OldCipher; keyLength: number }>> = {
  '1.2.840.113549.1.12.1.3': { cipher: '3des', keyLength: 24 },
  '1.2.840.113549.1.12.1.4': { cipher: '3des', keyLength: 16 },
  '1.2.840.113549.1.12.1.5': { cipher: 'rc2', keyLength: 16 },
  '1.2.840.113549.1.12.1.6': { cipher: 'rc2', keyLength: 5 },
};

/**
 * Decrypts with a password-based scheme.
 * @returns undefined where the padding is wrong: another password, or damage
 * @throws AppError P12_UNSUPPORTED, P12_UNREADABLE
 */
export async function decrypt(algorithm: Ber, data: Uint8Array, password: Password): Promise<Uint8Array | undefined> {
  const oid = algorithm.at(0).oid;
  if (oid === OID_PBES2) return decryptPbes2(algorithm.at(1), data, password);
  const old = OLD[oid];
  if (old === undefined) throw unsupported(`the encryption ${oid}`);
  const salt = algorithm.at(1).at(0).octets;
  const iterations = algorithm.at(1).at(1).integer;
  const derive = (purpose: number, length: number) =>
    deriveOld(password.bmp, { salt, iterations, purpose, length, hashName: 'sha1' });
  const key = await derive(PURPOSE.key, old.keyLength);
  const iv = await derive(PURPOSE.iv, 8);
  // Two-key triple DES is three-key triple DES whose last key is the first.
  const full = old.cipher === '3des' ? Uint8Array.from({ length: 24 }, (_, i) => key[i % key.length] ?? 0) : key;
  try {
    return await decryptOld(old.cipher, full, iv, data);
  } finally {
    key.fill(0);
    full.fill(0);
  }
}

/** PBKDF2 as an algorithm identifier says (RFC 8018, A.2); the PBMAC1 of RFC 9579 uses it too. */
export async function pbkdf2Of(algorithm: Ber, password: Password, length?: number): Promise<Uint8Array> {
  if (algorithm.at(0).oid !== OID_PBKDF2) throw unsupported(`the key derivation ${algorithm.at(0).oid}`);
  const [salt, iterations, ...rest] = algorithm.at(1).members;
  if (salt === undefined || iterations === undefined) throw unreadable();
  const given = rest[0]?.isInteger ? rest.shift()?.integer : undefined;
  const prf = rest[0] === undefined ? 'sha1' : PRF[rest[0].at(0).oid];
  if (prf === undefined) throw unsupported('an unknown pseudo-random function');
  const bytes = length ?? given;
  if (bytes === undefined || bytes < 1 || bytes > 64) throw unreadable();
  return derivePbkdf2(password.utf8, {
    salt: salt.octets,
    iterations: iterations.integer,
    length: bytes,
    hashName: prf,
  });
}

async function decryptPbes2(parameters: Ber, data: Uint8Array, password: Password): Promise<Uint8Array | undefined> {
  const scheme = parameters.at(1);
  const oid = scheme.at(0).oid;
  const aes = AES[oid];
  if (aes === undefined && oid !== OID_3DES_CBC) throw unsupported(`the cipher ${oid}`);
  const iv = scheme.at(1).octets;
  const key = await pbkdf2Of(parameters.at(0), password, aes?.keyLength ?? 24);
  try {
    if (aes === undefined) return await decryptOld('3des', key, iv, data);
    if (iv.length !== 16) throw unreadable();
    return decryptAes(aes.name, key, iv, data);
  } finally {
    key.fill(0);
  }
}

function decryptAes(cipher: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array | undefined {
  try {
    const decipher = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipher.update(data), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** Ciphers that no supported runtime can be trusted to have; loaded only for an old file. */
async function decryptOld(
  cipher: OldCipher,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
): Promise<Uint8Array | undefined> {
  const { default: forge } = await import('node-forge');
  const binary = (bytes: Uint8Array) => forge.util.createBuffer(Buffer.from(bytes).toString('latin1'));
  const rc2 = forge as unknown as { rc2: { createDecryptionCipher(key: unknown, bits: number): Rc2 } };
  if (cipher === 'rc2') {
    const decipher = rc2.rc2.createDecryptionCipher(binary(key), key.length * 8);
    decipher.start(binary(iv));
    decipher.update(binary(data));
    return decipher.finish() ? Buffer.from(decipher.output.getBytes(), 'latin1') : undefined;
  }
  const decipher = forge.cipher.createDecipher('3DES-CBC', binary(key));
  decipher.start({ iv: binary(iv) });
  decipher.update(binary(data));
  return decipher.finish() ? Buffer.from(decipher.output.getBytes(), 'latin1') : undefined;
}

/** The part of node-forge that its types leave out. */
interface Rc2 {
  readonly output: { getBytes(): string };
  start(iv: unknown): void;
  update(data: unknown): void;
  finish(): boolean;
}
