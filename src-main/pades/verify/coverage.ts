import type { PdfDocument } from '../../pdf/document.ts';
import type { SignedRange } from '../format/byte-range.ts';

/** White space that may stand between the end of a revision and the end of what was signed. */
const SLACK = 64;

/**
 * The revision whose end is the end of the signed range, from 1; null where there is none. Only white space may lie between, or
 * nothing at all after it in the file.
 * @throws AppError INPUT_UNREADABLE
 */
export async function coveredRevision(document: PdfDocument, range: SignedRange): Promise<number | null> {
  for (const revision of document.revisions.toReversed()) {
    const { number, end } = revision;
    if (range.end === end) return number;
    const isNewest = number === document.revisions.length;
    if (isNewest && range.end > end && range.end === document.source.size) return number;
    const from = Math.min(range.end, end);
    const to = Math.max(range.end, end);
    if (to - from <= (range.end < end ? 2 : SLACK) && (await isWhite(document, from, to))) return number;
    if (end < range.end) return null;
  }
  return null;
}

/** Number of bytes after the newest revision that say something; 0 where there is nothing or white space only. */
export async function trailingBytes(document: PdfDocument): Promise<number> {
  const { size } = document.source;
  const end = document.revisions.at(-1)?.end ?? size;
  if (end >= size) return 0;
  return size - end <= SLACK && (await isWhite(document, end, size)) ? 0 : size - end;
}

async function isWhite(document: PdfDocument, from: number, to: number): Promise<boolean> {
  const bytes = await document.source.read(from, to - from);
  return bytes.every((c) => c === 0 || c === 9 || c === 10 || c === 12 || c === 13 || c === 32);
}
