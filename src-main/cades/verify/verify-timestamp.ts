import type { SignatureReport } from '../../../shared/domain/verification.ts';
import { type HashName, hashLabel, schemeLabel } from '../../cms/algorithms.ts';
import { Crl } from '../../cms/crl.ts';
import { digestBytes } from '../../cms/digest.ts';
import { type EvidenceRecord, parseEvidenceRecord } from '../../cms/evidence-record.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import { parseTimestampFile, type TimestampFile } from '../../cms/timestamp-file.ts';
import { parseTimestampToken } from '../../cms/timestamp-token.ts';
import { evidenceHashes, verifyEvidenceRecord } from '../../trust/evidence-record.ts';
import { type ValidatedTimestamp, validateTimestamp } from '../../trust/judgement.ts';
import { emptyReport, isoTime, nameOf } from '../../trust/report.ts';
import { checkTimestamp } from '../../trust/signature-timestamps.ts';
import type { TrustContext } from '../../trust/signer-trust.ts';
import { conclude, type Problem } from '../../trust/verdict.ts';
import type { ContentDigests } from './archive.ts';
import { withCarried } from './carried-evidence.ts';
import type { Given } from './verify-cades.ts';

/** A file that proves a time, read as far as it can be. */
export type ProofOfTime =
  | { readonly kind: 'timestamp'; readonly file: TimestampFile }
  | { readonly kind: 'evidence'; readonly record: EvidenceRecord; readonly file: TimestampFile | undefined }
  /** Malformed, to follow a colon. */
  | { readonly kind: 'malformed'; readonly fault: string };

/** Reads a timestamp, timestamped data or an evidence record. What is malformed is a result, never an error. */
export function readProofOfTime(bytes: Uint8Array, kind: 'timestamp' | 'evidence'): ProofOfTime {
  try {
    if (kind === 'evidence') return { kind, record: parseEvidenceRecord(bytes), file: undefined };
    const file = parseTimestampFile(bytes);
    return file.evidenceRecord === undefined
      ? { kind, file }
      : { kind: 'evidence', record: parseEvidenceRecord(file.evidenceRecord), file };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { kind: 'malformed', fault: error.message };
  }
}

/** The hashes by which the data is to be digested, after the octets of `prefix`. */
export function hashesOfProof(proof: ProofOfTime): HashName[] {
  if (proof.kind === 'malformed') return [];
  if (proof.kind === 'evidence') return evidenceHashes(proof.record);
  const hash = hashOf(proof.file.tokens[0]?.bytes ?? new Uint8Array());
  return hash === undefined ? [] : [hash];
}

