import { latin1 } from '../../pdf/characters.ts';
import { hexPairs } from '../../pdf/hex-pairs.ts';
import type { PdfObject, Span } from '../../pdf/objects.ts';
import type { ByteSource } from '../../platform/byte-source.ts';

/** What a signature covers: bytes 0 to `gapStart` and `gapEnd` to `end`. Absolute offsets, `0 < gapStart < gapEnd < end`. */
export interface SignedRange {
  readonly gapStart: number;
  readonly gapEnd: number;
  readonly end: number;
}

/**
 * Reads /ByteRange strictly (ISO 32000-2, 12.8.1; EN 319 142-1, 6.3 k): four non-negative integers `[0 b c d]`,
 * b > 0, c > b, d > 0, inside the file. Returns a sentence instead where it is anything else.
 */
export function readByteRange(value: PdfObject | undefined, fileSize: number): SignedRange | string {
  if (!Array.isArray(value)) return '/ByteRange is missing or is not a direct array.';
  const [start, before, after, rest] = value;
  if (value.length !== 4 || !value.every((n) => Number.isSafeInteger(n) && (n as number) >= 0)) {
    return `/ByteRange must hold four integers and holds ${value.length} values.`;
  }
  const gapStart = before as number;
  const gapEnd = after as number;
  const end = gapEnd + (rest as number);
  if (start !== 0) return '/ByteRange does not start at the first byte of the file.';
  if (gapStart === 0 || gapEnd <= gapStart || end <= gapEnd) return '/ByteRange has empty or overlapping parts.';
  if (end > fileSize) return `/ByteRange reaches to byte ${end}, the file has ${fileSize}.`;
  return { gapStart, gapEnd, end };
}

/** A sentence where the gap is not exactly the hexadecimal string, delimiters included, of the signature's own /Contents. */
export function gapFault(range: SignedRange, contents: Span): string | undefined {
  if (range.gapStart === contents.start && range.gapEnd === contents.end) return undefined;
  return (
    `/ByteRange leaves out bytes ${range.gapStart} to ${range.gapEnd}, ` +
    `but /Contents stands at ${contents.start} to ${contents.end}.`
  );
}

/**
 * Where `span` holds something else than `<`, an even number of hexadecimal digits and `>`, be it white space: the offset in the file of
 * the first such octet. Undefined where it does not.
 */
export async function hexFault(source: ByteSource, span: Span): Promise<number | undefined> {
  const bytes = await source.read(span.start, span.end - span.start);
  const isDelimited = bytes.length >= 2 && bytes[0] === 0x3c && bytes.at(-1) === 0x3e;
  if (isDelimited && hexPairs(bytes.subarray(1, -1)) !== undefined) return undefined;
  const [digits = ''] = /^<[0-9A-Fa-f]*/.exec(latin1(bytes)) ?? [];
  return span.start + digits.length;
}
