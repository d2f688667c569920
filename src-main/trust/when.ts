import type { Certificate } from '../cms/certificate.ts';
import type { AlgorithmPolicy } from './algorithm-policy.ts';

/** How far the clocks of honest authorities may differ: milliseconds. */
export const CLOCK_SKEW = 300_000;

/**
 * The times that a validation rests on. `at` is when the certificate was used: now, or an earlier moment that timestamps prove.
 * Revocation data may be newer than that, up to `knownAt`; each item counts from the time at which it is proved to have existed, so that
 * whoever gets hold of an old authority's key later cannot date an answer back (EN 319 102-1, 5.6.2).
 */
export interface When {
  readonly at: Date;
  /** Time of validation; not before `at`. */
  readonly knownAt: Date;
  /** Earliest proved existence of a certificate or an item of revocation data, by its SHA-256; never after `knownAt`. */
  readonly provenAt: (sha256: string) => Date;
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
  /** How old revocation data may be at `at`, milliseconds (EN 319 102-1, 5.2.5); unlimited where absent. */
  readonly maxAge?: number | undefined;
}

/** The times for the revocation data that one certification authority of a path gives. */
export interface IssuerWhen extends When {
  /** End of the path: trusted also after it has expired. */
  readonly anchor?: Certificate | undefined;
  /** When the first of this authority and those above it was revoked: later anybody may have its key. */
  readonly revokedFrom?: Date | undefined;
}

/** The earlier of two times, of which each may be absent. */
export function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** Why data of this age no longer count at `at`, to follow a subject; undefined where they do (EN 319 102-1, 5.2.5). */
export function ageFault(thisUpdate: Date, { at, maxAge }: When): string | undefined {
  if (maxAge === undefined || at.getTime() - thisUpdate.getTime() <= maxAge) return undefined;
  return `is of ${thisUpdate.toISOString()}, older than the policy allows`;
}

/** Validation as of one moment with what is at hand then. */
export function present(at: Date): When {
  return { at, knownAt: at, provenAt: () => at };
}
