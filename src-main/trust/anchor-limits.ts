import type { Certificate } from '../cms/certificate.ts';
import type { PathProblem } from './problem.ts';

/** From when to when a trust anchor is trusted; each end may be open. `until` is the first moment at which it is not. */
export interface AnchorLimit {
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** Anchors that are trusted for a time only, by the SHA-256 of their certificate. */
export type AnchorLimits = ReadonlyMap<string, AnchorLimit>;

/**
 * What is wrong where a path ends at an anchor that is not trusted at that time (EN 319 102-1, 5.2.6: the sunset date of a trust
 * anchor): a proof that the signature is older may still help.
 */
export function anchorProblems(anchor: Certificate, at: Date, limit: AnchorLimit | undefined): PathProblem[] {
  if (limit === undefined) return [];
  const { commonName } = anchor;
  if (limit.until !== undefined && at >= limit.until) {
    const message = `${commonName} is trusted only until ${limit.until.toISOString()}, and no timestamp proves that the signature is older.`;
    return [{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND_NO_POE', message }];
  }
  if (limit.from !== undefined && at < limit.from) {
    const message = `${commonName} is trusted only from ${limit.from.toISOString()}.`;
    return [{ subIndication: 'NO_CERTIFICATE_CHAIN_FOUND', message }];
  }
  return [];
}
