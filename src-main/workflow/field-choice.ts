import { AppError } from '../../shared/contract/app-error.ts';
import { type Box, displayedSize } from '../../shared/geometry/page-space.ts';
import { listSignatureFields, type SignatureField } from '../pades/format/fields.ts';
import { freeFieldName, takenFieldNames } from '../pades/format/form-fields.ts';
import type { SignatureHome } from '../pades/sign/signature-update.ts';
import { unseenPage } from '../pades/sign/tagging.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { permits, refuseForbidden } from '../pdf/encryption/permissions.ts';
import type { Page } from '../pdf/page-tree.ts';

/** Where the person wants the signature. Nothing given: a new invisible field. */
export interface FieldWish {
  /** An existing empty field, or the name of the new one. */
  readonly field?: string | undefined;
  /** From 1, negative from the end; points on the page as displayed, origin lower left. */
  readonly place?: { readonly page: number; readonly rect: Box } | undefined;
}

/** The choice, before its appearance is drawn. */
export interface FieldChoice {
  readonly fieldName: string;
  readonly home: SignatureHome;
  /** Page and rectangle of the visible mark, if there is to be one. */
  readonly visible: { readonly page: Page; readonly rect: Box } | undefined;
}

/** A full stop divides names (ISO 32000-2, 12.7.4.2); an escape character begins the mark of a language in some text strings (7.9.2.2). */
const FIELD_NAME = /^[^.\p{Cc}]+$/u;
const FIELD_NAME_RULE =
  'give at least one character, no full stop, which divides field names, and no control character.';

/** Smallest side of a visible signature, points: less cannot be seen or clicked. */
const SMALLEST_SIDE = 1;

/**
 * Finds or names the field.
 * @throws AppError PAGE_OUT_OF_RANGE, RECT_INVALID, FIELD_NOT_FOUND, FIELD_EXISTS, FIELD_ALREADY_SIGNED, PERMISSION_DENIED, PDF_DAMAGED
 */
export async function chooseHome(document: PdfDocument, wish: FieldWish): Promise<FieldChoice> {
  const fields = await listSignatureFields(document);
  const named = wish.field === undefined ? undefined : fields.find((field) => field.name === wish.field);
  if (named !== undefined) return existing(document, named, wish);
  if (wish.field !== undefined && wish.place === undefined) throw notFound(wish.field, fields);
  refuseForbidden(document.encryption, 'add-field', emptyFieldHint(document, fields));
  const taken = await takenFieldNames(document);
  const name = wish.field ?? freeFieldName(taken, 'Signature');
  refuseName(name, taken);
  if (wish.place === undefined) {
    if ((await document.pageCount()) === 0) {
      throw new AppError('PDF_DAMAGED', 'The document has no pages, so it has no place for a signature.');
    }
    const page = await unseenPage(document);
    return { fieldName: name, home: { kind: 'new', name, page }, visible: undefined };
  }
  const visible = await visiblePlace(document, wish.place);
  return { fieldName: name, home: { kind: 'new', name, page: visible.page }, visible };
}

/**
 * The place of a new field of this name.
 * @throws AppError FIELD_EXISTS, FIELD_NOT_FOUND for what cannot be a name, PAGE_OUT_OF_RANGE, RECT_INVALID, PERMISSION_DENIED
 */
export async function newPlace(
  document: PdfDocument,
  name: string,
  place: { readonly page: number; readonly rect: Box },
): Promise<{ page: Page; rect: Box }> {
  refuseForbidden(document.encryption, 'add-field');
  refuseName(name, await takenFieldNames(document));
  return visiblePlace(document, place);
}

function refuseName(name: string, taken: ReadonlySet<string>): void {
  if (taken.has(name)) {
    throw new AppError(
      'FIELD_EXISTS',
      `The document has a field “${name}” already. Choose another name for the new one.`,
      { field: name },
    );
  }
  if (!FIELD_NAME.test(name)) {
    throw new AppError('FIELD_NOT_FOUND', `“${name}” cannot name a new field: ${FIELD_NAME_RULE}`, {
      field: name,
    });
  }
}

async function existing(document: PdfDocument, field: SignatureField, wish: FieldWish): Promise<FieldChoice> {
  if (field.signed) {
    throw new AppError('FIELD_ALREADY_SIGNED', `The field “${field.name}” is signed already. Choose an empty one.`, {
      field: field.name,
    });
  }
  if (wish.place !== undefined) {
    throw new AppError(
      'FIELD_EXISTS',
      `The field “${field.name}” exists and has its place. Leave out --page and --rect.`,
      {
        field: field.name,
      },
    );
  }
  refuseForbidden(document.encryption, 'fill-field');
  const { page, rect } = field.widget;
  const isVisible =
    page !== null && rect !== null && rect.x1 - rect.x0 >= SMALLEST_SIDE && rect.y1 - rect.y0 >= SMALLEST_SIDE;
  return {
    fieldName: field.name,
    home: { kind: 'existing', field },
    visible: isVisible ? { page: await document.page(page), rect } : undefined,
  };
}

async function visiblePlace(
  document: PdfDocument,
  place: { readonly page: number; readonly rect: Box },
): Promise<{ page: Page; rect: Box }> {
  const count = await document.pageCount();
  const number = place.page < 0 ? count + 1 + place.page : place.page;
  if (!Number.isInteger(number) || number < 1 || number > count) {
    throw new AppError('PAGE_OUT_OF_RANGE', `There is no page ${place.page}: the document has ${pages(count)}.`, {
      page: place.page,
      pages: count,
    });
  }
  const page = await document.page(number);
  const { width, height } = displayedSize(page.space);
  const { x0, y0, x1, y1 } = place.rect;
  const finite = [x0, y0, x1, y1].every(Number.isFinite);
  if (!finite || x1 - x0 < SMALLEST_SIDE || y1 - y0 < SMALLEST_SIDE) {
    throw new AppError(
      'RECT_INVALID',
      'The rectangle needs a width and a height of at least one point: X,Y,WIDTH,HEIGHT.',
    );
  }
  if (x0 < -0.5 || y0 < -0.5 || x1 > width + 0.5 || y1 > height + 0.5) {
    throw new AppError(
      'RECT_INVALID',
      `The rectangle does not lie on page ${number}, which is ${round(width)} × ${round(height)} points as displayed.`,
      { page: number, width, height },
    );
  }
  return { page, rect: place.rect };
}

/** Where only new fields are forbidden, an empty one of the document may do. */
function emptyFieldHint({ encryption }: PdfDocument, fields: readonly SignatureField[]): string {
  const empty = fields.filter((field) => !field.signed).map((field) => `“${field.name}”`);
  return empty.length > 0 && permits(encryption, 'fill-field')
    ? `Its empty fields may be signed: ${empty.join(', ')}. `
    : '';
}

function notFound(name: string, fields: readonly SignatureField[]): AppError {
  const empty = fields.filter((field) => !field.signed).map((field) => `“${field.name}”`);
  const offer = empty.length > 0 ? `Empty fields: ${empty.join(', ')}.` : 'The document has no empty signature field.';
  return new AppError(
    'FIELD_NOT_FOUND',
    `There is no signature field “${name}”. ${offer} For a new field give --page and --rect.`,
    {
      field: name,
    },
  );
}

const pages = (count: number): string => (count === 1 ? '1 page' : `${count} pages`);
const round = (value: number): number => Math.round(value * 10) / 10;
