import type { CheckedTimestamp, IntactTimestamp } from './signature-timestamps.ts';
import { checkSigner, type SignerFacts, type SignerTrust, type TrustContext } from './signer-trust.ts';
import type { Problem } from './verdict.ts';

/** How far the clocks of honest authorities may differ: milliseconds. */
const CLOCK_SKEW = 300_000;

/** What timestamps prove of one signature, and what came out about its signer as of then. */
export interface Judgement {
  /** Earliest proved time; the time of validation where nothing proves one. */
  readonly proven: Date;
  /** Undefined where the signature is too malformed to name a signer. */
  readonly trust: SignerTrust | undefined;
  /** Signature timestamps whose arithmetic is right, trusted or not. */
  readonly timestamps: readonly IntactTimestamp[];
  /** About the timestamps, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Judges a signer as of the earliest time that its signature timestamps and those around it prove (EN 319 102-1, 5.5.4).
 * @param outer earliest time that stamps around the signature prove
 * @param timestamps signature timestamps, each with the earliest time that stamps around it prove
 */
export function judgeSigner(
  signer: SignerFacts,
  outer: Date,
  timestamps: readonly { readonly checked: CheckedTimestamp; readonly outer: Date }[],
  context: TrustContext,
): Judgement {
  const intact: IntactTimestamp[] = [];
  const remarks: string[] = [];
  const contradictions: Problem[] = [];
  let proven = outer;
  for (const timestamp of timestamps) {
    const { checked } = timestamp;
    if ('fault' in checked) {
      remarks.push(`A timestamp in the signature proves nothing: ${checked.fault}.`);
      continue;
    }
    intact.push(checked);
    const { genTime } = checked.token;
    const authority = checked.certificate.commonName;
    if (genTime.getTime() > context.at.getTime() + CLOCK_SKEW) {
      remarks.push(
        `The timestamp of ${authority} of ${genTime.toISOString()} is dated in the future and proves nothing.`,
      );
      continue;
    }
    const [problem] = checkSigner(authorityFacts(checked), context, timestamp.outer).problems;
    if (problem !== undefined) {
      remarks.push(`The timestamp of ${authority} of ${genTime.toISOString()} is not trusted: ${problem.message}`);
    } else {
      remarks.push(`A timestamp of ${authority} proves that the signature existed on ${genTime.toISOString()}.`);
      if (genTime < proven) proven = genTime;
      contradictions.push(...orderProblems(timestamp.outer, genTime));
    }
  }
  const trust = checkSigner(signer, context, proven);
  trust.problems.push(...contradictions, ...(proven < context.at ? issueProblems(signer.certificate, proven) : []));
  if (trust.judgedInThePast && trust.problems.length === 0) {
    remarks.push(`The certificate of ${signer.certificate.commonName} is judged as of ${proven.toISOString()}.`);
  }
  remarks.push(...trust.warnings);
  return { proven, trust, timestamps: intact, remarks };
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
  return { kind: 'timestamp', certificate, carried: token.signedData.certificates, scheme: result.scheme, hashes };
}
