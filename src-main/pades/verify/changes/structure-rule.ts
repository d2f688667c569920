import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';
import { type NumberTree, readNumberTree } from '../../format/number-tree.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn, sameValue } from './same-object.ts';

const ELEMENT_KEYS: ReadonlySet<string> = new Set(['Type', 'S', 'P', 'Pg', 'K', 'Alt', 'T', 'Lang']);
const ROOT_KEYS: readonly string[] = ['K', 'ParentTree', 'ParentTreeNextKey'];
const TREE_KEYS: readonly string[] = ['Nums', 'Kids', 'Limits'];

/** A structure element that a revision brought for a new signature. */
interface NewElement {
  readonly ref: PdfRef;
  readonly parent: PdfRef;
  /** Its reference to the widget, where that is an object of its own. */
  readonly reference: PdfRef | undefined;
}

/**
 * The structure of a tagged document may gain a Form or Annot element for each new signature widget or remark (ISO 32000-2, 14.7): at the end of an
 * element that was there, with its key in the parent tree, of whatever shape that tree is. All it held before has to be the same;
 * else nothing is cleared.
 * @param listed numbers of the new signature widgets and remarks
 */
export async function clearStructure(
  diff: RevisionDiff,
  listed: ReadonlySet<number>,
  index: ReferenceIndex,
): Promise<void> {
  if (listed.size === 0) return;
  const root = (await diff.before.catalog()).dict.get('StructTreeRoot');
  const kept = sameValue(root, (await diff.after.catalog()).dict.get('StructTreeRoot'));
  if (!(root instanceof PdfRef) || !kept) return;
  const before = await diff.before.object(root);
  const after = await diff.after.object(root);
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return;
  if (differingKeys(before, after).some((key) => !ROOT_KEYS.includes(key))) return;
  const old = await readNumberTree(diff.before, before.get('ParentTree'));
  const now = await readNumberTree(diff.after, after.get('ParentTree'));
  if (old === undefined || now === undefined) return;
  const elements = newElements(diff, old, now, listed, index);
  if (elements === undefined || elements.length === 0) return;
  if (!nextKeyIsFree(after.get('ParentTreeNextKey'), before.get('ParentTreeNextKey'), now)) return;
  const lists = await grownLists(diff, elements, root, index);
  const nodes = treeObjects(diff, old, now, root, index);
  if (lists === undefined || nodes === undefined) return;
  const parents = elements.map(({ parent }) => parent.num);
  for (const { parent } of elements)
    if (parent.num !== root.num && !(await isOnlyElement(diff, parent, old, index))) return;
  if (parents.every((num) => num !== root.num) && !sameValue(before.get('K'), after.get('K'))) return;
  const references = elements.flatMap(({ reference }) => (reference === undefined ? [] : [reference.num]));
  for (const num of [root.num, ...parents, ...lists, ...nodes, ...references]) {
    if (diff.objects.has(num)) diff.clear(num);
  }
  for (const { ref } of elements) diff.clear(ref.num);
}

/** The elements that the new keys of the parent tree lead to; undefined where an old key changed or a new one leads elsewhere. */
function newElements(
  diff: RevisionDiff,
  old: NumberTree,
  now: NumberTree,
  listed: ReadonlySet<number>,
  index: ReferenceIndex,
): NewElement[] | undefined {
  for (const [key, value] of old.entries) if (!sameValue(value, now.entries.get(key))) return undefined;
  const found: NewElement[] = [];
  for (const [key, value] of now.entries) {
    if (old.entries.has(key)) continue;
    const element = value instanceof PdfRef ? newElement(diff, value, key, listed, index) : undefined;
    if (element === undefined) return undefined;
    found.push(element);
  }
  return found;
}

/** The element of a new widget that names this key as its /StructParent. */
function newElement(
  diff: RevisionDiff,
  ref: PdfRef,
  key: number,
  listed: ReadonlySet<number>,
  index: ReferenceIndex,
): NewElement | undefined {
  const dict = diff.objects.get(ref.num)?.after;
  if (!isUnforeseen(diff, ref.num, index) || !(dict instanceof PdfDict)) return undefined;
  if ([...dict.entries.keys()].some((entry) => !ELEMENT_KEYS.has(entry))) return undefined;
  if (
    !(isName(dict.get('S'), 'Form') || isName(dict.get('S'), 'Annot')) ||
    !(dict.get('Type') === undefined || isName(dict.get('Type'), 'StructElem'))
  ) {
    return undefined;
  }
  if (['Alt', 'T', 'Lang'].some((entry) => dict.get(entry) !== undefined && !(dict.get(entry) instanceof PdfString))) {
    return undefined;
  }
  const kids = dict.get('K') ?? null;
  const [kid, ...others] = Array.isArray(kids) ? kids : [kids];
  const reference = kid instanceof PdfRef ? kid : undefined;
  if (reference !== undefined && !isUnforeseen(diff, reference.num, index)) return undefined;
  const target = dictOf(reference === undefined ? kid : diff.objects.get(reference.num)?.after);
  const widget = target?.get('Obj');
  if (target === undefined || others.length > 0 || !isName(target.get('Type'), 'OBJR')) return undefined;
  if ([...target.entries.keys()].some((entry) => !['Type', 'Obj', 'Pg'].includes(entry))) return undefined;
  if (!(widget instanceof PdfRef) || !listed.has(widget.num)) return undefined;
  if (dictOf(diff.objects.get(widget.num)?.after)?.get('StructParent') !== key) return undefined;
  const parent = dict.get('P');
  return parent instanceof PdfRef && !diff.isAdded(parent.num) ? { ref, parent, reference } : undefined;
}

