import type { AlgorithmIdentifier } from './algorithm-identifier.ts';
import { type Der, Members, readDer, TAG } from './der.ts';
import { FormatError } from './format-error.ts';

/** Domain parameters of DSA keys (RFC 3279, 2.3.2). */
export interface DsaParameters {
  readonly p: bigint;
  readonly q: bigint;
  readonly g: bigint;
}

/** Lengths of p and q in bits (FIPS 186-4, 4.2), and what came before them: 512 to 1024 in steps of 64 with 160. */
const MOST_BITS = 3072;
const SUBGROUP_BITS: readonly number[] = [160, 224, 256];

/**
 * Domain parameters of an id-dsa key; undefined where they are absent and those of the issuer apply (RFC 3279, 2.3.2).
 * @throws FormatError also for numbers that are no domain parameters
 */
export function readDsaParameters({ parameters }: AlgorithmIdentifier): DsaParameters | undefined {
  if (parameters === undefined || parameters.tag === TAG.null) return undefined;
  const members = new Members(parameters);
  const [p, q, g] = [readNatural(members.take()), readNatural(members.take()), readNatural(members.take())];
  members.end();
  const sizesFit = bitsOf(p) <= MOST_BITS && bitsOf(p) >= 512 && SUBGROUP_BITS.includes(bitsOf(q));
  if (!sizesFit || (p - 1n) % q !== 0n || g <= 1n || g >= p) {
    throw new FormatError('The domain parameters of a DSA key are not such.');
  }
  return { p, q, g };
}

/** Bits of a positive number. */
export function bitsOf(number: bigint): number {
  return number.toString(2).length;
}

/**
 * Checks a DSA signature (FIPS 186-4, 4.7) over a digest. Nothing secret takes part, so nothing needs to take equal time.
 * @param keyBits DER INTEGER: the public number y
 * @param signature DER Dss-Sig-Value (RFC 3279, 2.2.2)
 * @throws FormatError where one of them is no such thing
 */
export function verifyDsa(
  { p, q, g }: DsaParameters,
  keyBits: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
): boolean {
  const y = readNatural(readDer(keyBits));
  const members = new Members(readDer(signature));
  const [r, s] = [readNatural(members.take()), readNatural(members.take())];
  members.end();
  if (power(g, q, p) !== 1n || y <= 1n || y >= p || r >= q || s >= q) return false;
  const excess = Math.max(0, 8 * digest.length - bitsOf(q));
  const z = BigInt(`0x${Buffer.from(digest).toString('hex')}`) >> BigInt(excess);
  const w = power(s, q - 2n, q);
  const v = (power(g, (z * w) % q, p) * power(y, (r * w) % q, p)) % p;
  return v % q === r;
}

/** A positive INTEGER in its shortest form. @throws FormatError for any other */
function readNatural(value: Der): bigint {
  const { content } = value;
  const [first = 0x80, second = 0] = content;
  const isShortest = first !== 0 || second >= 0x80;
  if (value.tag !== TAG.integer || content.length > MOST_BITS / 8 + 1 || first >= 0x80 || !isShortest) {
    throw new FormatError('A number of a DSA key or signature is not a positive integer in DER.');
  }
  return BigInt(`0x${Buffer.from(content).toString('hex')}`);
}

/** base ^ exponent mod modulus, for exponents of at most a few hundred bits. */
function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === '1') result = (result * base) % modulus;
  }
  return result;
}
