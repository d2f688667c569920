import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { textString } from '../../pdf/text-string.ts';
import { type NumberTree, readNumberTree } from '../format/number-tree.ts';
import { changeDict } from './change-object.ts';

/** Role names followed before a role counts as unknown. */
const LONGEST_ROLE_CHAIN = 8;
/** Children of the root looked at for the element that stands for the document. */
const MAX_TOP_ELEMENTS = 1000;
/** The largest key that every program can keep (ISO 32000-2, annex C). */
const HIGHEST_KEY = 2_147_483_647;

/** An annotation that is to be part of the document's logical structure. */
export interface TaggedAnnotation {
  readonly annotation: PdfRef;
  /** Form for a widget, Annot for any other (ISO 32000-2, 14.8.4.7.2 and 14.8.4.8.3). */
  readonly role: 'Form' | 'Annot';
  readonly page: PdfRef;
  /** For those who cannot see it, in English. */
  readonly description: string;
}

/** Where a new element goes. */
interface StructurePlace {
  readonly root: PdfRef;
  readonly rootDict: PdfDict;
  readonly parent: PdfRef;
  readonly tree: NumberTree;
  readonly key: number;
}

/**
 * Enters an annotation into the structure of a tagged document (ISO 32000-2, 14.7): an element that refers to it, under the element
 * that stands for the document, and its key in the parent tree.
 * @returns the annotation's /StructParent; undefined where the document has no structure that could be told
 */
export async function addStructureElement(
  document: PdfDocument,
  update: IncrementalUpdate,
  { annotation, role, page, description }: TaggedAnnotation,
): Promise<number | undefined> {
  const place = await findPlace(document, update);
  if (place === undefined) return undefined;
  const { root, rootDict, parent, key } = place;
  const element = update.reserve();
  const reference = new PdfDict([
    ['Type', new PdfName('OBJR')],
    ['Obj', annotation],
    ['Pg', page],
  ]);
  update.put(
    element,
    new PdfDict([
      ['Type', new PdfName('StructElem')],
      ['S', new PdfName(role)],
      ['P', parent],
      ['Pg', page],
      ['K', [reference]],
      ['Alt', textString(description)],
      ['Lang', textString('en')],
    ]),
  );
  await appendKid(document, update, parent, element);
  await appendKey(document, update, root, rootDict, key, element);
  await changeDict(update, root, { ParentTreeNextKey: key + 1 });
  return key;
}

/** Undefined for structures that are not drawn as the standard says: nothing is added to what cannot be understood. */
async function findPlace(document: PdfDocument, update: IncrementalUpdate): Promise<StructurePlace | undefined> {
  try {
    const { dict } = await document.catalog();
    const root = dict.get('StructTreeRoot');
    const rootDict = await resolved(document, update, root);
    if (!(root instanceof PdfRef) || !(rootDict instanceof PdfDict)) return undefined;
    const tree = await readNumberTree(document, rootDict.get('ParentTree'));
    if (tree === undefined) return undefined;
    const promised = await document.resolve(rootDict.get('ParentTreeNextKey'));
    let key = typeof promised === 'number' && Number.isSafeInteger(promised) ? Math.max(0, promised) : 0;
    for (const used of tree.entries.keys()) key = Math.max(key, Math.floor(used) + 1);
    if (key >= HIGHEST_KEY) return undefined;
    return { root, rootDict, tree, key, parent: (await documentElement(document, rootDict)) ?? root };
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
  }
}

/** As `PdfDocument.resolve`, on top of what the update has done already: it may have entered another annotation. */
async function resolved(
  document: PdfDocument,
  update: IncrementalUpdate,
  value: PdfObject | undefined,
): Promise<PdfObject> {
  return document.resolve(value instanceof PdfRef ? await update.current(value) : value);
}

/** The first element directly under the root whose role is Document. */
async function documentElement(document: PdfDocument, root: PdfDict): Promise<PdfRef | undefined> {
  const roles = await document.resolve(root.get('RoleMap'));
  const kids = await document.resolve(root.get('K'));
  const items = Array.isArray(kids) ? kids.slice(0, MAX_TOP_ELEMENTS) : [root.get('K')];
  for (const item of items) {
    const element = await document.resolve(item);
    if (!(item instanceof PdfRef) || !(element instanceof PdfDict)) continue;
    let role = await document.resolve(element.get('S'));
    for (let step = 0; step < LONGEST_ROLE_CHAIN && role instanceof PdfName; step++) {
      if (role.name === 'Document') return item;
      role = roles instanceof PdfDict ? await document.resolve(roles.get(role.name)) : null;
    }
  }
  return undefined;
}

async function appendKid(
  document: PdfDocument,
  update: IncrementalUpdate,
  parent: PdfRef,
  element: PdfRef,
): Promise<void> {
  const dict = await update.current(parent);
  const entry = dict instanceof PdfDict ? (dict.get('K') ?? null) : null;
  const kids = await resolved(document, update, entry);
  if (entry instanceof PdfRef && Array.isArray(kids)) update.put(entry, [...kids, element]);
  else if (Array.isArray(kids)) await changeDict(update, parent, { K: [...kids, element] });
  else await changeDict(update, parent, { K: kids === null ? [element] : [entry, element] });
}

/** The new key is the highest: it goes to the end of a flat tree, and into a leaf of its own beside the branches of any other. */
async function appendKey(
  document: PdfDocument,
  update: IncrementalUpdate,
  root: PdfRef,
  rootDict: PdfDict,
  key: number,
  element: PdfRef,
): Promise<void> {
  const pair: PdfObject[] = [key, element];
  const entry = rootDict.get('ParentTree');
  const node = await resolved(document, update, entry);
  if (!(node instanceof PdfDict)) {
    const ref = update.reserve();
    update.put(ref, new PdfDict([['Nums', pair]]));
    await changeDict(update, root, { ParentTree: ref });
    return;
  }
  const listKey = node.get('Kids') === undefined ? 'Nums' : 'Kids';
  const list = node.get(listKey);
  const items = await resolved(document, update, list);
  let added = pair;
  if (listKey === 'Kids') {
    const leaf = update.reserve();
    update.put(
      leaf,
      new PdfDict([
        ['Limits', [key, key]],
        ['Nums', pair],
      ]),
    );
    added = [leaf];
  }
  const next = [...(Array.isArray(items) ? items : []), ...added];
  if (list instanceof PdfRef) update.put(list, next);
  else if (entry instanceof PdfRef) await changeDict(update, entry, { [listKey]: next });
  else await changeDict(update, root, { ParentTree: node.with({ [listKey]: next }) });
}
