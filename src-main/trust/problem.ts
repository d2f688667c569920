import type { SubIndication } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';

/** One thing wrong with a path, as a sentence for people and the sub-indication it leads to (EN 319 102-1, 5.2.6). */
export interface PathProblem {
  readonly subIndication: SubIndication;
  readonly message: string;
  /** What exactly was found, in a word for programs; where it is absent the sub-indication says enough. */
  readonly code?: PathFault;
  /** At whose certificate; undefined where it is not one certificate's fault. */
  readonly certificate?: Certificate;
}

/** Faults of paths, after the steps of RFC 5280, 6.1 and 6.3. */
export type PathFault =
  | 'NO_PATH'
  | 'SELF_SIGNED'
  | 'SIGNATURE_INVALID'
  | 'ALGORITHM_UNSUPPORTED'
  | 'NOT_YET_VALID'
  | 'EXPIRED'
  | 'NOT_A_CA'
  | 'KEY_USAGE'
  | 'PATH_LENGTH'
  | 'NAME_NOT_PERMITTED'
  | 'NAME_EXCLUDED'
  | 'NAME_CONSTRAINTS_UNREADABLE'
  | 'POLICY_REQUIRED'
  | 'POLICY_MAPPING_INVALID'
  | 'POLICY_UNREADABLE'
  | 'CRITICAL_EXTENSION_UNKNOWN'
  | 'ALGORITHM_WEAK'
  | 'REVOKED'
  | 'ON_HOLD'
  | 'REVOCATION_UNKNOWN';

const WORST_FIRST: readonly SubIndication[] = [
  'NO_CERTIFICATE_CHAIN_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'REVOKED_CA_NO_POE',
  'REVOKED_NO_POE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_POE',
  'TRY_LATER',
];

/** 0 is the worst; larger is milder; no problem is milder than all. */
export function severity(problem: PathProblem | undefined): number {
  const rank = problem === undefined ? WORST_FIRST.length : WORST_FIRST.indexOf(problem.subIndication);
  return Math.max(rank, 0);
}

/** The problems, worst first; equals keep their order. */
export function worstFirst(problems: readonly PathProblem[]): PathProblem[] {
  return [...problems].sort((a, b) => severity(a) - severity(b));
}
