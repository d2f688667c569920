import type { CheckedTimestamp, IntactTimestamp } from './signature-timestamps.ts';
import { checkSigner, type SignerFacts, type SignerTrust, type TrustContext } from './signer-trust.ts';

/** What time-stamps prove of one signature, and what came out about its signer as of then. */
export interface Judgement {
  /** Earliest proved time; the time of validation where nothing proves one. */
  readonly proven: Date;
  /** Undefined where the signature is too malformed to name a signer. */
  readonly trust: SignerTrust | undefined;
  /** Signature time-stamps whose arithmetic is right, trusted or not. */
  readonly timestamps: readonly IntactTimestamp[];
  /** About the time-stamps, one sentence each. */
  readonly remarks: readonly string[];
}

/**
 * Judges a signer as of the earliest time that its signature time-stamps and those around it prove (EN 319 102-1, 5.5.4).
 * @param outer earliest time that stamps around the signature prove
 * @param timestamps signature time-stamps, each with the earliest time that stamps around it prove
 */
export function judgeSigner(
  signer: SignerFacts,
  outer: Date,
  timestamps: readonly { readonly checked: CheckedTimestamp; readonly outer: Date }[],
  context: TrustContext,
): Judgement {
  const intact: IntactTimestamp[] = [];
  const remarks: string[] = [];
  let proven = outer;
  for (const timestamp of timestamps) {
    const { checked } = timestamp;
    if ('fault' in checked) {
      remarks.push(`A time-stamp in the signature proves nothing: ${checked.fault}.`);
      continue;
    }
    intact.push(checked);
    const { genTime } = checked.token;
    const authority = checked.certificate.commonName;
    const [problem] = checkSigner(authorityFacts(checked), context, timestamp.outer).problems;
    if (problem !== undefined) {
      remarks.push(`The time-stamp of ${authority} of ${genTime.toISOString()} is not trusted: ${problem.message}`);
    } else {
      remarks.push(`A time-stamp of ${authority} proves that the signature existed on ${genTime.toISOString()}.`);
      if (genTime < proven) proven = genTime;
    }
  }
  const trust = checkSigner(signer, context, proven);
  if (trust.judgedInThePast && trust.problems.length === 0) {
    remarks.push(`The certificate of ${signer.certificate.commonName} is judged as of ${proven.toISOString()}.`);
  }
  remarks.push(...trust.warnings);
  return { proven, trust, timestamps: intact, remarks };
}

/** The authority of a time-stamp as a signer. */
export function authorityFacts({ token, certificate, result }: IntactTimestamp): SignerFacts {
  const hashes = [result.hash ?? undefined, token.hash].filter((hash) => hash !== undefined);
  return { kind: 'timestamp', certificate, carried: token.signedData.certificates, scheme: result.scheme, hashes };
}
