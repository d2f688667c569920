import path from 'node:path';
import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import type { VerificationReport, VerifiedDocument } from '../../shared/domain/verification.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { openFile } from '../platform/files.ts';
import { fileKind } from './file-kind.ts';
import { openedKind } from './opened-kind.ts';
import { proofKind } from './proof-kind.ts';
import { timeAllowed, withinTime } from './time-limit.ts';
import type { TrustMaterial } from './trust-store.ts';
import { forOneFile, settingOf } from './verification-setting.ts';
import { verifySigned } from './verify-signed.ts';

/** How a file is to be opened. */
export interface VerifyFileOptions {
  /** User or owner password of an encrypted PDF. */
  readonly password?: string | undefined;
  /** The file that a detached signature is over; beside the signature, under its name without the ending, unless said otherwise. */
  readonly content?: string | undefined;
  /** A timestamp or evidence record of the file itself, beside whatever it holds. */
  readonly evidence?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What the verification may take, milliseconds; more for a larger file unless said otherwise. */
  readonly timeLimit?: number | undefined;
}

/**
 * Verifies one file as of `at`: a PDF, a detached CMS signature (`.p7s`), a signature container, a timestamp or an evidence record. Never
 * writes.
 * @throws AppError CANCELLED, TIME_LIMIT; INPUT_*, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING where the file is nothing readable; a malformed signature is a
 *   result, not an error
 */
export async function verifyDocument(
  file: string,
  trust: TrustMaterial,
  at: Date,
  options: VerifyFileOptions = {},
): Promise<VerificationReport> {
  const source = await openFile(file);
  const own = forOneFile(trust);
  try {
    const { signal, timeLimit = timeAllowed(source.size) } = options;
    const document = await withinTime(timeLimit, signal, (limited) =>
      verifiedDocument(source, file, own, at, { ...options, signal: limited }),
    );
    return { file, setting: settingOf(own, at, document.signatures), ...document };
  } finally {
    await source.close();
  }
}

async function verifiedDocument(
  source: ByteSource,
  file: string,
  trust: TrustMaterial,
  at: Date,
  options: VerifyFileOptions,
): Promise<VerifiedDocument> {
  const { content, evidence, signal } = options;
  if (evidence !== undefined) {
    const { proofOf, withProof } = await import('./verify-proof.ts');
    const report = await proofOf(source, evidence, { trust, at, signal });
    if ((await openedKind({ path: file, source, content })) === 'file') return withProof(undefined, report);
    const { indication, bestSignatureTime } = report;
    const existsSince =
      indication === 'TOTAL-PASSED' && bestSignatureTime !== null ? new Date(bestSignatureTime) : undefined;
    const document = await signedDocument(source, file, { ...trust, existsSince }, at, options);
    return withProof(document.signatures.length === 0 ? undefined : document, report);
  }
  const kind = await proofKind(source, path.basename(file));
  if (kind === undefined) return signedDocument(source, file, trust, at, options);
  const { verifyProof } = await import('./verify-proof.ts');
  return verifyProof({ source, file, kind, content }, { trust, at, signal });
}

async function signedDocument(
  source: ByteSource,
  file: string,
  trust: TrustMaterial,
  at: Date,
  { password, content, signal }: VerifyFileOptions,
): Promise<VerifiedDocument> {
  const kind = await fileKind(source, path.basename(file));
  if (content !== undefined && kind !== 'cms') {
    throw new AppError('USAGE', `“${path.basename(file)}” holds what it signs. Leave --content out.`);
  }
  const progress = { signal, report: () => undefined };
  return verifySigned({ path: file, source, password, content }, kind, { trust, at, progress }).catch(
    (error: unknown) => {
      throw codeOf(error) === 'INPUT_NOT_PDF' ? nothingKnown(source.size, error) : error;
    },
  );
}

function nothingKnown(size: number, cause: unknown): AppError {
  return new AppError(
    'INPUT_NOT_PDF',
    'The file is neither a PDF nor a signature, container, timestamp or evidence record. Choose a signed file, or its signature beside it.',
    { size },
    { cause },
  );
}
