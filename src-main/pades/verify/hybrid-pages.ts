import { codeOf } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { references } from '../../pdf/references.ts';
import { twoDocuments } from '../../pdf/xref-section.ts';
import type { FormFields } from '../format/form-fields.ts';
import { ignoreDamage, RoleBudget, rolesOf } from './changes/page-impact.ts';
import { nameIn, sameObject } from './changes/same-object.ts';

/**
 * A hybrid file may list an object in two places (ISO 32000-2, 7.5.8.4); programs that know only classic tables then find another one. That
 * is refused where the two say different things and pages, fields or the catalogue use them: people would see different documents.
 * @param forms the form of each revision; index 0 is revision 1
 * @throws AppError PDF_HYBRID, INPUT_UNREADABLE, CANCELLED
 */
export async function refuseTwoReadings(
  document: PdfDocument,
  forms: readonly (FormFields | undefined)[],
): Promise<void> {
  if (document.doubles.length === 0) return;
  const budget = new RoleBudget();
  const used = new Set<number>();
  for (const { number } of document.revisions) {
    const view = document.at(number);
    const form = forms[number - 1];
    if (form !== undefined) for (const num of (await rolesOf(view, form, budget)).keys()) used.add(num);
    for (const num of form?.visited ?? []) used.add(num);
    const root = view.trailer.get('Root');
    if (root instanceof PdfRef) used.add(root.num);
    await noteShowing(view, budget, used);
  }
  // What could not be looked at any more may be used.
  const isComplete = budget.take(0);
  for (const double of document.doubles) {
    if (isComplete && !used.has(double.num)) continue;
    const entry = document.entry(double.num);
    const shown = new PdfRef(double.num, entry?.type === 'offset' ? entry.gen : 0);
    const same = await isSame(document, shown, double);
    if (!same) throw twoDocuments(double.num);
  }
}

/** Entries of the catalog that decide what of pages is seen, and how fields are drawn (ISO 32000-2, table 29). */
const SHOWING: readonly string[] = ['OCProperties', 'AcroForm'];

/** Notes all that these entries lead to, but for pages. */
async function noteShowing(view: PdfDocument, budget: RoleBudget, used: Set<number>): Promise<void> {
  const { dict } = await view.catalog();
  const seen = new Set<number>();
  const queue: (PdfObject | undefined)[] = SHOWING.map((key) => dict.get(key));
  while (queue.length > 0) {
    for (const ref of references(queue.pop())) {
      if (seen.has(ref.num) || !budget.take()) continue;
      seen.add(ref.num);
      const object = await view.object(ref).catch(ignoreDamage);
      if (['Page', 'Pages'].includes(nameIn(object, 'Type'))) continue;
      used.add(ref.num);
      queue.push(object);
    }
  }
}

/** What cannot be read in one of its places is not the same. */
async function isSame(document: PdfDocument, shown: PdfRef, double: PdfDocument['doubles'][number]): Promise<boolean> {
  try {
    const [one, other] = [await document.object(shown), await document.otherReading(double)];
    return await sameObject(one, document, other, document);
  } catch (error) {
    if (!codeOf(error).startsWith('PDF_')) throw error;
    return false;
  }
}
