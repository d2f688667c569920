import path from 'node:path';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { verifyPdf } from '../pades/verify/verify-pdf.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { openFile } from '../platform/files.ts';
import type { PageRenderer } from '../platform/page-renderer.ts';
import { type FileKind, readCms, signedContentOf } from './file-kind.ts';
import { pageRenderer } from './page-renderer.ts';
import type { Progress } from './staged-file.ts';
import type { TrustMaterial } from './trust-store.ts';
import type { ReadableFile } from './workflow-api.ts';

export interface VerifySourceOptions {
  readonly progress?: Progress | undefined;
  /** Opens an encrypted document. */
  readonly password?: string | undefined;
  /** What draws pages that changed; where absent they are not looked at. */
  readonly renderer?: PageRenderer | undefined;
}

/** Verifies the bytes of a PDF that are open already. @throws AppError CANCELLED, INPUT_*, PDF_* */
export function verifySource(
  source: ByteSource,
  trust: TrustMaterial,
  at: Date,
  { progress, password, renderer }: VerifySourceOptions = {},
): Promise<VerifiedDocument> {
  return verifyPdf(source, {
    ...trust,
    at,
    obtain: trust.online?.obtain,
    originOf: trust.online?.originOf,
    password,
    renderer,
    signal: progress?.signal,
    onProgress: progress?.report,
  });
}

/**
 * Verifies a file by what it is: the signatures of a PDF, a detached signature over the file beside it, a container.
 * @throws AppError as `verifySource`; CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING
 */
export async function verifySigned(
  { path: file, source, password, content }: ReadableFile,
  kind: FileKind,
  { trust, at, progress }: { readonly trust: TrustMaterial; readonly at: Date; readonly progress: Progress },
): Promise<VerifiedDocument> {
  if (kind === 'pdf') return verifySource(source, trust, at, { progress, password, renderer: pageRenderer() });
  const { verifyCms, verifyContainerFile } = await import('./verify-file.ts');
  const context = { trust, at, signal: progress.signal, onProgress: progress.report };
  if (kind === 'container') return verifyContainerFile(source, context);
  const signed = await openFile(content ?? (await signedContentOf(file)));
  try {
    return await verifyCms(await readCms(source), signed, path.basename(file), context);
  } finally {
    await signed.close();
  }
}
