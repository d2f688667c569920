import { PdfString } from './objects.ts';

/** PDFDocEncoding where it differs from Latin-1 (ISO 32000-2, annex D.3). 0 stands for a code without a character. */
const LOW = [0x02d8, 0x02c7, 0x02c6, 0x02d9, 0x02dd, 0x02db, 0x02da, 0x02dc];
const HIGH = [
  0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x0192, 0x2044, 0x2039, 0x203a, 0x2212, 0x2030, 0x201e, 0x201c,
  0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x0141, 0x0152, 0x0160, 0x0178, 0x017d, 0x0131, 0x0142,
  0x0153, 0x0161, 0x017e, 0, 0x20ac,
];
const REPLACEMENT = 0xfffd;

/** The text of a text string (7.9.2.2): UTF-16BE or UTF-8 by byte order mark, PDFDocEncoding otherwise. Language escapes are dropped; what has no character becomes U+FFFD. */
export function textOf(string: PdfString): string {
  const { bytes } = string;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return withoutEscapes(utf16(bytes, 2, false));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return withoutEscapes(utf16(bytes, 2, true));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return withoutEscapes(new TextDecoder('utf-8').decode(bytes.subarray(3)));
  }
  return new TextDecoder('utf-16le').decode(Uint16Array.from(bytes, decodeByte));
}

/** A text string: ASCII as it is, all else as UTF-16BE with byte order mark, which every reader knows. */
export function textString(text: string): PdfString {
  if (/^[\t\n\r\x20-\x7e]*$/.test(text))
    return new PdfString(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  const sound = wellFormed(text);
  const bytes = new Uint8Array(2 + sound.length * 2);
  bytes.set([0xfe, 0xff]);
  for (let index = 0; index < sound.length; index++) {
    const unit = sound.charCodeAt(index);
    bytes[2 + index * 2] = unit >> 8;
    bytes[3 + index * 2] = unit;
  }
  return new PdfString(bytes, true);
}

/** Each byte whose character PDFDocEncoding names, by that character. */
const CODES = new Map(
  Array.from({ length: 256 }, (_none, code) => [decodeByte(code), code] as const).filter(([c]) => c !== REPLACEMENT),
);

/** A text in PDFDocEncoding; undefined where that lacks one of its characters. */
export function pdfDocEncoded(text: string): Uint8Array | undefined {
  const codes = Array.from(text, (character) => CODES.get(character.codePointAt(0) ?? REPLACEMENT));
  return codes.includes(undefined) ? undefined : Uint8Array.from(codes, Number);
}

function decodeByte(code: number): number {
  if (code >= 0x18 && code <= 0x1f) return LOW[code - 0x18] ?? REPLACEMENT;
  if (code >= 0x80 && code <= 0xa0) return HIGH[code - 0x80] || REPLACEMENT;
  if (code === 0x7f || code === 0xad) return REPLACEMENT;
  return code;
}

function utf16(bytes: Uint8Array, start: number, little: boolean): string {
  let text = '';
  for (let index = start; index + 1 < bytes.length; index += 2) {
    const first = bytes[index] ?? 0;
    const second = bytes[index + 1] ?? 0;
    text += String.fromCharCode(little ? (second << 8) | first : (first << 8) | second);
  }
  return wellFormed(text);
}

/** Half a surrogate pair stands for no character. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Removes language escapes, text between two escape characters (7.9.2.2.1). */
function withoutEscapes(text: string): string {
  const parts = text.split('\u001b');
  return parts.length % 2 === 1 ? parts.filter((_part, index) => index % 2 === 0).join('') : text;
}
