import type { Box } from '../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { textString } from '../../pdf/text-string.ts';
import { isAccessible, isArchival } from '../format/claims.ts';
import type { FieldLock } from '../format/mdp.ts';
import { changeDict } from './change-object.ts';
import { addToForm, addToPage } from './form.ts';
import { lockDictionary } from './mdp-reference.ts';
import { addStructureElement } from './structure-element.ts';
import { type Tagging, taggingOf } from './tagging.ts';

/** Widget flags Print and Locked (ISO 32000-2, table 167): printed, and not moved by a viewer. */
const PRINT_AND_LOCKED = 132;

/** A signature field that the document does not have yet. Field and its one widget are one object (ISO 32000-2, 12.7.5.5). */
export interface NewField {
  readonly name: string;
  /** What the widget says of itself to those who cannot see it. */
  readonly description: string;
  readonly page: Page;
  /** In default user space; undefined for a field that nobody sees. */
  readonly rect: Box | undefined;
  /** The signature dictionary; undefined for an empty field. */
  readonly value?: PdfRef | undefined;
  /** The /N stream; without it the field shows nothing. */
  readonly appearance?: PdfRef | undefined;
  /** What a signature in this field locks. */
  readonly lock?: FieldLock | null | undefined;
}

/**
 * Puts a new signature field into the update: its object, the page's list and the form's, and where it is seen in a tagged document its element.
 * @throws AppError PDF_XFA, PDF_DAMAGED
 */
export async function addField(document: PdfDocument, update: IncrementalUpdate, field: NewField): Promise<void> {
  const { page, value, lock } = field;
  // Without an area, at a corner of what is shown: PDF/UA asks nothing of an annotation that lies outside the page.
  const { x0, y0 } = page.space.crop;
  const rect = field.rect ?? { x0, y0, x1: x0, y1: y0 };
  const widget = update.reserve();
  const entries: [string, PdfObject][] = [
    ['Type', new PdfName('Annot')],
    ['Subtype', new PdfName('Widget')],
    ['FT', new PdfName('Sig')],
    ['T', textString(field.name)],
    ['TU', textString(field.description)],
    ...(value === undefined ? [] : [['V', value] satisfies [string, PdfObject]]),
    ['P', page.ref],
    ['F', PRINT_AND_LOCKED],
    ['Rect', [rect.x0, rect.y0, rect.x1, rect.y1].map(roundPoint)],
  ];
  const appearance = field.appearance ?? (await blankWhereNeeded(document, update, field, rect));
  if (appearance !== undefined) entries.push(['AP', new PdfDict([['N', appearance]])]);
  if (lock) {
    // An object of its own (ISO 32000-2, table 235).
    const ref = update.reserve();
    update.put(ref, lockDictionary(lock));
    entries.push(['Lock', ref]);
  }
  const tagging = await taggingOfField(document, field);
  if (tagging.element) {
    const tagged = { annotation: widget, role: 'Form', page: page.ref, description: field.description } as const;
    const key = await addStructureElement(document, update, tagged);
    if (key !== undefined) entries.push(['StructParent', key]);
  }
  if (tagging.tabs && page.dict.get('Tabs') === undefined) {
    await changeDict(update, page.ref, { Tabs: new PdfName('S') });
  }
  update.put(widget, new PdfDict(entries));
  await addToPage(document, update, page, widget);
  await addToForm(document, update, widget);
}

/** What nobody sees is no part of the structure; but in PDF/UA its page needs the tab order, too (ISO 14289-1, 7.18.3). */
async function taggingOfField(document: PdfDocument, { rect }: NewField): Promise<Tagging> {
  if (rect !== undefined) return taggingOf(document);
  const tabs = (await isAccessible(document)) && (await taggingOf(document)).tabs;
  return { element: false, tabs };
}

/**
 * PDF/A wants an appearance of every field that has an area (ISO 19005-2, 6.3.3), PDF/A-1 of every field (ISO 19005-1, 6.9): where there
 * is nothing to draw, one that draws nothing.
 */
async function blankWhereNeeded(
  document: PdfDocument,
  update: IncrementalUpdate,
  { rect }: NewField,
  { x0, y0, x1, y1 }: Box,
): Promise<PdfRef | undefined> {
  if (rect === undefined && !(await isArchival(document))) return undefined;
  const form = new PdfDict([
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Form')],
    ['BBox', [0, 0, x1 - x0, y1 - y0].map(roundPoint)],
    ['Resources', new PdfDict()],
  ]);
  const ref = update.reserve();
  update.put(ref, new PdfStream(form, new Uint8Array()));
  return ref;
}

/** A hundred-thousandth of a point is beyond what any renderer shows. */
function roundPoint(value: number): number {
  return Math.round(value * 1e5) / 1e5;
}
