import { hexValue, isWhite } from '../characters.ts';
import { damaged } from '../pdf-errors.ts';

const GREATER = 0x3e;
const TILDE = 0x7e;
const LETTER_Z = 0x7a;

/** ASCIIHexDecode (ISO 32000-2, 7.4.2). @throws AppError PDF_DAMAGED */
export function decodeAsciiHex(data: Uint8Array): Uint8Array {
  const out = new Uint8Array((data.length + 1) >> 1);
  let length = 0;
  let half = -1;
  for (const code of data) {
    if (code === GREATER) break;
    if (isWhite(code)) continue;
    const digit = hexValue(code);
    if (digit < 0) throw damaged('a stream holds a character that is not hexadecimal');
    if (half < 0) half = digit;
    else {
      out[length++] = half * 16 + digit;
      half = -1;
    }
  }
  if (half >= 0) out[length++] = half * 16;
  return out.subarray(0, length);
}

/** ASCII85Decode (7.4.3). @throws AppError PDF_DAMAGED */
export function decodeAscii85(data: Uint8Array): Uint8Array {
  // `z` stands for four bytes, so the output is at most four times as long
  const out = new Uint8Array(data.length * 4);
  let length = 0;
  let count = 0;
  let value = 0;
  const put = (bytes: number): void => {
    if (value > 0xffffffff) throw damaged('a stream holds an impossible base-85 group');
    for (let index = 0; index < bytes; index++) out[length++] = Math.floor(value / 2 ** (24 - 8 * index)) & 0xff;
    count = 0;
    value = 0;
  };
  for (const code of data) {
    if (code === TILDE) break;
    if (isWhite(code)) continue;
    if (code === LETTER_Z && count === 0) {
      put(4);
      continue;
    }
    if (code < 0x21 || code > 0x75) throw damaged('a stream holds a character that is not base 85');
    value = value * 85 + (code - 0x21);
    if (++count === 5) put(4);
  }
  if (count === 1) throw damaged('a stream ends within a base-85 group');
  if (count > 1) {
    const bytes = count - 1;
    for (; count < 5; count++) value = value * 85 + 84;
    value = Math.min(value, 0xffffffff);
    put(bytes);
  }
  return out.subarray(0, length);
}
