import { createHash } from 'node:crypto';
import type { SignatureAlgorithm } from '../platform/signer.ts';
import type { MechanismSpec } from './host/protocol.ts';
import { HASH_BYTES, type HashName, hashOf, type KeyShape } from './key-kind.ts';

/** One way to make a token give a signature: what to call it with and what to feed it. */
export interface Mechanism {
  readonly spec: MechanismSpec;
  /** Forms the mechanism's input from the bytes to be signed. */
  readonly input: (toBeSigned: Uint8Array) => Uint8Array;
}

/** CKM_*_RSA_PKCS, CKM_*_RSA_PKCS_PSS, CKM_ECDSA_*; CKM_* and CKG_MGF1_* of the hash (PKCS#11 v3.1, 6.1 and 6.3). */
const BY_HASH = {
  sha256: { rsa: 0x40, pss: 0x43, ecdsa: 0x1044, hash: 0x250, mgf: 2 },
  sha384: { rsa: 0x41, pss: 0x44, ecdsa: 0x1045, hash: 0x260, mgf: 3 },
  sha512: { rsa: 0x42, pss: 0x45, ecdsa: 0x1046, hash: 0x270, mgf: 4 },
} as const;
const CKM_RSA_PKCS = 0x1;
const CKM_RSA_PKCS_PSS = 0xd;
const CKM_ECDSA = 0x1041;
const CKM_EDDSA = 0x1057;

/** DER of DigestInfo up to the hash value (RFC 8017, 9.2, note 1). */
const DIGEST_INFO: Readonly<Record<HashName, Buffer>> = {
  sha256: Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  sha384: Buffer.from('3041300d060960864801650304020205000430', 'hex'),
  sha512: Buffer.from('3051300d060960864801650304020305000440', 'hex'),
};

/** CKK_RSA, CKK_EC, CKK_EC_EDWARDS. */
export const KEY_TYPE: Readonly<Record<KeyShape['family'], number>> = { rsa: 0x00, ec: 0x03, ed25519: 0x40 };

/**
 * The mechanism for an algorithm among those the token offers, undefined where there is none.
 * We hash, so that a token is fed some bytes and not a message, except where it offers only mechanisms that hash themselves.
 */
export function mechanismFor(
  algorithm: SignatureAlgorithm,
  kind: KeyShape,
  offered: readonly number[],
): Mechanism | undefined {
  const hash = hashOf(algorithm);
  if (hash === undefined)
    return offered.includes(CKM_EDDSA) ? { spec: { mechanism: CKM_EDDSA }, input: same } : undefined;
  const digest = (data: Uint8Array) => createHash(hash).update(data).digest();
  const numbers = BY_HASH[hash];
  if (algorithm.startsWith('ecdsa')) {
    // A hash longer than the curve's order is cut to its leftmost bits (FIPS 186-5, 6.4.1); some tokens refuse the rest.
    const length = Math.ceil(kind.bits / 8);
    return first(offered, [
      { spec: { mechanism: CKM_ECDSA }, input: (data) => digest(data).subarray(0, length) },
      { spec: { mechanism: numbers.ecdsa }, input: same },
    ]);
  }
  if (algorithm.startsWith('rsa-pss')) {
    const pss = { hash: numbers.hash, mgf: numbers.mgf, saltLength: HASH_BYTES[hash] };
    return first(offered, [
      { spec: { mechanism: CKM_RSA_PKCS_PSS, pss }, input: digest },
      { spec: { mechanism: numbers.pss, pss }, input: same },
    ]);
  }
  return first(offered, [
    { spec: { mechanism: CKM_RSA_PKCS }, input: (data) => Buffer.concat([DIGEST_INFO[hash], digest(data)]) },
    { spec: { mechanism: numbers.rsa }, input: same },
  ]);
}

/** Longest signature of the key as the token gives it, bytes: the modulus, or two numbers of the curve's size. */
export function signatureLength({ family, bits }: KeyShape): number {
  return family === 'rsa' ? Math.ceil(bits / 8) : 2 * Math.ceil(bits / 8);
}

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) from r and s side by side, as tokens give them. */
export function ecdsaDer(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  const body = Buffer.concat([integer(raw.subarray(0, half)), integer(raw.subarray(half))]);
  return Buffer.concat([Buffer.from(body.length < 128 ? [0x30, body.length] : [0x30, 0x81, body.length]), body]);
}

function integer(unsigned: Uint8Array): Buffer {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start++;
  const digits = unsigned.subarray(start);
  const sign = (digits[0] ?? 0) >= 0x80 ? [0] : [];
  return Buffer.concat([Buffer.from([2, digits.length + sign.length, ...sign]), digits]);
}

function first(offered: readonly number[], candidates: readonly Mechanism[]): Mechanism | undefined {
  return candidates.find(({ spec }) => offered.includes(spec.mechanism));
}

function same(data: Uint8Array): Uint8Array {
  return data;
}
