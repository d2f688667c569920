import type { SignatureReport } from '../../shared/domain/verification.ts';
import type { AnchorRules } from './listed-anchors.ts';
import type { Problem } from './verdict.ts';

export type Level = NonNullable<SignatureReport['level']>;

/** Checks that a policy may leave out. None of them could find what makes a signature TOTAL-FAILED. */
export type OptionalCheck = 'timestamp-authority-revocation' | 'authority-revocation' | 'signer-key-usage';

/** A text that a signature policy is known by: digests of it in lower-case hexadecimal, of any hash. */
export interface KnownSignaturePolicy {
  readonly oid: string;
  readonly digests: readonly string[];
}

/** Validation constraints besides those for algorithms (EN 319 102-1, 5.1.4 and annex A). What is absent is not asked for. */
export interface ValidationRules extends AnchorRules {
  /** How old revocation data may be where they are used, milliseconds (5.2.5); never longer than they say of themselves. */
  readonly revocationMaxAge?: number | undefined;
  /** Only revocation data issued after the proved time of the signature count for it (5.6.2.2 taken to the letter). */
  readonly revocationAfterSignature?: boolean | undefined;
  readonly off?: readonly OptionalCheck[] | undefined;
  /** A signature below it is SIG_CONSTRAINTS_FAILURE; otherwise the level is no part of the verdict (annex C.2). */
  readonly requiredLevel?: Level | undefined;
  /** A signer's key usage must name one of these. */
  readonly keyUsages?: readonly ('digitalSignature' | 'nonRepudiation')[] | undefined;
  /** A signer's extended key usage must name one of these object identifiers. */
  readonly purposes?: readonly string[] | undefined;
  /** Where present, a signature that names a policy must name one of these, with its digest (5.2.4). */
  readonly signaturePolicies?: readonly KnownSignaturePolicy[] | undefined;
}

const LEVELS: readonly Level[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** A level below the one that the policy requires (EN 319 102-1, 5.2.8). */
export function levelProblems(level: Level | null, { requiredLevel }: ValidationRules = {}): Problem[] {
  if (requiredLevel === undefined) return [];
  if (level !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(requiredLevel)) return [];
  const has = level === null ? 'it is no baseline signature' : `it has ${level}`;
  const message = `The policy asks for the level ${requiredLevel}, and ${has}.`;
  return [{ subIndication: 'SIG_CONSTRAINTS_FAILURE', message }];
}

const CHECKS: Readonly<Record<OptionalCheck, string>> = {
  'timestamp-authority-revocation': 'Revocation of timestamp authorities may stay unknown, as the policy says.',
  'authority-revocation': 'Revocation of intermediate certification authorities may stay unknown, as the policy says.',
  'signer-key-usage': 'The key usage of signers is not checked, as the policy says.',
};

/** What was left out, one sentence each (EN 319 102-1, 5.1.4.1). */
export function checksOff({ off = [] }: ValidationRules = {}): string[] {
  return off.map((check) => CHECKS[check]);
}
