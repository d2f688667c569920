import path from 'node:path';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { openedKind } from './opened-kind.ts';
import { proofKind } from './proof-kind.ts';
import type { Progress } from './staged-file.ts';
import { timeAllowed, withinTime } from './time-limit.ts';
import type { TrustMaterial } from './trust-store.ts';
import { verifySigned } from './verify-signed.ts';
import type { ReadableFile } from './workflow-api.ts';

/**
 * Verifies what is open, whatever it is; a file without signatures has none.
 * @throws AppError as verifyDocument
 */
export function verifyOpened(
  file: ReadableFile,
  trust: TrustMaterial,
  at: Date,
  progress: Progress,
): Promise<VerifiedDocument> {
  return withinTime(timeAllowed(file.source.size), progress.signal, (signal) =>
    verified(file, trust, at, { ...progress, signal }),
  );
}

async function verified(
  file: ReadableFile,
  trust: TrustMaterial,
  at: Date,
  progress: Progress,
): Promise<VerifiedDocument> {
  const kind = await openedKind(file);
  const proof = kind === 'file' ? await proofKind(file.source, path.basename(file.path)) : undefined;
  if (proof !== undefined) {
    const { verifyProof } = await import('./verify-proof.ts');
    const named = { source: file.source, file: file.path, kind: proof, content: undefined };
    return verifyProof(named, { trust, at, signal: progress.signal, onProgress: progress.report });
  }
  if (kind === 'file') {
    return {
      verdict: 'NO_SIGNATURE',
      documentStatus: 'unchanged',
      visualChange: false,
      visualDifferences: [],
      signatures: [],
    };
  }
  return verifySigned(file, kind, { trust, at, progress });
}
