import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, type PdfStream } from '../../../pdf/objects.ts';

/** Width of the letter that a code shows, in thousandths of the size of its font. */
export type GlyphWidth = (code: number) => number;

/** Codes of one font that are looked at. */
const MOST = 256;
/** Width of every letter of a font whose letters are all as wide (Courier). */
const FIXED = 600;
/** Widths of Helvetica from code 32 to 126: what a program has in place of a font that tells none. */
const HELVETICA = (
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 ' +
  '611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 ' +
  '222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584'
)
  .split(' ')
  .map(Number);
const USUAL = 556;
/** How much narrower the narrowest of the standard fonts is than Helvetica. */
const NARROW = 0.8;

/** The widths of an appearance's fonts by their names (ISO 32000-2, 9.6.2.1); those of a standard font where a font tells none, rather too narrow. */
export async function glyphWidths(view: PdfDocument, appearance: PdfStream): Promise<ReadonlyMap<string, GlyphWidth>> {
  const found = new Map<string, GlyphWidth>();
  const resources = await view.resolve(appearance.dict.get('Resources'));
  const fonts = resources instanceof PdfDict ? await view.resolve(resources.get('Font')) : null;
  for (const [name, entry] of fonts instanceof PdfDict ? fonts.entries : []) {
    const font = await view.resolve(entry);
    if (font instanceof PdfDict) found.set(name, (await toldWidths(view, font)) ?? (await standardWidths(view, font)));
  }
  return found;
}

/** As in a standard font of no known name. */
function usualWidth(code: number): number {
  return NARROW * (HELVETICA[code - 32] ?? USUAL);
}

async function toldWidths(view: PdfDocument, font: PdfDict): Promise<GlyphWidth | undefined> {
  const [first, list] = [await view.resolve(font.get('FirstChar')), await view.resolve(font.get('Widths'))];
  if (typeof first !== 'number' || !Array.isArray(list)) return undefined;
  const widths: PdfObject[] = [];
  for (const item of list.slice(0, MOST)) widths.push(await view.resolve(item));
  return (code) => {
    const width = widths[code - first];
    return typeof width === 'number' ? width : 0;
  };
}

async function standardWidths(view: PdfDocument, font: PdfDict): Promise<GlyphWidth> {
  const name = await view.resolve(font.get('BaseFont'));
  if (name instanceof PdfName && name.name.startsWith('Courier')) return () => FIXED;
  if (name instanceof PdfName && /^(?:Helvetica|Arial)/.test(name.name)) return (code) => HELVETICA[code - 32] ?? USUAL;
  return usualWidth;
}
