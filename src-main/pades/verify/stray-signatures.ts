import { setImmediate } from 'node:timers/promises';
import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfRef, PdfStream } from '../../pdf/objects.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';

const CHUNK = 1024 * 1024;
const MARK = Buffer.from('/ByteRange', 'latin1');
/** Marks looked at before the answer is yes. */
const MAX_MARKS = 64;

/**
 * True where the bytes of the file hold a signature dictionary that the document's own structure does not lead to, so that a file
 * whose form was cut off is never called unsigned. The name inside a stream (an attached file) does not count.
 * @throws AppError INPUT_UNREADABLE, CANCELLED
 */
export async function hasStraySignature(document: PdfDocument, signal: AbortSignal | undefined): Promise<boolean> {
  const { source } = document;
  let marks = 0;
  for (let offset = 0; offset < source.size; offset += CHUNK) {
    throwIfCancelled(signal);
    const length = Math.min(CHUNK + MARK.length - 1, source.size - offset);
    const read = await source.read(offset, length);
    const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
      marks += 1;
      if (marks > MAX_MARKS || !(await isInsideStream(document, offset + at))) return true;
    }
    await setImmediate();
  }
  return false;
}

/** True where the object that starts last before `offset` is a stream whose data reach over it. */
async function isInsideStream(document: PdfDocument, offset: number): Promise<boolean> {
  let found: { num: number; gen: number; offset: number; revision: number } | undefined;
  for (const revision of document.revisions) {
    for (const [num, entry] of revision.entries) {
      if (entry.type !== 'offset' || entry.offset > offset || entry.offset < (found?.offset ?? 0)) continue;
      found = { num, gen: entry.gen, offset: entry.offset, revision: revision.number };
    }
  }
  if (found === undefined) return false;
  try {
    const object = await document.at(found.revision).object(new PdfRef(found.num, found.gen));
    if (!(object instanceof PdfStream) || object.data instanceof Uint8Array) return false;
    return object.data.start <= offset && offset < object.data.end;
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return false;
  }
}
