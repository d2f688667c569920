import { isAppError } from '../../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { FormFields } from '../../format/form-fields.ts';
import { nameIn } from './same-object.ts';

/** What an object was for in a revision, as far as a reader of the document could see or use it. */
export type Role =
  | { readonly kind: 'page' | 'content' | 'annotation'; readonly page: number }
  | { readonly kind: 'page-tree' }
  | { readonly kind: 'field'; readonly field: string; readonly signed: boolean };

/** Objects looked at, over all revisions of a file, before the role of the rest counts as unknown. */
const MAX_OBJECTS = 1_000_000;

/** What is left of the work that telling roles may cost: a file of a thousand revisions must not cost a thousand readings. */
export class RoleBudget {
  #left = MAX_OBJECTS;

  /** False where nothing is left. */
  take(count = 1): boolean {
    this.#left -= count;
    return this.#left >= 0;
  }
}

/**
 * Roles of the objects that pages, their content, their annotations and the form's fields are made of. What a page draws comes
 * first: an appearance that shares it may not change it. Then fields: the appearance of a field's widget belongs to the field.
 * @throws AppError INPUT_UNREADABLE
 */
export async function rolesOf(
  document: PdfDocument,
  forms: FormFields,
  budget: RoleBudget,
): Promise<Map<number, Role>> {
  const roles = new Map<number, Role>();
  if (!budget.take()) return roles;
  const spread = async (root: PdfObject | undefined, role: Role): Promise<void> => {
    const queue: (PdfObject | undefined)[] = [root];
    while (queue.length > 0) {
      for (const ref of references(queue.pop())) {
        if (roles.has(ref.num) || !budget.take()) continue;
        const object = await readable(document, ref);
        if (nameIn(object, 'Type') === 'Page' || nameIn(object, 'Type') === 'Pages') continue;
        roles.set(ref.num, role);
        queue.push(object);
      }
    }
  };

  const pages = await document.pages().catch(ignoreDamage);
  budget.take(pages?.length ?? 0);
  for (const page of pages ?? []) roles.set(page.ref.num, { kind: 'page', page: page.number });
  for (const page of pages ?? []) {
    const role: Role = { kind: 'content', page: page.number };
    await spread(page.dict.with({ Annots: undefined, Parent: undefined }), role);
    await spread(page.inherited.resources, role);
  }
  for (const field of forms.fields) {
    const signed = field.type === 'Sig' && field.value !== undefined && field.value !== null;
    const role: Role = { kind: 'field', field: field.name, signed };
    const members = [{ ref: field.ref, dict: field.dict }, ...field.widgets];
    for (const { ref } of members) if (ref !== undefined) roles.set(ref.num, role);
    for (const { dict } of members) await spread(dict.with({ Parent: undefined, P: undefined }), role);
  }
  for (const page of pages ?? []) await spread(page.dict.get('Annots'), { kind: 'annotation', page: page.number });
  const catalog = await document.catalog();
  await markTree(document, catalog.dict.get('Pages'), roles);
  return roles;
}

async function markTree(document: PdfDocument, root: PdfObject | undefined, roles: Map<number, Role>): Promise<void> {
  const queue = [root];
  while (queue.length > 0) {
    const ref = queue.pop();
    if (!(ref instanceof PdfRef) || roles.has(ref.num)) continue;
    const node = await readable(document, ref);
    if (!(node instanceof PdfDict)) continue;
    roles.set(ref.num, { kind: 'page-tree' });
    const kids = await document.resolve(node.get('Kids')).catch(ignoreDamage);
    if (Array.isArray(kids)) queue.push(...kids);
  }
}

async function readable(document: PdfDocument, ref: PdfRef): Promise<PdfObject | undefined> {
  return document.object(ref).catch(ignoreDamage);
}

/** What cannot be read cannot be seen either; that it changed is reported all the same. */
export function ignoreDamage(error: unknown): undefined {
  if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
  return undefined;
}
