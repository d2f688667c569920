import type { AlgorithmPolicy } from './algorithm-policy.ts';

/**
 * The times that a validation rests on. `at` is when the certificate was used: now, or an earlier moment that time-stamps prove.
 * Revocation data may be newer than that, up to `knownAt`; each item counts from the time at which it is proved to have existed, so that
 * whoever gets hold of an old authority's key later cannot date an answer back (EN 319 102-1, 5.6.2).
 */
export interface When {
  readonly at: Date;
  /** Time of validation; not before `at`. */
  readonly knownAt: Date;
  /** Earliest proved existence of an item of revocation data, by the SHA-256 of the item; never after `knownAt`. */
  readonly provenAt: (sha256: string) => Date;
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
}

/** Validation as of one moment with what is at hand then. */
export function present(at: Date): When {
  return { at, knownAt: at, provenAt: () => at };
}
