import { createHash } from 'node:crypto';
import { AppError } from '../../shared/contract/app-error.ts';
import { PdfDocument } from '../pdf/document.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import { chunksOf } from '../platform/chunks.ts';
import { documentFacts } from './open-document.ts';
import type { OpenedFile, OpenedRevision } from './workflow-api.ts';

/**
 * The file as it was at one of its revisions: the bytes up to the end of that revision, which are a PDF of their own
 * (ISO 32000-2, 7.5.6). Nothing is copied.
 * @param number from 1
 * @throws AppError REVISION_NOT_FOUND, INPUT_UNREADABLE, PDF_*, CANCELLED
 */
export async function openRevision(file: OpenedFile, number: number, signal: AbortSignal): Promise<OpenedRevision> {
  const { password } = file;
  const document = await PdfDocument.open(file.source, { password, signal });
  const revision = document.revisions[number - 1];
  if (revision === undefined) {
    throw new AppError('REVISION_NOT_FOUND', `The document has no revision ${number}.`, {
      revision: number,
      revisions: document.revisions.length,
    });
  }
  const source = beginningOf(file.source, document.at(number).size);
  const hash = createHash('sha256');
  for await (const chunk of chunksOf(source, 0, source.size)) {
    throwIfCancelled(signal);
    hash.update(chunk);
  }
  return { size: source.size, sha256: hash.digest('hex'), facts: await documentFacts({ source, password }, signal) };
}

function beginningOf(source: ByteSource, size: number): ByteSource {
  if (size === source.size) return source;
  return {
    size,
    read: (offset, length) => source.read(offset, Math.max(0, Math.min(length, size - offset))),
  };
}
