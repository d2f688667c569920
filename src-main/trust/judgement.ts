import type { EvidenceReport, TimestampReport } from '../../shared/domain/verification.ts';
import { certainProblems, contentTimestamps } from './content-timestamps.ts';
import { remarksOnAge } from './newer-data.ts';
import { signaturePolicy } from './signature-policy.ts';
import type { CheckedTimestamp, IntactTimestamp } from './signature-timestamps.ts';
import { checkSigner, type SignerFacts, type SignerTrust, type TrustContext } from './signer-trust.ts';
import { evidenceReports, timestampReport } from './timestamp-report.ts';
import type { Problem } from './verdict.ts';
import { neededFrom } from './wants.ts';
import { CLOCK_SKEW } from './when.ts';

/** What timestamps prove of one signature, and what came out about its signer as of then. */
export interface Judgement {
  /** Earliest proved time; the time of validation where nothing proves one. */
  readonly proven: Date;
  /** Undefined where the signature is too malformed to name a signer. */
  readonly trust: SignerTrust | undefined;
  /** Signature timestamps whose arithmetic is right, trusted or not. */
  readonly timestamps: readonly IntactTimestamp[];
  /** What came out about each timestamp of content and signature, in the order in which they were made. */
  readonly validated: readonly ValidatedTimestamp[];
  /** What the answers about revocation rest on: the signer's first, then those about authorities for time. */
  readonly evidence: readonly EvidenceReport[];
  /** About the timestamps and the policy, one sentence each. */
  readonly remarks: readonly string[];
}

/** A timestamp validated as a signature of its authority (EN 319 102-1, 5.4). */
export interface ValidatedTimestamp {
  readonly checked: CheckedTimestamp;
  /** Undefined where there is nothing to trust: it is not intact. */
  readonly trust: SignerTrust | undefined;
  readonly problems: readonly Problem[];
  readonly report: TimestampReport;
}

/** Nothing but a time: the signature names no signer that could be judged. */
export function unjudged(proven: Date): Judgement {
  return { proven, trust: undefined, timestamps: [], validated: [], evidence: [], remarks: [] };
}

/**
 * Judges a signer as of the earliest time that its signature timestamps and those around it prove (EN 319 102-1, 5.5.4), and by what its
 * content timestamps make certain (5.3.4).
 * @param outer earliest time that stamps around the signature prove
 * @param timestamps signature timestamps, each with the earliest time that stamps around it prove
 */
export function judgeSigner(
  signer: SignerFacts,
  outer: Date,
  timestamps: readonly { readonly checked: CheckedTimestamp; readonly outer: Date }[],
  context: TrustContext,
): Judgement {
  const remarks: string[] = [];
  const contradictions: Problem[] = [];
  let proven = outer;
  const ofSignature = timestamps.map(({ checked, outer: around }) => {
    const validated = validateTimestamp('signature-time-stamp', checked, around, context);
    remarks.push(remarkOn(validated, 'A timestamp in the signature', 'the signature existed'));
    if ('fault' in checked || validated.problems.length > 0) return validated;
    const { genTime } = checked.token;
    if (genTime < proven) proven = genTime;
    contradictions.push(...orderProblems(around, genTime));
    return validated;
  });
  const trust = checkSigner(signer, context, proven);
  const ofContent = contentTimestamps(signer, context.certificates).map((checked) => {
    const validated = validateTimestamp('content-time-stamp', checked, proven, context);
    remarks.push(remarkOn(validated, 'A timestamp of the content', 'the content existed'));
    if ('fault' in checked || validated.problems.length > 0) return validated;
    const { genTime } = checked.token;
    contradictions.push(...orderProblems(proven, genTime), ...certainProblems(signer, trust, genTime, context));
    return validated;
  });
  const policy = signaturePolicy(signer.info, context.rules);
  trust.problems.push(
    ...contradictions,
    ...policy.problems,
    ...(proven < context.at ? issueProblems(signer.certificate, proven) : []),
  );
  if (trust.judgedInThePast && trust.problems.length === 0) {
    remarks.push(`The certificate of ${signer.certificate.commonName} is judged as of ${proven.toISOString()}.`);
  }
  if (trust.problems.length > 0) remarks.push(...neededFrom(trust.path));
  remarks.push(...policy.remarks, ...trust.warnings, ...remarksOnAge(signer, trust, context, proven));
  const validated = [...ofContent, ...ofSignature];
  return {
    proven,
    trust,
    timestamps: timestamps.flatMap(({ checked }) => ('fault' in checked ? [] : [checked])),
    validated,
    evidence: evidenceReports([trust.path, ...validated.map((one) => one.trust?.path)], context.originOf),
    remarks,
  };
}

