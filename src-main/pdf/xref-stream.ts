import type { PdfLimits } from './limits.ts';
import { type PdfDict, PdfName } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import { type XrefEntries, XrefEntriesBuilder } from './xref-entries.ts';

/** Whether a stream dictionary says it is a cross-reference stream. */
export function isXrefStream(dict: PdfDict): boolean {
  const type = dict.get('Type');
  return type instanceof PdfName && type.name === 'XRef';
}

/**
 * Reads the decoded data of a cross-reference stream (ISO 32000-2, 7.5.8). Types other than 0, 1 and 2 count as free (7.5.8.3).
 * @param offset where it stands, for messages; `origin`: what the offsets in it are counted from
 * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export function readXrefStream(
  dict: PdfDict,
  data: Uint8Array,
  limits: PdfLimits,
  offset: number,
  origin: number,
): XrefEntries {
  const widths = integers(dict, 'W', offset);
  const [typeWidth = 0, placeWidth = 0, extraWidth = 0] = widths;
  const width = typeWidth + placeWidth + extraWidth;
  if (widths.length !== 3 || width === 0 || widths.some((each) => each > 8)) {
    throw damaged('its cross-reference stream has impossible field widths', { offset });
  }
  const size = dict.get('Size');
  const index =
    dict.get('Index') === undefined ? [0, typeof size === 'number' ? size : 0] : integers(dict, 'Index', offset);
  const builder = new XrefEntriesBuilder();
  let at = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const count = index[pair + 1] ?? 0;
    if (first + count - 1 > limits.objects || builder.size + count > limits.entries) {
      throw limitExceeded('objects', { objects: first + count, limit: limits.objects });
    }
    if (at + count * width > data.length) throw damaged('its cross-reference stream is too short', { offset });
    for (let num = first; num < first + count; num++, at += width) {
      const type = typeWidth === 0 ? 1 : field(data, at, typeWidth);
      const place = field(data, at + typeWidth, placeWidth);
      const extra = field(data, at + typeWidth + placeWidth, extraWidth);
      if (type === 1 && place > 0) builder.offset(num, origin + place, Math.min(extra, 65535));
      else if (type === 2) builder.compressed(num, place, Math.min(extra, 0xffffffff));
      else builder.free(num);
    }
  }
  return builder.finish();
}

function field(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + (data[at + index] ?? 0);
  if (!Number.isSafeInteger(value)) throw damaged('its cross-reference stream holds an impossible number', { at });
  return value;
}

function integers(dict: PdfDict, key: string, offset: number): number[] {
  const value = dict.get(key);
  const numbers = Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
  const sound = Array.isArray(value) && numbers.length === value.length;
  if (!sound || numbers.some((each) => !Number.isSafeInteger(each) || each < 0)) {
    throw damaged(`its cross-reference stream has a malformed /${key}`, { offset });
  }
  return numbers;
}
