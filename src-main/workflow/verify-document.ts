import type { VerificationReport } from '../../shared/domain/verification.ts';
import { verifyPdf } from '../pades/verify/verify-pdf.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { openFile } from '../platform/files.ts';
import type { Progress } from './staged-file.ts';
import type { TrustMaterial } from './trust-store.ts';

/** Verifies bytes that are open already. `password` opens an encrypted document. Errors as `verifyDocument`. */
export function verifySource(
  source: ByteSource,
  trust: TrustMaterial,
  at: Date,
  progress?: Progress,
  password?: string,
): Promise<Omit<VerificationReport, 'file'>> {
  return verifyPdf(source, { ...trust, at, password, signal: progress?.signal, onProgress: progress?.report });
}

/**
 * Verifies one file as of `at`. Never writes.
 * @throws AppError INPUT_*, PDF_* where the file is no readable PDF; a malformed signature is a result, not an error
 */
export async function verifyDocument(
  file: string,
  trust: TrustMaterial,
  at: Date,
  password?: string,
): Promise<VerificationReport> {
  const source = await openFile(file);
  try {
    return { file, ...(await verifySource(source, trust, at, undefined, password)) };
  } finally {
    await source.close();
  }
}
