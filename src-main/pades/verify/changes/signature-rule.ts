import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { FieldWidget, FormField, FormFields } from '../../format/form-fields.ts';
import { isLeftToPrograms } from './free-look.ts';
import { belongsTo, rewrittenLook } from './own-look.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { ObjectChange, RevisionDiff } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn } from './same-object.ts';
import { coversPage, isInvisible } from './signature-boxes.ts';

/** What is known of a signature that a revision brought, by the number of its dictionary's object. */
export interface NewSignature {
  readonly timestamp: boolean;
  /** Well-formed, its digest and its signature value right. */
  readonly intact: boolean;
  /** Revision it covers in full, or null. */
  readonly coversRevision: number | null;
}

/** Entries that a signature field and its widget may have. Actions (/A, /AA) are not among them. */
const FIELD_KEYS: ReadonlySet<string> = new Set(
  'Type Subtype FT T TU TM V P F Rect AP AS MK Lock SV Ff DA DV Q BS Border NM M Kids C StructParent Contents DR'.split(
    ' ',
  ),
);
/** Entries of an existing empty field, or of its widget, that signing it may change. */
const FILLED_KEYS: ReadonlySet<string> = new Set(['V', 'AP', 'F', 'M', 'Type']);

export interface FormsOfRevision {
  readonly before: FormFields;
  readonly after: FormFields;
}

/**
 * Clears the fields that this revision signed: a new field, or an existing empty one, whose signature is intact and covers the
 * revision, with its widgets and what only they lead to.
 * @returns numbers of the cleared new fields and new widgets, which the form and the pages may now list
 */
export async function clearSignatures(
  diff: RevisionDiff,
  forms: FormsOfRevision,
  index: ReferenceIndex,
  signatureOf: (num: number) => NewSignature | undefined,
): Promise<Set<number>> {
  const listed = new Set<number>();
  const isNew = ({ type, value }: FormField) => type === 'Sig' && value instanceof PdfRef && diff.isAdded(value.num);
  const filled = forms.after === forms.before ? [] : forms.after.fields.filter(isNew);
  if (filled.length === 0) return listed;
  const old = new Map(forms.before.fields.flatMap((field) => (field.ref ? [[field.ref.num, field] as const] : [])));
  const names = new Set(forms.before.fields.map(({ name }) => name));
  const holders = new Map<number, number>();
  for (const { value } of forms.after.fields) {
    if (value instanceof PdfRef) holders.set(value.num, (holders.get(value.num) ?? 0) + 1);
  }
  for (const field of filled) {
    const { ref, value } = field;
    if (ref === undefined || !(value instanceof PdfRef)) continue;
    const before = old.get(ref.num);
    const problem =
      holders.get(value.num) !== 1
        ? 'another field has the same value.'
        : before === undefined && names.has(field.name)
          ? 'there was a field of that name before.'
          : ((await refusal(diff, field, before, value, index, signatureOf(value.num))) ??
            (isSeenTimestamp(field, signatureOf(value.num))
              ? 'a timestamp, which anybody can get, vouches for nothing that is seen.'
              : undefined));
    const named = field.name === '' ? 'without a name' : `“${field.name}”`;
    if (problem !== undefined) {
      const description = `The signature field ${named} was added or filled, but ${problem}`;
      diff.report({ object: ref.num, assessment: 'indeterminate', kind: 'signature', description, field: field.name });
      continue;
    }
    const timestamp = signatureOf(value.num)?.timestamp === true;
    const what = timestamp ? 'A document timestamp was added' : 'A signature was added';
    diff.report({
      object: value.num,
      assessment: 'permitted',
      kind: timestamp ? 'timestamp' : 'signature',
      description: `${what} in the field ${named}; it is intact and covers this revision.`,
      field: field.name,
      widgets: field.widgets.flatMap((widget) => (isInvisible(widget.dict) ? [] : (widget.ref?.num ?? []))),
      drawnFreely: await hasFreeLook(diff, field),
    });
    settle(diff, field, ref, index, listed);
  }
  return listed;
}

