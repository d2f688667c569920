import { z } from 'zod';
import type { HashName, SignatureScheme } from '../cms/algorithms.ts';
import type { AlgorithmLimits, End, KeyFamily, KeyLimit } from './algorithm-policy.ts';

const parameter = z.looseObject({
  Min: z
    .string()
    .regex(/^\d{1,6}$/)
    .optional(),
  name: z.string(),
});
const evaluation = z.looseObject({
  Validity: z.looseObject({ End: z.iso.datetime({ offset: true }).optional() }),
  Parameter: z.union([parameter, z.array(parameter).max(10)]).optional(),
});
type Evaluation = z.infer<typeof evaluation>;

/** The machine-readable form of the cryptographic suites (ETSI TS 119 322, JSON). What is not needed is not looked at. */
export const suitabilityPolicy = z.looseObject({
  SecuritySuitabilityPolicyType: z.looseObject({
    PolicyName: z.looseObject({ Name: z.string().max(500) }),
    PolicyIssueDate: z.string().max(50).optional(),
    Algorithm: z
      .array(
        z.looseObject({
          AlgorithmIdentifier: z.looseObject({ Name: z.string().max(200) }),
          Evaluation: z.union([evaluation, z.array(evaluation).max(20)]),
        }),
      )
      .max(1000),
  }),
});
export type SuitabilityPolicy = z.infer<typeof suitabilityPolicy>;

/** By name: the object identifiers of the published file are partly those of other algorithms. */
const HASHES: Readonly<Record<string, HashName>> = {
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  'sha3-256': 'sha3-256',
  'sha3-384': 'sha3-384',
  'sha3-512': 'sha3-512',
};

type Scheme = SignatureScheme['family'];
const SCHEMES: readonly (readonly [RegExp, Scheme, KeyFamily])[] = [
  [/^sha\d+withrsaencryption$|^id-rsassa-pkcs1-v1-5-with-/, 'rsa-pkcs1', 'rsa'],
  [/^rsassa-pss$/, 'rsa-pss', 'rsa'],
  [/^dsa$/, 'dsa', 'dsa'],
  [/^ecdsa with /, 'ecdsa', 'ec'],
  [/^ed25519$/, 'ed25519', 'ed25519'],
  [/^ed448$/, 'ed448', 'ed448'],
];
/** The parameters that give the length of a key. */
const LENGTHS: readonly string[] = ['moduluslength', 'plength'];

/**
 * The limits that a suitability policy sets. What it does not name it does not limit: hashes and schemes that are missing from an edition
 * stay as the usual policy has them.
 * @returns why it cannot be applied, as the end of a sentence, where it ends something that cannot be limited by itself
 */
export function limitsFrom({ SecuritySuitabilityPolicyType: policy }: SuitabilityPolicy): AlgorithmLimits | string {
  const hashes: Partial<Record<HashName, End>> = {};
  const schemes: Partial<Record<Scheme, End>> = {};
  const keys: KeyLimit[] = [];
  for (const { AlgorithmIdentifier, Evaluation } of policy.Algorithm) {
    const name = AlgorithmIdentifier.Name.toLowerCase();
    const evaluations = [Evaluation].flat();
    const hash = HASHES[name.replace(/^sha-(?=\d)/, 'sha')];
    const [, scheme, family] = SCHEMES.find(([pattern]) => pattern.test(name)) ?? [];
    if (hash !== undefined) hashes[hash] = latest(evaluations.map(endOf));
    else if (scheme !== undefined && family !== undefined) {
      const known = schemes[scheme];
      const end = latest(evaluations.map(endOf));
      schemes[scheme] = known === undefined ? end : latest([known, end]);
      keys.push(...keyLimits(family, evaluations));
    } else if (evaluations.some((one) => endOf(one) !== null)) {
      return `it sets an end for “${AlgorithmIdentifier.Name}”, which cannot be limited by itself`;
    }
  }
  return { hashes, schemes, keys: distinct(keys) };
}

/** The first moment after: ends are given as the last moment of a day, whose zone is no matter here. */
function endOf({ Validity: { End } }: Evaluation): Date | null {
  if (End === undefined) return null;
  const lastDay = new Date(`${End.slice(0, 10)}T00:00:00Z`);
  return new Date(lastDay.getTime() + 86_400_000);
}

function latest(ends: readonly End[]): End {
  const times = ends.flatMap((end) => (end instanceof Date ? [end.getTime()] : []));
  return times.length < ends.length || times.length === 0 ? null : new Date(Math.max(...times));
}

/** Below the least length nothing is accepted; between two lengths, what holds for the lower one. */
function keyLimits(family: KeyFamily, evaluations: readonly Evaluation[]): KeyLimit[] {
  const steps = evaluations
    .flatMap((one) => {
      const length = [one.Parameter ?? []].flat().find(({ name }) => LENGTHS.includes(name))?.Min;
      return length === undefined ? [] : [{ from: Number(length), end: endOf(one) }];
    })
    .sort((a, b) => a.from - b.from);
  return steps.flatMap(({ from }, index): KeyLimit[] => {
    const before = steps[index - 1];
    if (before === undefined) return [{ family, below: from, end: 'never-accepted' }];
    return before.end === null ? [] : [{ family, below: from, end: before.end }];
  });
}

/** Suites of one family agree on the lengths; where they differ, the strictest holds. */
function distinct(limits: readonly KeyLimit[]): KeyLimit[] {
  const key = ({ family, below, end }: KeyLimit) =>
    `${family} ${below} ${end instanceof Date ? end.toISOString() : String(end)}`;
  return [...new Map(limits.map((limit) => [key(limit), limit])).values()];
}
