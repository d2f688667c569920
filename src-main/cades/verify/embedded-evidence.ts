import type { TimestampReport } from '../../../shared/domain/verification.ts';
import type { HashName } from '../../cms/algorithms.ts';
import { ATTRIBUTE } from '../../cms/attributes.ts';
import { children, contextTag, type Der, expectTag, Members, readDer, TAG } from '../../cms/der.ts';
import { encode, sequence } from '../../cms/der-writer.ts';
import { digestBytes } from '../../cms/digest.ts';
import { type EvidenceRecord, parseEvidenceRecord } from '../../cms/evidence-record.ts';
import { isFormatError } from '../../cms/format-error.ts';
import type { ParsedSignedData, SignerInfo } from '../../cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../../cms/timestamp-token.ts';
import { evidenceHashes, verifyEvidenceRecord } from '../../trust/evidence-record.ts';
import { isoTime } from '../../trust/report.ts';
import type { TrustContext } from '../../trust/signer-trust.ts';
import { earlier } from '../../trust/when.ts';
import type { ContentDigests } from './archive.ts';
import { withCarried } from './carried-evidence.ts';

/** What the evidence records inside a CMS structure prove of all that is in it. */
export interface EmbeddedEvidence {
  /** Since when the structure is proved to exist; undefined where none of them proves it. */
  readonly since: Date | undefined;
  /** Their timestamps, in order. */
  readonly timestamps: readonly TimestampReport[];
  /** One sentence for each record. */
  readonly remarks: readonly string[];
}

/** More than any signature carries. */
const MOST_RECORDS = 20;

interface Embedded {
  /** The attribute value as it stands in the structure. */
  readonly value: Der;
  readonly record: EvidenceRecord;
  /** True for a record of the structure and its content as a group, false for one of the structure alone. */
  readonly withContent: boolean;
  /** When it was begun; undefined where its first timestamp cannot be read. */
  readonly begun: Date | undefined;
}

/** The hashes by which the content is to be digested for the records of a structure. */
export function embeddedHashes({ signerInfos: [first] }: Pick<ParsedSignedData, 'signerInfos'>): HashName[] {
  return recordsOf(first).flatMap((one) => ('fault' in one || !one.withContent ? [] : evidenceHashes(one.record)));
}

/**
 * Verifies the evidence records among the unsigned attributes of the first signature (RFC 4998, appendix A; EN 319 122-1, 5.6): each is
 * of the structure as it was before that record and later ones were put into it, er-external of the content besides.
 * @param digests of the detached content, by `embeddedHashes`
 * @param contextOf asked only where there is a record
 */
export function embeddedEvidence(
  { der, signerInfos: [first] }: Pick<ParsedSignedData, 'der' | 'signerInfos'>,
  digests: ContentDigests,
  contextOf: () => TrustContext,
): EmbeddedEvidence {
  const all = recordsOf(first);
  if (all.length === 0) return { since: undefined, timestamps: [], remarks: [] };
  const context = contextOf();
  const records = all.flatMap((one) => ('fault' in one ? [] : [one]));
  const remarks = all.flatMap((one) => ('fault' in one ? [useless(one.fault)] : []));
  const timestamps: TimestampReport[] = [];
  let since: Date | undefined;
  for (const one of records) {
    const begun = one.begun ?? context.at;
    const later = records.filter((other) => other === one || (other.begun ?? context.at) > begun);
    const structure = without(der, new Set(later.map(({ value }) => value.bytes.byteOffset)));
    const hashes = evidenceHashes(one.record);
    const data = [
      new Map(hashes.map((hash) => [hash, digestBytes(hash, structure)])),
      ...(one.withContent ? [digests] : []),
    ];
    const tokens = one.record.chains.flatMap(({ stamps }) => stamps.map(({ token }) => token));
    const outcome = verifyEvidenceRecord(one.record, data, withCarried(tokens, context));
    timestamps.push(...outcome.validated.map(({ report }) => report));
    const [problem] = outcome.problems;
    if (problem !== undefined) remarks.push(useless(problem.message));
    if (outcome.since === undefined) continue;
    since = earlier(since, outcome.since);
    remarks.push(`An evidence record in the signature proves that it existed on ${isoTime(outcome.since)}.`);
  }
  return { since, timestamps, remarks };
}

function useless(why: string): string {
  return `An evidence record in the signature proves nothing: ${why.replace(/\.$/, '')}.`;
}

function recordsOf(signer: SignerInfo | undefined): (Embedded | { readonly fault: string })[] {
  const kinds = [
    [ATTRIBUTE.evidenceRecordInternal, false],
    [ATTRIBUTE.evidenceRecordExternal, true],
  ] as const;
  return kinds
    .flatMap(([type, withContent]) =>
      (signer?.unsignedAttributes ?? [])
        .filter(({ oid }) => oid === type)
        .flatMap(({ values }) => values.map((value) => ({ value, withContent }))),
    )
    .slice(0, MOST_RECORDS)
    .map(({ value, withContent }) => {
      try {
        const record = parseEvidenceRecord(value.bytes);
        const token = record.chains[0]?.stamps[0]?.token;
        const begun = token === undefined ? undefined : parseTimestampToken(token).genTime;
        return { value, withContent, record, begun };
      } catch (error) {
        if (!isFormatError(error)) throw error;
        return { fault: `it is malformed (${error.message.replace(/\.$/, '')})` };
      }
    });
}

/**
 * The structure without these values of unsigned attributes of its first signature: only the lengths around them change (RFC 4998,
 * appendix A).
 * @param der ContentInfo @param values where in the buffer of `der` they begin
 */
function without(der: Uint8Array, values: ReadonlySet<number>): Uint8Array {
  const contentInfo = children(readDer(der, TAG.sequence));
  const [type, tagged] = contentInfo;
  if (type === undefined || tagged === undefined) return der;
  const members = children(new Members(tagged, tagged.tag).take(TAG.sequence));
  const signers = members.pop();
  if (signers === undefined) return der;
  const [first, ...others] = children(expectTag(signers, TAG.set));
  if (first === undefined) return der;
  const kept = children(first).flatMap((member) =>
    member.tag === contextTag(1) ? withoutValues(member, values) : [member.bytes],
  );
  const signerInfos = encode(TAG.set, sequence(...kept), ...others.map(({ bytes }) => bytes));
  const signedData = sequence(...members.map(({ bytes }) => bytes), signerInfos);
  return sequence(type.bytes, encode(tagged.tag, signedData));
}

/** The set of attributes as it was: nothing where it was not there. */
function withoutValues(set: Der, values: ReadonlySet<number>): Uint8Array[] {
  const attributes = children(set).flatMap((attribute) => {
    const [type, held] = children(attribute);
    if (type === undefined || held === undefined) return [attribute.bytes];
    const all = children(held);
    const kept = all.filter(({ bytes }) => !values.has(bytes.byteOffset));
    if (kept.length === all.length) return [attribute.bytes];
    return kept.length === 0 ? [] : [sequence(type.bytes, encode(held.tag, ...kept.map(({ bytes }) => bytes)))];
  });
  return attributes.length === 0 ? [] : [encode(set.tag, ...attributes)];
}
