import type { SubIndication } from '../../shared/domain/verification.ts';
import type { HashName } from '../cms/algorithms.ts';
import { sameBytes } from '../cms/der.ts';
import { concat } from '../cms/der-writer.ts';
import { digestBytes } from '../cms/digest.ts';
import { type ArchiveStamp, type EvidenceRecord, sequenceOf } from '../cms/evidence-record.ts';
import { isFormatError } from '../cms/format-error.ts';
import { parseTimestampToken } from '../cms/timestamp-token.ts';
import { type ValidatedTimestamp, validateTimestamp } from './judgement.ts';
import { isoTime } from './report.ts';
import { checkTimestamp } from './signature-timestamps.ts';
import type { TrustContext } from './signer-trust.ts';
import type { Problem } from './verdict.ts';

/** What came out about an evidence record. */
export interface EvidenceOutcome {
  /** Empty where every hash tree, the order and every timestamp hold. */
  readonly problems: readonly Problem[];
  /** Since when the data is proved to exist; undefined where it is not. */
  readonly since: Date | undefined;
  /** The timestamps, in the order of the record. */
  readonly validated: readonly ValidatedTimestamp[];
}

/** The hashes by which data is to be digested before its record is verified: that of each chain. */
export function evidenceHashes({ chains }: EvidenceRecord): HashName[] {
  const hashes = chains.flatMap(({ stamps }) => stamps[0]?.hash ?? []);
  return [...new Set(hashes)];
}

/** One timestamp of the record with what it must be of. */
interface Step {
  readonly stamp: ArchiveStamp;
  /** `any` where the data is not at hand; undefined where the digest cannot be computed. */
  readonly leaf: Uint8Array | 'any' | undefined;
  /** What is the matter where the tree does not lead to the timestamp, to follow “it”. */
  readonly about: string;
}

/**
 * Verifies an evidence record (RFC 4998, 4.3, 5.3; EN 319 102-1, 5.6.2.3): the data is in the first tree of each chain, together with the
 * chains before it; within a chain each timestamp is of the one before it, by the same hash; times run forward; each timestamp is valid
 * when the next one was made, the last at the time of validation.
 * @param digests of the data, by `evidenceHashes(record)`; undefined where the data is not at hand: then the record is checked for itself,
 *   and proves nothing of any data
 */
export function verifyEvidenceRecord(
  record: EvidenceRecord,
  digests: ReadonlyMap<HashName, Uint8Array> | undefined,
  context: TrustContext,
): EvidenceOutcome {
  const problems: Problem[] = [];
  if (record.isEncrypted) {
    problems.push(
      problem(
        'SIGNED_DATA_NOT_FOUND',
        'The evidence record is of an encrypted form of the data, which is not at hand.',
      ),
    );
  }
  problems.push(...hashProblems(record));
  const steps = stepsOf(record, digests);
  const validated: ValidatedTimestamp[] = [];
  let outer = context.at;
  // From the last backwards: each is judged as of the time that the next one proves.
  for (const step of [...steps].reverse()) {
    const judged = judge(step, context, outer);
    validated.unshift(judged);
    problems.push(...judged.problems);
    if ('fault' in judged.checked) continue;
    const { genTime } = judged.checked.token;
    if (genTime > outer && outer < context.at) {
      const message = `A timestamp of ${isoTime(genTime)} is followed in the evidence record by one of ${isoTime(outer)}.`;
      problems.push(problem('TIMESTAMP_ORDER_FAILURE', message));
    }
    if (genTime < outer) outer = genTime;
  }
  const proves = problems.length === 0 && digests !== undefined;
  return { problems, since: proves ? outer : undefined, validated };
}

/** The trees of one chain are all of one hash (RFC 4998, 5.1), and one that is computed here. */
function hashProblems({ chains }: EvidenceRecord): Problem[] {
  return chains.flatMap(({ stamps }) => {
    const oids = [...new Set(stamps.map(({ hashOid }) => hashOid))];
    if (oids.length > 1) {
      return [problem('FORMAT_FAILURE', 'A chain of the evidence record mixes hash algorithms.')];
    }
    return stamps.some(({ hash }) => hash === undefined)
      ? [
          problem(
            'CRYPTO_CONSTRAINTS_FAILURE',
            `The hash algorithm ${oids[0]} of the evidence record is not one that is accepted.`,
          ),
        ]
      : [];
  });
}

function stepsOf({ chains }: EvidenceRecord, digests: ReadonlyMap<HashName, Uint8Array> | undefined): Step[] {
  return chains.flatMap(({ stamps }, at) =>
    stamps.map((stamp, place): Step => {
      const { hash } = stamp;
      if (hash === undefined)
        return { stamp, leaf: undefined, about: 'is of a digest that this program cannot compute' };
      const previous = stamps[place - 1];
      if (previous !== undefined) {
        return { stamp, leaf: digestBytes(hash, previous.token), about: 'is not of the timestamp before it' };
      }
      if (digests === undefined) return { stamp, leaf: 'any', about: 'does not fit the hash tree' };
      const data = digests.get(hash);
      if (at === 0 || data === undefined) return { stamp, leaf: data, about: 'is not of this data' };
      // Renewal of the hash tree (5.2): the digests of the data and of all earlier chains, joined and digested again.
      const earlier = digestBytes(hash, sequenceOf(chains.slice(0, at)));
      const leaf = digestBytes(hash, concat([data, earlier]));
      return { stamp, leaf, about: 'is not of this data and the timestamps before it' };
    }),
  );
}

function judge({ stamp, leaf, about }: Step, context: TrustContext, outer: Date): ValidatedTimestamp {
  const root = leaf === undefined || stamp.hash === undefined ? undefined : rootOf(stamp, leaf, stamp.hash);
  const digestBy = (hash: HashName) => (hash === stamp.hash ? root : undefined) ?? new Uint8Array();
  const checked = checkTimestamp(stamp.token, digestBy, context.certificates);
  const ofOther = 'fault' in checked && checked.subIndication === 'HASH_FAILURE';
  return validateTimestamp('evidence-record', ofOther ? { ...checked, fault: `it ${about}` } : checked, outer, context);
}

/**
 * The digest that a reduced hash tree leads to from `leaf` (RFC 4998, 4.3): the digests of a list, in binary order and joined, are digested
 * into one that joins the next list. A group of one is its own digest (4.2).
 * @returns undefined where the first list does not hold the leaf
 */
function rootOf({ tree, token }: ArchiveStamp, leaf: Uint8Array | 'any', hash: HashName): Uint8Array | undefined {
  if (tree === undefined) return leaf === 'any' ? imprintOf(token) : leaf;
  const [first = [], ...rest] = tree;
  if (leaf !== 'any' && !first.some((digest) => sameBytes(digest, leaf))) return undefined;
  let root = grouped(first, hash);
  for (const list of rest) root = grouped([...list, root], hash);
  return root;
}

/** What a timestamp without a tree is of, whatever that is; a token that cannot be read is told where it is checked. */
function imprintOf(token: Uint8Array): Uint8Array | undefined {
  try {
    return parseTimestampToken(token).digest;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

function grouped(digests: readonly Uint8Array[], hash: HashName): Uint8Array {
  const [only, ...others] = digests;
  if (only !== undefined && others.length === 0) return only;
  return digestBytes(hash, concat([...digests].sort(Buffer.compare)));
}

function problem(subIndication: SubIndication, message: string): Problem {
  return { subIndication, message };
}