/** An added object that nothing pointed at before. */
function isUnforeseen(diff: RevisionDiff, num: number, index: ReferenceIndex): boolean {
  return diff.isAdded(num) && index.referrers(num, diff.number).length === 0;
}

/**
 * Each parent gained its new elements at the end of /K and nothing else.
 * @returns numbers of the lists that are objects of their own; undefined where a parent changed otherwise
 */
async function grownLists(
  diff: RevisionDiff,
  elements: readonly NewElement[],
  root: PdfRef,
  index: ReferenceIndex,
): Promise<number[] | undefined> {
  const lists: number[] = [];
  const added = new Map<number, { parent: PdfRef; kids: number[] }>();
  for (const { ref, parent } of elements) {
    const known = added.get(parent.num) ?? { parent, kids: [] };
    known.kids.push(ref.num);
    added.set(parent.num, known);
  }
  for (const { parent, kids } of added.values()) {
    const before = await diff.before.object(parent);
    const after = await diff.after.object(parent);
    if (!(before instanceof PdfDict) || !(after instanceof PdfDict)) return undefined;
    if (parent.num !== root.num && differingKeys(before, after).some((key) => key !== 'K')) return undefined;
    const old = await kidsOf(diff.before, before.get('K'));
    const now = await kidsOf(diff.after, after.get('K'));
    const gained = now.slice(old.length);
    if (!old.every((kid, at) => sameValue(kid, now[at])) || gained.length !== kids.length) return undefined;
    if (!gained.every((kid) => kid instanceof PdfRef && kids.includes(kid.num))) return undefined;
    const list = after.get('K');
    if (!(list instanceof PdfRef) || !diff.objects.has(list.num)) continue;
    if (!diff.isAdded(list.num) && !sameValue(before.get('K'), list)) return undefined;
    if (index.referrers(list.num, diff.number).some((num) => num !== parent.num)) return undefined;
    lists.push(list.num);
  }
  return lists;
}

/**
 * True for an object that was a structure element and nothing else. /K has other meanings elsewhere: in a transparency group, in the
 * parameters of a filter.
 */
async function isOnlyElement(
  diff: RevisionDiff,
  ref: PdfRef,
  tree: NumberTree,
  index: ReferenceIndex,
): Promise<boolean> {
  const dict = await diff.before.object(ref);
  if (!(dict instanceof PdfDict) || !['', 'StructElem'].includes(nameIn(dict, 'Type'))) return false;
  const above = dict.get('P');
  if (!(dict.get('S') instanceof PdfName) || !(above instanceof PdfRef)) return false;
  const kids = await kidsOf(diff.before, dict.get('K'));
  const sound = kids.every(
    (kid) => kid instanceof PdfRef || kid instanceof PdfDict || (typeof kid === 'number' && kid >= 0),
  );
  if (!sound) return false;
  const lists = [...tree.entries.values(), dictOf(await diff.before.object(above))?.get('K')];
  const known = new Set(lists.flatMap((list) => (list instanceof PdfRef ? [list.num] : [])));
  for (const referrer of index.referrers(ref.num, diff.number)) {
    const entry = diff.before.entry(referrer);
    const object = await diff.before.object(new PdfRef(referrer, entry?.type === 'offset' ? entry.gen : 0));
    if (object instanceof PdfStream || nameIn(object, 'Type') === 'Page') return false;
    if (Array.isArray(object) && !known.has(referrer)) return false;
  }
  return true;
}

/** /K as a list: one kid may stand alone. */
async function kidsOf(view: PdfDocument, value: PdfObject | undefined): Promise<readonly PdfObject[]> {
  const kids = await view.resolve(value);
  if (Array.isArray(kids)) return kids;
  return kids === null || value === undefined ? [] : [value];
}

/** The changed objects of the parent tree, where they are that and nothing else; undefined where one is something else, too. */
function treeObjects(
  diff: RevisionDiff,
  old: NumberTree,
  now: NumberTree,
  root: PdfRef,
  index: ReferenceIndex,
): number[] | undefined {
  const changed = [...now.objects].filter((num) => diff.objects.has(num));
  const sound = changed.every((num) => {
    const referrers = index.referrers(num, diff.number);
    if (diff.isAdded(num)) return referrers.length === 0;
    if (referrers.some((referrer) => referrer !== root.num && !old.objects.has(referrer))) return false;
    const { before, after } = diff.objects.get(num) ?? {};
    if (Array.isArray(before) && Array.isArray(after)) return old.objects.has(num);
    return (
      old.objects.has(num) &&
      before instanceof PdfDict &&
      after instanceof PdfDict &&
      differingKeys(before, after).every((key) => TREE_KEYS.includes(key))
    );
  });
  return sound ? changed : undefined;
}

/** The next key may only grow, and past every key there is. */
function nextKeyIsFree(after: PdfObject | undefined, before: PdfObject | undefined, tree: NumberTree): boolean {
  if (after === undefined || sameValue(after, before)) return true;
  if (typeof after !== 'number' || (typeof before === 'number' && after < before)) return false;
  for (const key of tree.entries.keys()) if (key >= after) return false;
  return true;
}

function isName(value: PdfObject | undefined, name: string): boolean {
  return value instanceof PdfName && value.name === name;
}
