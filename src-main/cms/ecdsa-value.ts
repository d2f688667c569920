import { Members, readDer, TAG } from './der.ts';
import type { PublicKeyInfo } from './public-key.ts';

/** Octet of an uncompressed point (SEC 1, 2.3.3). */
const UNCOMPRESSED = 4;

/**
 * An ECDSA signature as XML has it: r and s side by side, each as long as a coordinate (RFC 9231, 2.3.6).
 * @param der ECDSA-Sig-Value @throws FormatError
 */
export function ecdsaSideBySide(der: Uint8Array, { keyBits }: PublicKeyInfo): Uint8Array {
  const size = keyBits[0] === UNCOMPRESSED ? (keyBits.length - 1) / 2 : keyBits.length - 1;
  const members = new Members(readDer(der));
  const [r, s] = [members.take(TAG.integer).content, members.take(TAG.integer).content];
  members.end();
  const value = new Uint8Array(2 * size);
  for (const [index, integer] of [r, s].entries()) {
    const digits = integer.subarray(Math.max(0, integer.length - size));
    value.set(digits, (index + 1) * size - digits.length);
  }
  return value;
}
