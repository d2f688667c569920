import { AppError } from '../../shared/contract/app-error.ts';
import type { Placement } from '../../shared/contract/signing-choices.ts';
import { displayedSize } from '../../shared/geometry/page-space.ts';
import { listSignatureFields, type SignatureField } from '../pades/format/fields.ts';
import { formFields } from '../pades/format/form-fields.ts';
import { PdfDocument } from '../pdf/document.ts';
import { documentWarnings } from './content-risks.ts';
import type { PdfFacts, ReadableFile } from './workflow-api.ts';

/**
 * Reads a document with our own reader: what it refuses is not shown.
 * @throws AppError INPUT_*, PDF_*
 */
export async function documentFacts(
  { source, password }: Pick<ReadableFile, 'source' | 'password'>,
  signal?: AbortSignal,
): Promise<PdfFacts> {
  const document = await PdfDocument.open(source, { ...(signal === undefined ? {} : { signal }), password });
  const [pages, fields, warnings] = await Promise.all([
    document.pages(),
    listSignatureFields(document),
    documentWarnings(document),
  ]);
  if (pages.length === 0) {
    throw new AppError('PDF_DAMAGED', 'The PDF has no pages. Save it again in the program that made it.');
  }
  return {
    kind: 'pdf',
    pages: pages.map((page) => displayedSize(page.space)),
    revisions: document.revisions.length,
    signatures: fields.filter((field) => field.signed).length,
    emptyFields: fields.filter((field) => !field.signed).map(({ name, widget }) => ({ name, place: placeOf(widget) })),
    formFields: await otherFields(document),
    warnings,
  };
}

/** Of a form that is longer only the first fields are named. */
const MOST_FIELDS = 5000;

async function otherFields(document: PdfDocument): Promise<string[]> {
  const { fields } = await formFields(document);
  const names = fields.filter(({ type, name }) => type !== 'Sig' && name !== '').map(({ name }) => name);
  return [...new Set(names)].slice(0, MOST_FIELDS);
}

/** Where a field can be seen; null where it stands nowhere or is too small. */
function placeOf({ page, rect }: SignatureField['widget']): Placement | null {
  if (page === null || rect === null) return null;
  const [width, height] = [rect.x1 - rect.x0, rect.y1 - rect.y0];
  return width < 1 || height < 1 ? null : { page, x: rect.x0, y: rect.y0, width, height };
}

/** The document as signing needs it, with what to warn of. @throws AppError INPUT_*, PDF_* */
export async function openForSigning({
  source,
  password,
}: Pick<ReadableFile, 'source' | 'password'>): Promise<{ document: PdfDocument; warnings: string[] }> {
  const document = await PdfDocument.open(source, { password });
  return { document, warnings: await documentWarnings(document) };
}