/**
 * What is permitted of timestamps (EN 319 142-1, 5.4.3) is not permitted of a picture on a page: a service that sees nothing but a digest makes
 * them for whoever asks, and no signer stands behind it.
 */
function isSeenTimestamp({ widgets }: FormField, signature: NewSignature | undefined): boolean {
  return signature?.timestamp === true && widgets.some(({ dict }) => !isInvisible(dict));
}

function settle(diff: RevisionDiff, field: FormField, ref: PdfRef, index: ReferenceIndex, listed: Set<number>): void {
  const members: readonly FieldWidget[] = [{ ref, dict: field.dict }, ...field.widgets];
  for (const member of members) {
    if (member.ref !== undefined) {
      diff.clear(member.ref.num);
      if (diff.isAdded(member.ref.num)) listed.add(member.ref.num);
    }
    for (const num of rewrittenLook(diff, member.dict)) {
      diff.clear(num);
      clearReachable(diff, diff.objects.get(num)?.after, index);
    }
    clearReachable(diff, member.dict, index);
  }
  if (field.value instanceof PdfRef) clearReachable(diff, diff.objects.get(field.value.num)?.after, index);
}

/** Why a signed field may not be cleared, as the end of a sentence; undefined where it may. */
async function refusal(
  diff: RevisionDiff,
  field: FormField,
  before: FormField | undefined,
  value: PdfRef,
  index: ReferenceIndex,
  signature: NewSignature | undefined,
): Promise<string | undefined> {
  if (signature === undefined || !signature.intact) return 'its signature is not intact.';
  if (signature.coversRevision !== diff.number) return 'its signature does not cover this revision.';
  if (index.referrers(value.num, diff.number).length > 0) return 'an earlier revision already pointed at its value.';
  const { ref } = field;
  if (ref === undefined) return 'it is no object of its own.';
  if (before === undefined && !diff.isAdded(ref.num)) return 'the field is an object that was there before.';
  if (before !== undefined && before.value !== undefined && before.value !== null) return 'it was signed before.';
  const members: readonly FieldWidget[] = [{ ref, dict: field.dict }, ...field.widgets];
  const own = new Set([before?.ref?.num, ...(before?.widgets ?? []).map((widget) => widget.ref?.num)]);
  for (const { ref: member, dict } of members) {
    if (member === undefined) return 'its widget is no object of its own.';
    if (!diff.isAdded(member.num) && !own.has(member.num)) return 'it took over an object that was not its own.';
    const change = diff.objects.get(member.num);
    if (change === undefined) continue;
    const fault =
      change.before === undefined
        ? newMember(diff, member, dict, ref, index)
        : await filledMember(diff, member, change.before, dict, index);
    if (fault !== undefined) return fault;
    if (await changesUnderMouse(diff, change, dict)) return 'its look changes when the mouse is over it.';
    if (!belongsTo(diff, rewrittenLook(diff, dict), new Set([member.num]), index)) return LOOK_SHARED;
  }
  return undefined;
}

/** Looks for the mouse over a field or its button down (ISO 32000-2, table 170) are none that a signature needs, and none that is drawn to be compared. */
async function changesUnderMouse(diff: RevisionDiff, change: ObjectChange, dict: PdfDict): Promise<boolean> {
  if (change.before instanceof PdfDict && !differingKeys(change.before, dict).includes('AP')) return false;
  const looks = await diff.after.resolve(dict.get('AP'));
  return looks instanceof PdfDict && [...looks.entries.keys()].some((key) => key !== 'N');
}

/** Whether programs draw a widget each in their own way: by /MK where there is no appearance, or of another size when zoomed or turned (tables 167 and 192). */
async function hasFreeLook({ after, looks }: RevisionDiff, { widgets }: FormField): Promise<boolean> {
  for (const { dict } of widgets) {
    if (isInvisible(dict)) continue;
    const flags = await after.resolve(dict.get('F'));
    if (flags !== null && (typeof flags !== 'number' || (flags & FLOATING) !== 0)) return true;
    const look = await after.resolve(dict.get('AP'));
    const normal = look instanceof PdfDict ? await after.resolve(look.get('N')) : null;
    if (look instanceof PdfDict && normal !== null) {
      // Which of several states is shown where none or no known one is named differs, too (12.5.5).
      if (!(normal instanceof PdfStream) || (await isLeftToPrograms(after, look, looks))) return true;
      continue;
    }
    const made = await after.resolve(dict.get('MK'));
    if (made !== null && !(made instanceof PdfDict && made.entries.size === 0)) return true;
  }
  return false;
}

