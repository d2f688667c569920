import { AppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import { changeCatalog, changeDict } from './change-object.ts';

/** SignaturesExist and AppendOnly (ISO 32000-2, table 225). */
const SIGNATURES_EXIST_APPEND_ONLY = 3;

/**
 * Adds a field to the interactive form (ISO 32000-2, 12.7.3), rewriting only the object that really holds the list.
 * @throws AppError PDF_XFA where the form is XFA, PDF_DAMAGED
 */
export async function addToForm(document: PdfDocument, update: IncrementalUpdate, field: PdfRef): Promise<void> {
  const catalog = await document.catalog();
  const entry = catalog.dict.get('AcroForm');
  const form = await document.resolve(entry);
  if (form === null) {
    const ref = update.reserve();
    update.put(
      ref,
      new PdfDict([
        ['Fields', [field]],
        ['SigFlags', SIGNATURES_EXIST_APPEND_ONLY],
      ]),
    );
    await changeCatalog(document, update, { AcroForm: ref });
    return;
  }
  if (!(form instanceof PdfDict)) throw new AppError('PDF_DAMAGED', 'The form of this document cannot be read.');
  if ((await document.resolve(form.get('XFA'))) !== null) {
    throw new AppError(
      'PDF_XFA',
      'This document holds an XFA form, whose look is not fixed by its pages. Print it to a PDF and sign that one.',
    );
  }
  const changed = await appended(document, update, form.get('Fields'), field);
  const flags = Number((await document.resolve(form.get('SigFlags'))) ?? 0) | SIGNATURES_EXIST_APPEND_ONLY;
  const formChanges: Record<string, PdfObject> = { SigFlags: flags };
  if (changed !== undefined) formChanges.Fields = changed;
  if (changed === undefined && form.get('SigFlags') === flags) return;
  const next = form.with(formChanges);
  if (entry instanceof PdfRef) update.put(entry, next);
  else await changeCatalog(document, update, { AcroForm: next });
}

/** Adds a widget to the page's annotations, rewriting the page or, where the list is an object of its own, that list only. */
export async function addToPage(
  document: PdfDocument,
  update: IncrementalUpdate,
  page: Page,
  widget: PdfRef,
): Promise<void> {
  const dict = await update.current(page.ref);
  const list = dict instanceof PdfDict ? dict.get('Annots') : undefined;
  const changed = await appended(document, update, list, widget);
  if (changed !== undefined) await changeDict(update, page.ref, { Annots: changed });
}

/** The list with `ref` at its end; undefined where the list is an indirect object of its own, which is then rewritten itself. */
async function appended(
  document: PdfDocument,
  update: IncrementalUpdate,
  list: PdfObject | undefined,
  ref: PdfRef,
): Promise<PdfObject[] | undefined> {
  const items = list instanceof PdfRef ? await update.current(list) : (list ?? null);
  if (items !== null && !Array.isArray(items)) {
    throw new AppError('PDF_DAMAGED', 'A list of fields or annotations in this document cannot be read.');
  }
  const next = [...(items ?? []), ref];
  if (list instanceof PdfRef && items !== null && !(await isShared(document, list))) {
    update.put(list, next);
    return undefined;
  }
  return next;
}

/** True where more than one page, or a page and the form, have this one list: what joins it would join all of them. */
async function isShared(document: PdfDocument, list: PdfRef): Promise<boolean> {
  const pages = await document.pages();
  const owners = pages.filter(({ dict }) => sameRef(dict.get('Annots'), list)).length;
  const { dict } = await document.catalog();
  const form = await document.resolve(dict.get('AcroForm'));
  return owners + (form instanceof PdfDict && sameRef(form.get('Fields'), list) ? 1 : 0) > 1;
}

function sameRef(value: PdfObject | undefined, ref: PdfRef): boolean {
  return value instanceof PdfRef && value.num === ref.num;
}
