/** The three classes of characters (ISO 32000-2, 7.2.3). */
const WHITE = 1;
const DELIMITER = 2;

const CLASSES = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) CLASSES[code] = WHITE;
for (const character of '()<>[]{}/%') CLASSES[character.charCodeAt(0)] = DELIMITER;

export function isWhite(code: number | undefined): boolean {
  return code !== undefined && CLASSES[code] === WHITE;
}

export function isRegular(code: number | undefined): boolean {
  return code !== undefined && CLASSES[code] === 0;
}

export function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}

/** Value of a hexadecimal digit, -1 for any other character. */
export function hexValue(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}

/** One character per byte: lossless, unlike any text encoding. */
export function latin1(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

/** Characters of a word that is not made anew. */
const SHORT = 32;
const WORDS = 8192;
const words: string[] = Array.from({ length: WORDS }, () => '');
/** The same words as bytes, SHORT each: to compare with. */
const wordBytes = new Uint8Array(WORDS * SHORT);

/** As `latin1`, for words that come again and again, such as keys of dictionaries: most are found among those seen before. */
export function shortWord(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > SHORT) return latin1(bytes, start, end);
  let sum = length;
  for (let at = start; at < end; at++) sum = Math.imul(sum, 31) + (bytes[at] ?? 0);
  const place = (sum ^ (sum >>> 13)) & (WORDS - 1);
  const first = place * SHORT;
  const seen = words[place] ?? '';
  let same = seen.length === length;
  for (let at = 0; same && at < length; at++) same = wordBytes[first + at] === bytes[start + at];
  if (same) return seen;
  const word = latin1(bytes, start, end);
  words[place] = word;
  wordBytes.set(bytes.subarray(start, end), first);
  return word;
}

/** Inverse of `latin1` for characters up to U+00FF. */
export function latin1Bytes(text: string): Uint8Array {
  const buffer = Buffer.from(text, 'latin1');
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
