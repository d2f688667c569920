import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, type PdfObject, type PdfRef } from '../../pdf/objects.ts';
import { damaged } from '../../pdf/pdf-errors.ts';

/** Changes entries of a dictionary on top of what the update has done to it already. @throws AppError PDF_DAMAGED where it is none */
export async function changeDict(
  update: IncrementalUpdate,
  ref: PdfRef,
  changes: Readonly<Record<string, PdfObject | undefined>>,
): Promise<void> {
  const dict = await update.current(ref);
  if (!(dict instanceof PdfDict)) throw damaged('an object that should be a dictionary is none', { object: ref.num });
  update.put(ref, dict.with(changes));
}

/** As `changeDict`, for the document catalogue. */
export async function changeCatalog(
  document: PdfDocument,
  update: IncrementalUpdate,
  changes: Readonly<Record<string, PdfObject | undefined>>,
): Promise<void> {
  await changeDict(update, (await document.catalog()).ref, changes);
}
