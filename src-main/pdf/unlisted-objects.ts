import { throwIfCancelled } from '../platform/cancel.ts';
import { chunksOf } from '../platform/chunks.ts';
import { isWhite, latin1 } from './characters.ts';
import type { PdfDocument } from './document.ts';

/** The header of an object that stands in the file though no cross-reference section of any revision leads there. */
export interface UnlistedObject {
  readonly num: number;
  readonly gen: number;
  /** Of its number, in the file. */
  readonly offset: number;
}

const WORD = Buffer.from('obj');
/** Digits and white space of a header before `obj`. */
const HEADER = 32;
/** White space that may stand where a cross-reference points and before the number. */
const SLACK = 8;

/**
 * Looks through the whole file for headers of objects that are not listed. Stream data may look like one: whoever uses the result reads
 * what stands there. Memory: one chunk.
 * @throws AppError INPUT_UNREADABLE, CANCELLED
 */
export async function* unlistedObjects(document: PdfDocument, signal?: AbortSignal): AsyncGenerator<UnlistedObject> {
  const { source } = document;
  let offset = 0;
  let before = '';
  for await (const chunk of chunksOf(source, 0, source.size)) {
    throwIfCancelled(signal);
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    // The word may be cut in two by the end of the chunk before.
    const seam = before + latin1(bytes, 0, Math.min(WORD.length - 1, bytes.length));
    const cut = seam.indexOf('obj', Math.max(0, before.length - WORD.length + 1));
    if (cut >= 0) yield* header(document, seam.slice(0, cut), offset - before.length);
    for (let at = bytes.indexOf(WORD); at >= 0; at = bytes.indexOf(WORD, at + WORD.length)) {
      // As the end of another word, such as `endobj`.
      if (at > 0 && !isWhite(bytes[at - 1])) continue;
      const own = latin1(bytes, Math.max(0, at - HEADER), at);
      const whole = at >= HEADER ? own : before.slice(at - HEADER) + own;
      yield* header(document, whole, offset + at - whole.length);
    }
    before = (before + latin1(bytes, Math.max(0, bytes.length - HEADER))).slice(-HEADER);
    offset += chunk.length;
  }
}

/** `text` stands right before the word `obj` and begins at `start`. */
function* header(document: PdfDocument, text: string, start: number): Generator<UnlistedObject> {
  const found = /(\d{1,10})[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+$/.exec(text);
  if (found === null) return;
  const unlisted = { num: Number(found[1]), gen: Number(found[2]), offset: start + found.index };
  if (!isListed(document, unlisted)) yield unlisted;
}

function isListed(document: PdfDocument, { num, offset }: UnlistedObject): boolean {
  return document.revisions.some(({ entries, startxref }) => {
    const entry = entries.get(num);
    const named = entry?.type === 'offset' ? entry.offset : startxref;
    return named <= offset && offset - named <= SLACK;
  });
}
