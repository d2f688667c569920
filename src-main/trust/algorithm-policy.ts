import { type HashName, hashLabel, type SignatureScheme, schemeLabel } from '../cms/algorithms.ts';
import type { PublicKeyInfo } from '../cms/public-key.ts';

/** When something stops being accepted: a moment, `null` for no end in sight, `'never-accepted'`. */
export type End = Date | null | 'never-accepted';

type Scheme = SignatureScheme['family'];
/** RSA keys count as one family, whatever they are restricted to. */
export type KeyFamily = 'rsa' | 'ec' | 'dsa' | 'ed25519' | 'ed448' | 'slh-dsa';

/** What becomes of keys shorter than `below` bits: modulus, or size of the curve. */
export interface KeyLimit {
  readonly family: KeyFamily;
  readonly below: number;
  readonly end: End;
  /** From when people are told that the end is near. */
  readonly warnFrom?: Date;
}

/** Ends of algorithms. What is not named is not limited by these. */
export interface AlgorithmLimits {
  readonly hashes: Readonly<Partial<Record<HashName, End>>>;
  readonly schemes: Readonly<Partial<Record<Scheme, End>>>;
  readonly keys: readonly KeyLimit[];
}

/** All of them hold: a further one can only be stricter. */
export type AlgorithmPolicy = readonly [AlgorithmLimits, ...AlgorithmLimits[]];

/** Why something is not strong enough. */
export interface Weakness {
  /** One sentence. */
  readonly message: string;
  /** First moment at which it was no longer accepted; undefined where it never was, so that no proof of an earlier time helps. */
  readonly end: Date | undefined;
}

/** What a weakness leads to (EN 319 102-1, table 6): a proof that the material is older may still help, or not. */
export function weaknessIndication({
  end,
}: Weakness): 'CRYPTO_CONSTRAINTS_FAILURE' | 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' {
  return end === undefined ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE';
}

const day = (text: string) => new Date(`${text}T00:00:00Z`);

/**
 * The cryptographic constraints (EN 319 102-1, 5.2.8) as data, after ETSI TS 119 312 v2.1.1: each end is the first moment at which
 * the algorithm is no longer accepted for a signature whose existence is proved for no earlier time.
 */
const USUAL_LIMITS = {
  hashes: {
    md5: 'never-accepted',
    sha1: day('2012-08-01'),
    sha224: day('2029-01-01'),
    sha256: null,
    sha384: null,
    sha512: null,
    'sha3-256': null,
    'sha3-384': null,
    'sha3-512': null,
    shake256: null,
  } satisfies Record<HashName, End>,
  schemes: {
    'rsa-pkcs1': day('2035-01-01'),
    'rsa-pss': null,
    ecdsa: null,
    dsa: null,
    ed25519: null,
    ed448: null,
    'ml-dsa': null,
    'slh-dsa': null,
    // A draft whose numbers may still change.
    composite: 'never-accepted',
  } satisfies Record<Scheme, End>,
  keys: [
    { family: 'rsa', below: 1024, end: 'never-accepted' },
    { family: 'rsa', below: 1900, end: day('2019-10-01') },
    // 8.4, table 6: no new certificates after 2026.
    { family: 'rsa', below: 3000, end: day('2029-01-01'), warnFrom: day('2027-01-01') },
    { family: 'ec', below: 224, end: 'never-accepted' },
    { family: 'ec', below: 256, end: day('2021-10-01') },
    // Table 4 has the strengths 192 and 256 only.
    { family: 'slh-dsa', below: 192, end: 'never-accepted' },
    { family: 'dsa', below: 1900, end: 'never-accepted' },
    { family: 'dsa', below: 3000, end: day('2029-01-01') },
  ],
} as const satisfies AlgorithmLimits;

/** What holds where nothing stricter is asked for. */
export const USUAL_POLICY: AlgorithmPolicy = [USUAL_LIMITS];

/** The same for whoever asks for composite signatures, though they are a draft (draft-ietf-lamps-pq-composite-sigs). */
export const POLICY_WITH_COMPOSITES: AlgorithmPolicy = [
  { ...USUAL_LIMITS, schemes: { ...USUAL_LIMITS.schemes, composite: null } },
];

/** Why a signature under this scheme is not strong enough at `at`; undefined where it is. */
export function schemeWeakness(
  scheme: SignatureScheme,
  at: Date,
  policy: AlgorithmPolicy = USUAL_POLICY,
): Weakness | undefined {
  const hash = 'hash' in scheme ? [scheme.hash] : [];
  const hashes = 'maskHash' in scheme ? [...hash, scheme.maskHash] : hash;
  return worst([
    ...hashes.map((name) => hashWeakness(name, at, policy)),
    ...policy.map(({ schemes }) => ended(schemeLabel(scheme), schemes[scheme.family] ?? null, at)),
  ]);
}

/** Why a digest is not strong enough at `at`; undefined where it is. */
export function hashWeakness(hash: HashName, at: Date, policy: AlgorithmPolicy = USUAL_POLICY): Weakness | undefined {
  return worst(policy.map(({ hashes }) => ended(hashLabel(hash), hashes[hash] ?? null, at)));
}

/** Why a key is not strong enough at `at`; undefined where it is, and for kinds of key that no signature can be checked with anyway. */
export function keyWeakness(
  key: PublicKeyInfo,
  at: Date,
  policy: AlgorithmPolicy = USUAL_POLICY,
): Weakness | undefined {
  const name = `A key of type ${key.keyName}`;
  return worst(
    limitsOf(key, policy).map(({ end }) =>
      end === 'never-accepted' ? { message: `${name} is too short.`, end: undefined } : ended(name, end, at),
    ),
  );
}

/** What is to be said of a key that is still accepted at `at`, but not for long. */
export function keyWarning(key: PublicKeyInfo, at: Date, policy: AlgorithmPolicy = USUAL_POLICY): string | undefined {
  if (keyWeakness(key, at, policy) !== undefined) return undefined;
  return limitsOf(key, policy)
    .map(({ end, warnFrom }) =>
      end instanceof Date && warnFrom !== undefined && at >= warnFrom
        ? `A key of type ${key.keyName} is accepted only until ${dayBefore(end)}: get a certificate with a stronger one.`
        : undefined,
    )
    .find((warning) => warning !== undefined);
}

function limitsOf({ family, bits }: PublicKeyInfo, policy: AlgorithmPolicy): KeyLimit[] {
  const kind = family === 'rsa-pss' ? 'rsa' : family;
  if (bits === undefined) return [];
  return policy.flatMap(({ keys }) => keys.filter((limit) => limit.family === kind && bits < limit.below));
}

function ended(what: string, end: End, at: Date): Weakness | undefined {
  if (end === 'never-accepted') {
    return { message: `${what} is not accepted.`, end: undefined };
  }
  return end !== null && at >= end
    ? { message: `${what} is not accepted since ${end.toISOString().slice(0, 10)}.`, end }
    : undefined;
}

function dayBefore(end: Date): string {
  return new Date(end.getTime() - 1).toISOString().slice(0, 10);
}

/** The one that ended first; never accepted comes before all. */
function worst(weaknesses: readonly (Weakness | undefined)[]): Weakness | undefined {
  const time = ({ end }: Weakness) => end?.getTime() ?? Number.NEGATIVE_INFINITY;
  return weaknesses.filter((one) => one !== undefined).sort((a, b) => time(a) - time(b))[0];
}
