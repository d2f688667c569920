import { AppError } from '../../shared/contract/app-error.ts';
import type { SubIndication, VerificationReport } from '../../shared/domain/verification.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import type { Progress } from './staged-file.ts';
import type { TrustMaterial } from './trust-store.ts';
import { verifySource } from './verify-document.ts';

/** What must never be said of a signature that was just made, whoever trusts its certificate. */
const BROKEN: readonly SubIndication[] = [
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'SIGNED_DATA_NOT_FOUND',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'SIG_CONSTRAINTS_FAILURE',
];

/**
 * Verifies every signature of the staged file before it may be saved (docs/decisions/0002): the new one must be intact and
 * cover the whole file, and no earlier one may find our revision anything but permitted.
 * @throws AppError VERIFICATION_FAILED, SIGNING_FORBIDDEN
 */
export async function verifySigned(
  source: ByteSource,
  fieldName: string,
  trust: TrustMaterial,
  at: Date,
  progress: Progress,
  password?: string,
): Promise<Omit<VerificationReport, 'file'>> {
  const report = await verifySource(source, trust, at, progress, password);
  const ours = report.signatures.find((signature) => signature.field === fieldName);
  const revision = ours?.revisions;
  if (
    ours === undefined ||
    ours.coversRevision !== revision ||
    ours.changesAfter !== 'none' ||
    (ours.subIndication !== null && BROKEN.includes(ours.subIndication))
  ) {
    throw new AppError(
      'VERIFICATION_FAILED',
      'The signature that the key returned does not verify, so nothing was saved. Check that the certificate and the key on the token belong together.',
      { subIndication: ours?.subIndication ?? null, covers: ours?.coversRevision ?? null },
    );
  }
  for (const earlier of report.signatures) {
    const hurt = earlier.changes.find((change) => change.revision === revision && change.assessment !== 'permitted');
    if (earlier !== ours && hurt !== undefined) {
      throw new AppError(
        'SIGNING_FORBIDDEN',
        `The earlier signature “${earlier.field}” does not allow this signature: ${hurt.description} Nothing was saved.`,
        { field: earlier.field },
      );
    }
  }
  return report;
}
