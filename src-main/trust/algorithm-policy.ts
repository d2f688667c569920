import { type HashName, hashLabel, type SignatureScheme, schemeLabel } from '../cms/algorithms.ts';
import type { PublicKeyInfo } from '../cms/public-key.ts';

/** When something stops being accepted: a moment, `null` for no end in sight, `'never-accepted'`. */
type End = Date | null | 'never-accepted';

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/**
 * The cryptographic constraints (EN 319 102-1, 5.2.8) as data, after ETSI TS 119 312 v2.1.1: each end is the first moment at which
 * the algorithm is no longer accepted for a signature whose existence is proved for no earlier time.
 */
export const ALGORITHM_POLICY = {
  hashes: {
    md5: 'never-accepted',
    sha1: day('2012-08-01'),
    sha224: day('2029-01-01'),
    sha256: null,
    sha384: null,
    sha512: null,
  } satisfies Record<HashName, End>,
  schemes: {
    'rsa-pkcs1': day('2035-01-01'),
    'rsa-pss': null,
    ecdsa: null,
    ed25519: null,
  } satisfies Record<SignatureScheme['family'], End>,
  /** By size of the modulus or curve; the first row that the key reaches counts, below the last it is not accepted. */
  keys: {
    rsa: [
      { bits: 3000, end: null },
      { bits: 1900, end: day('2029-01-01') },
    ],
    ec: [{ bits: 256, end: null }],
    ed25519: [{ bits: 256, end: null }],
  } satisfies Record<string, readonly { bits: number; end: End }[]>,
} as const;

/**
 * Why a signature under this scheme is not strong enough at `at`; undefined where it is.
 * A non-empty answer leads to CRYPTO_CONSTRAINTS_FAILURE.
 */
export function schemeWeakness(scheme: SignatureScheme, at: Date): string | undefined {
  const hashes =
    scheme.family === 'ed25519' ? [] : scheme.family === 'rsa-pss' ? [scheme.hash, scheme.maskHash] : [scheme.hash];
  return (
    hashes.map((hash) => hashWeakness(hash, at)).find((reason) => reason !== undefined) ??
    ended(schemeLabel(scheme), ALGORITHM_POLICY.schemes[scheme.family], at)
  );
}

/** Why a digest is not strong enough at `at`; undefined where it is. */
export function hashWeakness(hash: HashName, at: Date): string | undefined {
  return ended(hashLabel(hash), ALGORITHM_POLICY.hashes[hash], at);
}

/** Why a key is not strong enough at `at`; undefined where it is, and for kinds of key that no signature can be checked with anyway. */
export function keyWeakness(key: PublicKeyInfo, at: Date): string | undefined {
  if (key.family === 'other' || key.bits === undefined) {
    return undefined;
  }
  const { bits } = key;
  const rows: readonly { bits: number; end: End }[] =
    ALGORITHM_POLICY.keys[key.family === 'rsa-pss' ? 'rsa' : key.family];
  const row = rows.find((candidate) => bits >= candidate.bits);
  return row === undefined
    ? `A key of type ${key.keyName} is too short.`
    : ended(`A key of type ${key.keyName}`, row.end, at);
}

function ended(what: string, end: End, at: Date): string | undefined {
  if (end === 'never-accepted') {
    return `${what} is not accepted.`;
  }
  return end !== null && at >= end ? `${what} is not accepted since ${end.toISOString().slice(0, 10)}.` : undefined;
}
