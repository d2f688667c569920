import { damaged, limitExceeded } from '../pdf-errors.ts';

const CLEAR = 256;
const END = 257;
const CODES = 4096;

/**
 * LZWDecode (ISO 32000-2, 7.4.4). `early` is /EarlyChange: 1 where codes grow one too soon. A missing end-of-data code is accepted.
 * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED above `limit` bytes
 */
export function decodeLzw(data: Uint8Array, early: 0 | 1, limit: number): Uint8Array {
  const prefix = new Uint16Array(CODES);
  const suffix = new Uint8Array(CODES);
  const lengths = new Uint16Array(CODES);
  for (let code = 0; code < 256; code++) {
    suffix[code] = code;
    lengths[code] = 1;
  }
  let out = new Uint8Array(Math.min(limit, Math.max(1024, data.length * 4)));
  let length = 0;
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let held = 0;
  for (let position = 0; ; ) {
    while (held < width && position < data.length) {
      bits = ((bits << 8) | (data[position++] ?? 0)) & 0xffffff;
      held += 8;
    }
    if (held < width) break;
    const code = (bits >> (held - width)) & ((1 << width) - 1);
    held -= width;
    if (code === END) break;
    if (code === CLEAR) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > next || (code === next && previous < 0) || (code >= 258 && previous < 0)) {
      throw damaged('a stream holds an impossible LZW code');
    }
    const known = code < next;
    const size = known ? (lengths[code] ?? 0) : (lengths[previous] ?? 0) + 1;
    if (length + size > limit) throw limitExceeded('decoded bytes of one stream', { limit });
    if (length + size > out.length) {
      const wider = new Uint8Array(Math.min(limit, (length + size) * 2));
      wider.set(out.subarray(0, length));
      out = wider;
    }
    // strings are stored backwards: from the last byte to the first along the prefixes
    let at = length + size - 1;
    let walk = code;
    if (!known) {
      at--;
      walk = previous;
    }
    for (; at >= length; at--) {
      out[at] = suffix[walk] ?? 0;
      walk = prefix[walk] ?? 0;
    }
    const first = out[length] ?? 0;
    if (!known) out[length + size - 1] = first;
    length += size;
    if (previous >= 0 && next < CODES) {
      prefix[next] = previous;
      suffix[next] = first;
      lengths[next] = (lengths[previous] ?? 0) + 1;
      next++;
    }
    if (next + early >= 1 << width && width < 12) width++;
    previous = code;
  }
  return out.subarray(0, length);
}
