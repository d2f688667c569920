import type { Box } from '../../../shared/geometry/page-space.ts';
import { toDisplayed } from '../../../shared/geometry/page-space.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { type FieldWidget, type FormField, formFields } from './form-fields.ts';
import { type FieldLock, readLock } from './mdp.ts';

/** A signature field (ISO 32000-2, 12.7.5.5), signed or empty. */
export interface SignatureField {
  /** Fully qualified name. */
  readonly name: string;
  readonly ref: PdfRef;
  readonly dict: PdfDict;
  /** /V: the signature dictionary, or undefined where the field is empty. */
  readonly value: PdfRef | PdfDict | undefined;
  readonly signed: boolean;
  /** Where its first widget stands: page from 1, rectangle in points on the page as displayed. Nulls where it stands nowhere. */
  readonly widget: { readonly page: number | null; readonly rect: Box | null };
  readonly lock: FieldLock | null;
}

/**
 * Signature fields of this view of the document, in the order of the form.
 * @throws AppError PDF_LIMIT_EXCEEDED, PDF_DAMAGED
 */
export async function listSignatureFields(document: PdfDocument): Promise<SignatureField[]> {
  const { fields } = await formFields(document);
  const found: SignatureField[] = [];
  const places = new WidgetPlaces(document);
  for (const field of fields) {
    if (field.type !== 'Sig' || field.ref === undefined) continue;
    const value = await signatureValue(document, field);
    const [widget] = field.widgets;
    found.push({
      name: field.name,
      ref: field.ref,
      dict: field.dict,
      value,
      signed: value !== undefined,
      widget: widget === undefined ? { page: null, rect: null } : await places.of(widget),
      lock: await readLock(document, field.dict.get('Lock')),
    });
  }
  return found;
}

/** /V of a signature field; undefined where it is missing or null. Anything that is there counts as signed, well-formed or not. */
export async function signatureValue(document: PdfDocument, field: FormField): Promise<PdfRef | PdfDict | undefined> {
  const { value } = field;
  if (value === undefined || value === null) return undefined;
  if (value instanceof PdfDict) return value;
  if (!(value instanceof PdfRef)) return new PdfDict();
  return document.entry(value.num) === undefined || (await isNull(document, value)) ? undefined : value;
}

/** Null in the file; an object that cannot be read is not null. */
async function isNull(document: PdfDocument, ref: PdfRef): Promise<boolean> {
  return (await document.object(ref).catch(() => true)) === null;
}

/** Finds pages of widgets, by their /P where it is right, else by the pages' /Annots. */
class WidgetPlaces {
  readonly #document: PdfDocument;
  #pages: Promise<Page[]> | undefined;
  #listed: Promise<ReadonlyMap<number, Page>> | undefined;

  constructor(document: PdfDocument) {
    this.#document = document;
  }

  async of(widget: FieldWidget): Promise<SignatureField['widget']> {
    const page = await this.#pageOf(widget);
    const numbers = await rectangle(this.#document, widget.dict.get('Rect'));
    if (page === undefined) return { page: null, rect: null };
    return { page: page.number, rect: numbers === null ? null : toDisplayed(page.space, numbers) };
  }

  async #pageOf(widget: FieldWidget): Promise<Page | undefined> {
    this.#pages ??= this.#document.pages();
    const pages = await this.#pages;
    const parent = widget.dict.get('P');
    if (parent instanceof PdfRef) {
      const named = pages.find((page) => page.ref.num === parent.num);
      if (named !== undefined) return named;
    }
    const { ref } = widget;
    if (ref === undefined) return undefined;
    this.#listed ??= this.#listings(pages);
    return (await this.#listed).get(ref.num);
  }

  /** The first page that lists each annotation; a list that several pages share is read once. */
  async #listings(pages: readonly Page[]): Promise<ReadonlyMap<number, Page>> {
    const listed = new Map<number, Page>();
    const seen = new Set<number>();
    for (const page of pages) {
      const list = page.dict.get('Annots');
      if (list instanceof PdfRef) {
        if (seen.has(list.num)) continue;
        seen.add(list.num);
      }
      const annotations = await this.#document.resolve(list);
      for (const item of Array.isArray(annotations) ? annotations : []) {
        if (item instanceof PdfRef && !listed.has(item.num)) listed.set(item.num, page);
      }
    }
    return listed;
  }
}

/** A rectangle of four numbers, its corners in order (ISO 32000-2, 7.9.5); null for anything else. */
export async function rectangle(document: PdfDocument, value: PdfObject | undefined): Promise<Box | null> {
  const items = await document.resolve(value);
  if (!Array.isArray(items)) return null;
  const [a, b, c, d] = await Promise.all(items.map((item) => document.resolve(item)));
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number') return null;
  return { x0: Math.min(a, c), y0: Math.min(b, d), x1: Math.max(a, c), y1: Math.max(b, d) };
}
