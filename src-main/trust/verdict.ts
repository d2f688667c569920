import type { Indication, SubIndication } from '../../shared/domain/verification.ts';

/** One thing wrong with a signature: the sub-indication it leads to (EN 319 102-1, tables 5 to 7) and a sentence. */
export interface Problem {
  readonly subIndication: SubIndication;
  readonly message: string;
}

/** What a signature fails for good by; everything else leaves it undecided. */
const FAILED: readonly SubIndication[] = ['FORMAT_FAILURE', 'HASH_FAILURE', 'SIG_CRYPTO_FAILURE', 'NOT_YET_VALID'];

/** Which problem names the verdict: a crypto failure outranks any chain result (EN 319 102-1, 5.3.4). */
const WORST_FIRST: readonly SubIndication[] = [
  ...FAILED,
  'NO_SIGNING_CERTIFICATE_FOUND',
  'SIG_CONSTRAINTS_FAILURE',
  'REVOKED_CA_NO_POE',
  'REVOKED_NO_POE',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'OUT_OF_BOUNDS_NO_POE',
  'TIMESTAMP_ORDER_FAILURE',
  'CUSTOM',
  'TRY_LATER',
];

/** The verdict that a list of problems leads to. */
export function conclude(problems: readonly Problem[]): {
  indication: Indication;
  subIndication: SubIndication | null;
} {
  const [worst] = [...problems].sort((a, b) => rank(a) - rank(b));
  if (worst === undefined) return { indication: 'TOTAL-PASSED', subIndication: null };
  const { subIndication } = worst;
  return { indication: FAILED.includes(subIndication) ? 'TOTAL-FAILED' : 'INDETERMINATE', subIndication };
}

/** Unknown ones count as milder than a known failure and worse than TRY_LATER. */
function rank({ subIndication }: Problem): number {
  const at = WORST_FIRST.indexOf(subIndication);
  return at < 0 ? WORST_FIRST.length - 1.5 : at;
}
