import type { VerificationReport } from '../../shared/domain/verification.ts';
import { verifyPdf } from '../pades/verify/verify-pdf.ts';
import { openFile } from '../platform/files.ts';
import type { TrustMaterial } from './trust-store.ts';

/**
 * Verifies one file as of `at`. Never writes.
 * @throws AppError INPUT_*, PDF_* where the file is no readable PDF; a malformed signature is a result, not an error
 */
export async function verifyDocument(file: string, trust: TrustMaterial, at: Date): Promise<VerificationReport> {
  const source = await openFile(file);
  try {
    return { file, ...(await verifyPdf(source, { ...trust, at })) };
  } finally {
    await source.close();
  }
}