function hashOf(token: Uint8Array): HashName | undefined {
  try {
    return parseTimestampToken(token).hash;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}

/**
 * Verifies a proof of time by itself (EN 319 102-1, 5.4; RFC 3161; RFC 5544, 3; RFC 4998, 5.3).
 * @param data digests of each data object, by `hashesOfProof(proof)`: a timestamp is of one, an evidence record may be of a group; empty
 *   where the data is not at hand
 * @param outer earliest time since which the proof itself is proved to exist
 * @returns one report: what it proves is its `bestSignatureTime`
 */
export function verifyProofOfTime(
  proof: ProofOfTime,
  data: readonly ContentDigests[],
  given: Given,
  name: string,
  outer: Date = given.at,
): SignatureReport {
  if (proof.kind === 'malformed') {
    const message = `The proof of time is malformed: ${proof.fault}`;
    return { ...emptyReport(name, given.at, [{ subIndication: 'FORMAT_FAILURE', message }]), kind: 'timestamp' };
  }
  if (proof.kind === 'evidence') {
    const { problems, validated } = verifyEvidenceRecord(proof.record, data, contextOf(proof, given), outer);
    const missing =
      'The evidence record was checked for itself alone: what it is about was not given, so it proves nothing of any file.';
    return reportOf(name, validated, problems, given.at, data.length === 0 ? [missing] : []);
  }
  const [digests] = data;
  if (digests === undefined) {
    const message = 'What the timestamp is of was not given: name the file with --content.';
    return reportOf(name, [], [{ subIndication: 'SIGNED_DATA_NOT_FOUND', message }], given.at);
  }
  const validated = validateTokens(proof.file, digests, contextOf(proof, given), outer);
  return reportOf(
    name,
    validated,
    validated.flatMap(({ problems }) => problems),
    given.at,
  );
}

/** From the last backwards: each is judged as of the time that the next one proves. */
function validateTokens(
  { tokens }: TimestampFile,
  digests: ContentDigests,
  context: TrustContext,
  around: Date,
): ValidatedTimestamp[] {
  const found: ValidatedTimestamp[] = [];
  let outer = around;
  for (const [at, { bytes }] of [...tokens.entries()].reverse()) {
    const previous = tokens[at - 1]?.whole;
    const digestBy = (hash: HashName) => (previous === undefined ? digests.get(hash) : digestBytes(hash, previous));
    const checked = checkTimestamp(bytes, (hash) => digestBy(hash) ?? new Uint8Array(), context.certificates);
    const kind = at === 0 ? 'content-time-stamp' : 'archive-time-stamp';
    const validated = validateTimestamp(kind, checked, outer, context);
    found.unshift(validated);
    if (!('fault' in checked) && validated.problems.length === 0 && checked.token.genTime < outer) {
      outer = checked.token.genTime;
    }
  }
  return found;
}

/** With the revocation data and certificates that the proof carries in itself. */
function contextOf(proof: Exclude<ProofOfTime, { kind: 'malformed' }>, given: Given): TrustContext {
  const carried =
    proof.kind === 'evidence' ? proof.record.chains.flatMap(({ stamps }) => stamps.map(({ token }) => token)) : [];
  const tokens = proof.file?.tokens ?? [];
  const beside = parsedAs(
    Crl,
    tokens.flatMap(({ crl }) => crl ?? []),
  );
  const context = { ...given, crls: [...given.crls, ...beside], provenAt: () => given.at };
  return withCarried([...carried, ...tokens.map(({ bytes }) => bytes)], context);
}

function reportOf(
  name: string,
  validated: readonly ValidatedTimestamp[],
  problems: readonly Problem[],
  at: Date,
  remarks: readonly string[] = [],
): SignatureReport {
  const [first] = validated;
  const intact = first === undefined || 'fault' in first.checked ? undefined : first.checked;
  const { indication, subIndication } = conclude(problems);
  const changed = subIndication === 'HASH_FAILURE';
  const proves = indication === 'TOTAL-PASSED' && remarks.length === 0;
  const hash = first?.checked.token?.hash;
  return {
    ...emptyReport(name, proves && intact !== undefined ? intact.token.genTime : at, []),
    kind: 'timestamp',
    indication,
    subIndication,
    timestampTime: first?.report.time ?? null,
    signer: first?.report.authority ?? null,
    digestAlgorithm: hash === undefined ? null : hashLabel(hash),
    signatureAlgorithm: intact?.result.scheme == null ? null : schemeLabel(intact.result.scheme),
    coversRevision: changed || remarks.length > 0 ? null : 1,
    changesAfter: changed ? 'forbidden' : remarks.length > 0 || validated.length === 0 ? 'indeterminate' : 'none',
    chain: (first?.trust?.path.chain ?? []).map(nameOf),
    revocation: first?.trust?.path.revocation ?? 'not-checked',
    timestamps: validated.map(({ report }) => report),
    warnings: [
      ...new Set(problems.map(({ message }) => message)),
      ...remarks,
      ...(proves && intact !== undefined
        ? [
            `The timestamp of ${intact.certificate.commonName} proves that the data existed on ${isoTime(intact.token.genTime)}.`,
          ]
        : []),
    ],
  };
}
