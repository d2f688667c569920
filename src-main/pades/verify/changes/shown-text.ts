import type { Box } from '../../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { CODE_OF_LETTER } from '../../../pdf/letter-names.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, type PdfStream } from '../../../pdf/objects.ts';
import { rectangle } from '../../format/fields.ts';
import { glyphWidths } from './glyph-widths.ts';
import type { LookBudget } from './look-budget.ts';
import { matrixOf, quartersOf } from './look-place.ts';
import { type LookText, lookText } from './look-text.ts';

/** Bytes of an appearance that are read. */
const LONGEST = 256 * 1024;
/** Entries of a graphics state that neither hide nor replace letters, nor make lines broader (ISO 32000-2, table 57). */
const HARMLESS: ReadonlySet<string> = new Set('Type SA OP op OPM AIS TK LC LJ ML D'.split(' '));

/** Fonts of signs: what they show for a letter is none. */
const SIGNS = /symbol|ding|marlett|barcode/i;

/** What is looked at: an appearance, and where and how the page shows it. */
export interface ShownLook {
  readonly appearance: PdfStream;
  /** Default user space. */
  readonly rect: Box;
  /** /R of the widget's /MK: degrees by which the field is turned (ISO 32000-2, table 192). */
  readonly turned: PdfObject;
  readonly budget: LookBudget;
}

/**
 * The text that the appearance of a field shows, white space left out. Undefined where that cannot be told: it draws more than a text with a frame, or its
 * fonts may show other characters than its codes say.
 * @param isKnown whether a font was part of the document when it was signed
 * @throws AppError PDF_LIMIT_EXCEEDED, PDF_DAMAGED, PDF_UNSUPPORTED
 */
export async function shownText(
  view: PdfDocument,
  { appearance, rect, turned, budget }: ShownLook,
  isKnown: (font: PdfRef) => boolean,
): Promise<LookText | undefined> {
  if (budget.isSpent || appearance.dict.get('OC') !== undefined) return undefined;
  if (!(await hasPlainFonts(view, appearance, isKnown)) || !(await hasPlainStates(view, appearance))) return undefined;
  if (!(await hasPlainColours(view, appearance))) return undefined;
  const box = await rectangle(view, appearance.dict.get('BBox'));
  const content = await view.decode(appearance);
  const quarters = await quartersOfLook(view, appearance);
  if (!budget.take(content.length) || box === null || content.length > LONGEST || quarters === undefined)
    return undefined;
  const [across, up] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
  const sides = quarters % 2 === 0 ? ([across, up] as const) : ([up, across] as const);
  const scale = [sides[0] / (box.x1 - box.x0), sides[1] / (box.y1 - box.y0)] as const;
  const widths = await glyphWidths(view, appearance);
  const meant = typeof turned === 'number' ? Math.round(turned / 90) : 0;
  const turn = (((quarters - meant) % 4) + 4) % 4;
  return lookText(content, { box: [box.x0, box.y0, box.x1, box.y1], scale, turn, widths });
}

/** How the page turns a look by its /Matrix (12.5.5). */
async function quartersOfLook(view: PdfDocument, { dict }: PdfStream): Promise<number | undefined> {
  const entry = await view.resolve(dict.get('Matrix'));
  if (entry === null) return 0;
  const matrix = Array.isArray(entry)
    ? matrixOf(await Promise.all(entry.map((item) => view.resolve(item))))
    : undefined;
  return matrix === undefined ? undefined : quartersOf(matrix);
}

/** No colour that is named as one of the device is another (8.6.5.6). */
async function hasPlainColours(view: PdfDocument, appearance: PdfStream): Promise<boolean> {
  const resources = await view.resolve(appearance.dict.get('Resources'));
  const spaces = resources instanceof PdfDict ? await view.resolve(resources.get('ColorSpace')) : null;
  return !(spaces instanceof PdfDict && [...spaces.entries.keys()].some((name) => /^De(?:vice|fault)/.test(name)));
}

/** Named graphics states that leave the letters what they are: no other font, nothing transparent. */
async function hasPlainStates(view: PdfDocument, appearance: PdfStream): Promise<boolean> {
  const resources = await view.resolve(appearance.dict.get('Resources'));
  const states = resources instanceof PdfDict ? await view.resolve(resources.get('ExtGState')) : null;
  for (const entry of states instanceof PdfDict ? states.entries.values() : []) {
    const state = await view.resolve(entry);
    if (!(state instanceof PdfDict)) return false;
    for (const [key, value] of state.entries) {
      const isOpaque = (key === 'CA' || key === 'ca') && value === 1;
      const isNormal = key === 'BM' && value instanceof PdfName && value.name === 'Normal';
      const isWithout = key === 'SMask' && value instanceof PdfName && value.name === 'None';
      if (!HARMLESS.has(key) && !isOpaque && !isNormal && !isWithout) return false;
    }
  }
  return true;
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
    const name = await view.resolve(font.get('BaseFont'));
    if (name instanceof PdfName && SIGNS.test(name.name)) return false;
    const encoding = (await view.resolve(font.get('Encoding'))) ?? null;
    if (entry instanceof PdfRef && isKnown(entry)) {
      if (encoding instanceof PdfDict && (await isMisnamed(view, encoding))) return false;
      continue;
    }
    if (font.get('FontDescriptor') !== undefined || (encoding !== null && !(encoding instanceof PdfName))) return false;
  }
  return true;
}

/** True where an encoding (9.6.5) has another letter for a code: what it shows is not what it says. */
async function isMisnamed(view: PdfDocument, encoding: PdfDict): Promise<boolean> {
  const differences = await view.resolve(encoding.get('Differences'));
  let code = 0;
  for (const item of Array.isArray(differences) ? differences : []) {
    const value = await view.resolve(item);
    if (typeof value === 'number') code = value;
    else if (value instanceof PdfName) {
      const own = CODE_OF_LETTER.get(value.name);
      if (own !== undefined && own !== code) return true;
      code += 1;
    }
  }
  return false;
}