/**
 * Validates one timestamp (EN 319 102-1, 5.4; RFC 3161): its arithmetic is done, its authority is trusted as a signer would be.
 * @param around earliest time that stamps around it prove
 */
export function validateTimestamp(
  kind: TimestampReport['kind'],
  checked: CheckedTimestamp,
  around: Date,
  context: TrustContext,
): ValidatedTimestamp {
  const finish = (problems: readonly Problem[], trust?: SignerTrust): ValidatedTimestamp => ({
    checked,
    trust,
    problems,
    report: timestampReport(
      kind,
      checked.token?.genTime,
      'fault' in checked ? checked.authority : checked.certificate,
      problems,
    ),
  });
  if ('fault' in checked) {
    const message = `The timestamp proves nothing: ${checked.fault}.`;
    return finish([{ subIndication: checked.subIndication, message }]);
  }
  const trust = checkSigner(authorityFacts(checked), context, around);
  // Of a signature timestamp a contradiction is one of the signature.
  const outer = kind === 'archive-time-stamp' ? around : context.at;
  const problems = [...timeProblems(checked, outer, context.at), ...trust.problems];
  const validated = finish(problems, trust);
  const { genTime } = checked.token;
  const remark = problems.length === 0 ? context.qualifier?.timestampRemark(trust.path.chain, genTime) : undefined;
  if (remark !== undefined) validated.report.warnings.push(remark);
  return validated;
}

/** What is wrong with the time of a timestamp: it lies in the future, or after that of one around it (EN 319 102-1, 5.6.3). */
export function timeProblems(
  { token, certificate }: Pick<IntactTimestamp, 'token' | 'certificate'>,
  outer: Date,
  at: Date,
): Problem[] {
  const { genTime } = token;
  if (genTime.getTime() <= at.getTime() + CLOCK_SKEW) return orderProblems(outer, genTime);
  const message = `The timestamp of ${certificate.commonName} of ${genTime.toISOString()} is dated in the future and proves nothing.`;
  return [{ subIndication: 'TIMESTAMP_ORDER_FAILURE', message }];
}

/** @param what the subject of a sentence. @param proves what it proves, to follow “that” */
function remarkOn({ checked, problems: [problem] }: ValidatedTimestamp, what: string, proves: string): string {
  if ('fault' in checked) return `${what} proves nothing: ${checked.fault}.`;
  const authority = checked.certificate.commonName;
  const time = checked.token.genTime.toISOString();
  if (problem === undefined) return `A timestamp of ${authority} proves that ${proves} on ${time}.`;
  if (problem.subIndication === 'TIMESTAMP_ORDER_FAILURE') return problem.message;
  return `The timestamp of ${authority} of ${time} is not trusted: ${problem.message}`;
}

/** A timestamp cannot be younger than one around it (EN 319 102-1, 5.5.4 and 5.6.3). */
function orderProblems(outer: Date, genTime: Date): Problem[] {
  if (genTime.getTime() <= outer.getTime() + CLOCK_SKEW) return [];
  const message = `A timestamp of ${genTime.toISOString()} lies inside one of ${outer.toISOString()}: one of them is wrong.`;
  return [{ subIndication: 'TIMESTAMP_ORDER_FAILURE', message }];
}

/** Nobody signs with a certificate that is yet to be issued (EN 319 102-1, 5.5.4). @param proven by a timestamp, not merely asked about */
function issueProblems({ commonName, notBefore }: SignerFacts['certificate'], proven: Date): Problem[] {
  if (proven.getTime() + CLOCK_SKEW >= notBefore.getTime()) return [];
  const message = `The signature existed on ${proven.toISOString()}, but the certificate of ${commonName} is valid only from ${notBefore.toISOString()}.`;
  return [{ subIndication: 'NOT_YET_VALID', message }];
}

/** The authority of a timestamp as a signer. */
export function authorityFacts({ token, certificate, result }: IntactTimestamp): SignerFacts {
  const hashes = [result.hash ?? undefined, token.hash].filter((hash) => hash !== undefined);
  const { scheme, ess } = result;
  const { certificates: carried } = token.signedData;
  return { kind: 'timestamp', certificate, carried, scheme, hashes, reference: ess.hash };
}
