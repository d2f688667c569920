import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfName, PdfRef, type PdfStream } from '../../../pdf/objects.ts';

/** Bytes of an appearance that are read. */
const LONGEST = 256 * 1024;
/** Operators that show text (ISO 32000-2, table 107). */
const SHOWS = new Set(['Tj', 'TJ', "'", '"']);
/** Operators that draw what is no text and no plain box: pictures, other drawings, shadings, curves. */
const DRAWS = new Set(['Do', 'BI', 'sh', 'c', 'v', 'y']);

/**
 * The text that the appearance of a field shows, white space left out. Undefined where that cannot be told: it draws pictures or curves, or its
 * fonts may show other characters than its codes say.
 * @param isKnown whether a font was part of the document when it was signed
 * @throws AppError PDF_LIMIT_EXCEEDED, PDF_DAMAGED, PDF_UNSUPPORTED
 */
export async function shownText(
  view: PdfDocument,
  appearance: PdfStream,
  isKnown: (font: PdfRef) => boolean,
): Promise<string | undefined> {
  if (!(await hasPlainFonts(view, appearance, isKnown))) return undefined;
  const content = await view.decode(appearance);
  return content.length > LONGEST ? undefined : textIn(Buffer.from(content).toString('latin1'));
}

/** Fonts of one byte a character, in a common encoding, of the document or none of whose letters are brought along. */
async function hasPlainFonts(
  view: PdfDocument,
  appearance: PdfStream,
  isKnown: (font: PdfRef) => boolean,
): Promise<boolean> {
  const resources = await view.resolve(appearance.dict.get('Resources'));
  const fonts = resources instanceof PdfDict ? await view.resolve(resources.get('Font')) : null;
  for (const entry of fonts instanceof PdfDict ? fonts.entries.values() : []) {
    const font = await view.resolve(entry);
    if (!(font instanceof PdfDict)) return false;
    const subtype = font.get('Subtype');
    if (!(subtype instanceof PdfName) || !['Type1', 'TrueType'].includes(subtype.name)) return false;
    if (entry instanceof PdfRef && isKnown(entry)) continue;
    const encoding = (await view.resolve(font.get('Encoding'))) ?? null;
    if (font.get('FontDescriptor') !== undefined || (encoding !== null && !(encoding instanceof PdfName))) return false;
  }
  return true;
}

/** One token: a string, a hexadecimal string, a comment, a name, a word. */
const TOKEN =
  /\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S])*\))*\)|<[0-9A-Fa-f\s]*>|%[^\r\n]*|\/[^\s()<>[\]{}/%]*|[^\s()<>[\]{}/%]+/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** @param content Latin-1 */
function textIn(content: string): string | undefined {
  let text = '';
  let waiting: string[] = [];
  for (const [token] of content.matchAll(TOKEN)) {
    const first = token[0];
    if (first === '(') waiting.push(unescaped(token.slice(1, -1)));
    else if (first === '<') waiting.push(Buffer.from(token.replace(/[<>\s]/g, ''), 'hex').toString('latin1'));
    else if (first !== '%' && first !== '/' && !/^[-+.\d]/.test(token)) {
      if (DRAWS.has(token)) return undefined;
      if (SHOWS.has(token)) text += waiting.join('');
      waiting = [];
    }
  }
  return new TextDecoder('windows-1252').decode(Buffer.from(text, 'latin1')).replace(/\s+/g, '');
}

function unescaped(text: string): string {
  return text.replace(/\\(\r\n|[0-7]{1,3}|[\s\S])/g, (_all, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 255);
    return /^[\r\n]/.test(code) ? '' : (ESCAPES[code] ?? code);
  });
}
