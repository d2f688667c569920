import { isAppError } from '../../shared/contract/app-error.ts';
import type { Box } from '../../shared/geometry/page-space.ts';
import { rectangle } from '../pades/format/fields.ts';
import { contentOperations } from '../pdf/content-operations.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { PdfDict, PdfName, PdfStream } from '../pdf/objects.ts';
import type { Page } from '../pdf/page-tree.ts';
import { ContentReach, overlap } from './content-reach.ts';

/** Bytes of content, operands in it, and annotations that are looked through: what is longer has to be drawn. */
const MOST = { bytes: 512 * 1024, values: 200_000, depth: 8, annotations: 1000 } as const;
/**
 * Whether the content of a page, or an annotation on it, may put ink into a place: false only where it surely does not. Nothing is drawn;
 * everything counts as larger than it is, clipping is not looked at, and what cannot be told counts as ink.
 * @param place default user space
 */
export async function mayHoldInk(
  document: PdfDocument,
  page: Page,
  place: Box,
  annotations: boolean,
): Promise<boolean> {
  try {
    if (annotations && (await mayHoldAnnotation(document, page, place))) return true;
    const resources = await document.resolve(page.inherited.resources ?? page.dict.get('Resources'));
    const named = resources instanceof PdfDict ? resources : new PdfDict();
    if (await hasOddLooks(document, named)) return true;
    const reach = new ContentReach(place, async (name) => {
      const drawings = await document.resolve(named.get('XObject'));
      return document.resolve(drawings instanceof PdfDict ? drawings.get(name) : undefined);
    });
    for (const operation of contentOperations(await contentOf(document, page), MOST)) {
      if (await reach.perform(document, operation)) return true;
    }
    return false;
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return true;
  }
}

async function contentOf(document: PdfDocument, { dict }: Page): Promise<Uint8Array> {
  const value = await document.resolve(dict.get('Contents'));
  const parts: Uint8Array[] = [];
  for (const item of Array.isArray(value) ? value : [value]) {
    const stream = await document.resolve(item);
    if (stream instanceof PdfStream) parts.push(await document.decode(stream), Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}

/** Whether an annotation that is not hidden (12.5.3) lies there. */
async function mayHoldAnnotation(document: PdfDocument, { dict }: Page, place: Box): Promise<boolean> {
  const list = await document.resolve(dict.get('Annots'));
  const items = Array.isArray(list) ? list : [];
  if (items.length > MOST.annotations) return true;
  for (const item of items) {
    const annotation = await document.resolve(item);
    if (!(annotation instanceof PdfDict) || ((await flagsOf(document, annotation)) & 2) !== 0) continue;
    const rect = await rectangle(document, annotation.get('Rect'));
    if (rect !== null && overlap(rect, place)) return true;
  }
  return false;
}

async function flagsOf(document: PdfDocument, annotation: PdfDict): Promise<number> {
  const flags = await document.resolve(annotation.get('F'));
  return typeof flags === 'number' ? flags : 0;
}

/** Fonts whose letters may be of any size (9.6.4), or run downwards (9.7.4.3); graphics states that bring a font or a width along (8.4.5). */
async function hasOddLooks(document: PdfDocument, resources: PdfDict): Promise<boolean> {
  const states = await document.resolve(resources.get('ExtGState'));
  for (const entry of states instanceof PdfDict ? states.entries.values() : []) {
    const state = await document.resolve(entry);
    if (state instanceof PdfDict && (state.get('Font') !== undefined || state.get('LW') !== undefined)) return true;
  }
  const fonts = await document.resolve(resources.get('Font'));
  for (const entry of fonts instanceof PdfDict ? fonts.entries.values() : []) {
    const font = await document.resolve(entry);
    const dict = font instanceof PdfDict ? font : new PdfDict();
    const [subtype, encoding] = [
      await document.resolve(dict.get('Subtype')),
      await document.resolve(dict.get('Encoding')),
    ];
    if (subtype instanceof PdfName && subtype.name === 'Type3') return true;
    if (encoding instanceof PdfStream || (encoding instanceof PdfName && encoding.name.endsWith('V'))) return true;
  }
  return false;
}
