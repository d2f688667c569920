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
  /** Digests that the tree begins with; empty where the data is not at hand, undefined where they cannot be computed. */
  readonly leaves: readonly Uint8Array[] | undefined;
  /** What is the matter where the tree does not lead to the timestamp, to follow “it”. */
  readonly about: string;
}

/**
 * Verifies an evidence record (RFC 4998, 4.3, 5.3; EN 319 102-1, 5.6.2.3): the data is in the first tree of each chain, together with the
 * chains before it; within a chain each timestamp is of the one before it, by the same hash; times run forward; each timestamp is valid
 * when the next one was made, the last at the time of validation.
 * @param data digests of each data object, by `evidenceHashes(record)`: several are a group, of which the record must be exactly (4.1).
 *   Empty where the data is not at hand: then the record is checked for itself, and proves nothing of any data
 * @param outer earliest time since which the record itself is proved to exist
 */
export function verifyEvidenceRecord(
  record: EvidenceRecord,
  data: readonly ReadonlyMap<HashName, Uint8Array>[],
  context: TrustContext,
  outer: Date = context.at,
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
  const steps = stepsOf(record, data);
  const validated: ValidatedTimestamp[] = [];
  let since = outer;
  // From the last backwards: each is judged as of the time that the next one proves.
  for (const step of [...steps].reverse()) {
    const judged = judge(step, context, since);
    validated.unshift(judged);
    problems.push(...judged.problems);
    if ('fault' in judged.checked) continue;
    const { genTime } = judged.checked.token;
    if (genTime > since && since < context.at) {
      const message = `A timestamp of ${isoTime(genTime)} is followed in the evidence record by one of ${isoTime(since)}.`;
      problems.push(problem('TIMESTAMP_ORDER_FAILURE', message));
    }
    if (genTime < since) since = genTime;
  }
  const proves = problems.length === 0 && data.length > 0;
  return { problems, since: proves ? since : undefined, validated };
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

function stepsOf({ chains }: EvidenceRecord, data: readonly ReadonlyMap<HashName, Uint8Array>[]): Step[] {
  return chains.flatMap(({ stamps }, at) =>
    stamps.map((stamp, place): Step => {
      const { hash } = stamp;
      if (hash === undefined)
        return { stamp, leaves: undefined, about: 'is of a digest that this program cannot compute' };
      const previous = stamps[place - 1];
      if (previous !== undefined) {
        return { stamp, leaves: [digestBytes(hash, previous.token)], about: 'is not of the timestamp before it' };
      }
      if (data.length === 0) return { stamp, leaves: [], about: 'does not fit the hash tree' };
      const digests = data.flatMap((one) => one.get(hash) ?? []);
      if (digests.length < data.length) return { stamp, leaves: undefined, about: 'is not of this data' };
      if (at === 0) return { stamp, leaves: digests, about: 'is not of this data' };
      // Renewal of the hash tree (5.2): the digests of the data and of all earlier chains, joined and digested again.
      const earlier = digestBytes(hash, sequenceOf(chains.slice(0, at)));
      const leaves = digests.map((digest) => digestBytes(hash, concat([digest, earlier])));
      return { stamp, leaves, about: 'is not of this data and the timestamps before it' };
    }),
  );
}

function judge({ stamp, leaves, about }: Step, context: TrustContext, outer: Date): ValidatedTimestamp {
  const root = leaves === undefined || stamp.hash === undefined ? undefined : rootOf(stamp, leaves, stamp.hash);
  const digestBy = (hash: HashName) => (hash === stamp.hash ? root : undefined) ?? new Uint8Array();
  const checked = checkTimestamp(stamp.token, digestBy, context.certificates);
  const ofOther = 'fault' in checked && checked.subIndication === 'HASH_FAILURE';
  return validateTimestamp('evidence-record', ofOther ? { ...checked, fault: `it ${about}` } : checked, outer, context);
}

/**
 * The digest that a reduced hash tree leads to from `leaves` (RFC 4998, 4.3): the digests of a list, in binary order and joined, are digested
 * into one that joins the next list. A group of one is its own digest (4.2).
 * @returns undefined where the first list does not hold the leaves, or holds more than a group of them
 */
function rootOf({ tree, token }: ArchiveStamp, leaves: readonly Uint8Array[], hash: HashName): Uint8Array | undefined {
  if (tree === undefined) return leaves.length === 0 ? imprintOf(token) : grouped(leaves, hash);
  const [first = [], ...rest] = tree;
  if (!leaves.every((leaf) => first.some((digest) => sameBytes(digest, leaf)))) return undefined;
  if (leaves.length > 1 && first.length !== leaves.length) return undefined;
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
