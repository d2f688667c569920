import type { Indication, SubIndication } from '../../shared/domain/verification.ts';

/** One thing wrong with a signature: the sub-indication it leads to (EN 319 102-1, tables 5 to 7) and a sentence. */
export interface Problem {
  readonly subIndication: SubIndication;
  readonly message: string;
}

/** What a signature fails for good by; everything else leaves it undecided. */
const FAILED: readonly SubIndication[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
];

/** Which problem names the verdict: a crypto failure outranks any chain result (EN 319 102-1, 5.3.4). */
const WORST_FIRST: readonly SubIndication[] = [
  ...FAILED,
  'SIGNED_DATA_NOT_FOUND',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'SIG_CONSTRAINTS_FAILURE',
  'POLICY_PROCESSING_ERROR',
  'SIGNATURE_POLICY_NOT_AVAILABLE',
  'REVOKED_CA_NO_POE',
  'REVOKED_NO_POE',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_POE',
  'TIMESTAMP_ORDER_FAILURE',
  'CUSTOM',
  'TRY_LATER',
];

/** The verdict that a list of problems leads to. */
export function conclude(problems: readonly Problem[]): {
  indication: Indication;
  subIndication: SubIndication | null;
} {
  const [worst] = [...problems].sort(
    (a, b) => WORST_FIRST.indexOf(a.subIndication) - WORST_FIRST.indexOf(b.subIndication),
  );
  if (worst === undefined) return { indication: 'TOTAL-PASSED', subIndication: null };
  const { subIndication } = worst;
  return { indication: FAILED.includes(subIndication) ? 'TOTAL-FAILED' : 'INDETERMINATE', subIndication };
}
