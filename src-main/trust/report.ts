import type { CertificateName, SignatureReport, VerificationReport } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import { conclude, type Problem } from './verdict.ts';

/** The report of a signature of which nothing is known but its problems. */
export function emptyReport(name: string, time: Date, problems: readonly Problem[]): SignatureReport {
  return {
    field: name,
    kind: 'signature',
    ...conclude(problems),
    level: null,
    signer: null,
    signingTimeClaimed: null,
    timestampTime: null,
    bestSignatureTime: isoTime(time),
    digestAlgorithm: null,
    signatureAlgorithm: null,
    coversRevision: null,
    revisions: 1,
    changesAfter: 'indeterminate',
    changes: [],
    certify: null,
    chain: [],
    revocation: 'not-checked',
    qualified: null,
    qualification: null,
    timestamps: [],
    evidence: [],
    warnings: problems.map(({ message }) => message),
  };
}

/** The verdict of a file is the worst of its signatures. */
export function worstVerdict(signatures: readonly SignatureReport[]): VerificationReport['verdict'] {
  const has = (indication: SignatureReport['indication']) => signatures.some((one) => one.indication === indication);
  if (has('TOTAL-FAILED')) return 'TOTAL-FAILED';
  if (has('INDETERMINATE')) return 'INDETERMINATE';
  return signatures.length > 0 ? 'TOTAL-PASSED' : 'NO_SIGNATURE';
}

/** A certificate as reports name it. */
export function nameOf({ subject, issuer, serial, sha256 }: Certificate): CertificateName {
  return { subject, issuer, serial, sha256 };
}

/** ISO 8601, UTC, whole seconds. */
export function isoTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