/** NoZoom and NoRotate. */
const FLOATING = 8 | 16;

const LOOK_SHARED = 'the appearance that it had is used elsewhere too.';

/** @param field the field that the new widget may name as its parent */
function newMember(
  diff: RevisionDiff,
  ref: PdfRef,
  dict: PdfDict,
  field: PdfRef,
  index: ReferenceIndex,
): string | undefined {
  const parent = dict.get('Parent');
  const isKid = ref.num !== field.num && parent instanceof PdfRef && parent.num === field.num;
  const odd = [...dict.entries.keys()].find((key) => !FIELD_KEYS.has(key) && !(key === 'Parent' && isKid));
  if (odd !== undefined) return `it holds the entry /${odd}, which a new signature field does not need.`;
  if (!isNameOrAbsent(dict, 'Type', 'Annot') || !isNameOrAbsent(dict, 'Subtype', 'Widget')) {
    return 'its annotation is not a widget.';
  }
  const text = dict.get('Contents') ?? null;
  if (text !== null && !(text instanceof PdfString)) return 'its entry /Contents is not text.';
  return index.referrers(ref.num, diff.number).length > 0 ? 'an earlier revision already pointed at it.' : undefined;
}

async function filledMember(
  diff: RevisionDiff,
  ref: PdfRef,
  before: PdfObject,
  after: PdfDict,
  index: ReferenceIndex,
): Promise<string | undefined> {
  if (!(before instanceof PdfDict)) return 'it replaced something else.';
  const changed = differingKeys(before, after);
  const odd = changed.find((key) => !FILLED_KEYS.has(key));
  if (odd !== undefined) return `signing it also changed its entry /${odd}.`;
  if (changed.includes('Type') && !isNameOrAbsent(after, 'Type', 'Annot'))
    return 'its annotation became something else.';
  if ((changed.includes('AP') || changed.includes('F')) && (await coversPage(diff.after, after))) {
    return 'it covers most of the page.';
  }
  if (!changed.includes('AP')) return undefined;
  const shared = references(before.get('AP')).some(({ num }) =>
    index.referrers(num, diff.number).some((referrer) => referrer !== ref.num),
  );
  return shared ? LOOK_SHARED : undefined;
}

function isNameOrAbsent(dict: PdfDict, key: string, name: string): boolean {
  const value = dict.get(key) ?? null;
  return value === null || (value instanceof PdfName && value.name === name);
}

/**
 * Clears the added objects that `root` leads to, as long as nothing before this revision pointed at them. Stops at objects that
 * were there before, and at what no appearance needs: pages, fields, annotations, actions, files.
 */
export function clearReachable(diff: RevisionDiff, root: PdfObject | undefined, index: ReferenceIndex): void {
  const queue: (PdfObject | undefined)[] = [root];
  while (queue.length > 0) {
    for (const { num } of references(queue.pop())) {
      if (!diff.isAdded(num) || diff.isSettled(num) || index.referrers(num, diff.number).length > 0) continue;
      const after = diff.objects.get(num)?.after;
      if (isActive(after)) continue;
      diff.clear(num);
      queue.push(after);
    }
  }
}

const ACTIVE_TYPES: ReadonlySet<string> = new Set(
  'Page Pages Catalog Action Annot Sig DocTimeStamp ObjStm XRef Filespec EmbeddedFile'.split(' '),
);

/** True for what no appearance and no list needs: pages, annotations, fields, signatures, actions, files, and the form of the file itself. */
export function isActive(object: PdfObject | undefined): boolean {
  const dict = dictOf(object);
  if (dict === undefined) return false;
  return (
    ACTIVE_TYPES.has(nameIn(dict, 'Type')) || ['JS', 'AA', 'A', 'FT', 'Kids'].some((key) => dict.get(key) !== undefined)
  );
}
