import { PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';
import type { FormField } from '../../format/form-fields.ts';
import { type NewAnnotation, ownParts } from './annotation-rule.ts';
import { clearGrownResources, isHigherVersion } from './housekeeping.ts';
import type { PageNumbers } from './page-numbers.ts';
import { ATTACHED, type ReferenceIndex, TRAILER } from './reference-index.ts';
import type { Finding, RevisionDiff } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn, references, sameValue } from './same-object.ts';
import { SignatureBoxes } from './signature-boxes.ts';
import { clearReachable } from './signature-rule.ts';

/** Entries of the trailer that every update rewrites, and those that describe the cross-reference stream itself. */
const TRAILER_KEYS: ReadonlySet<string> = new Set(
  'Size Prev ID Type W Index Length Filter DecodeParms DL XRefStm'.split(' '),
);

/** The trailer may grow /Size and change the second /ID; /Root, /Encrypt and everything else must stay; private entries may go. */
export async function checkTrailer(diff: RevisionDiff): Promise<void> {
  const before = diff.before.trailer;
  const after = diff.after.trailer;
  for (const key of differingKeys(before, after)) {
    const isKnown = key === 'Root' || key === 'Encrypt' || key === 'Info';
    if (key === 'Size' && shrank(before.get(key), after.get(key))) {
      const description = 'The trailer promises fewer objects than before, so some programs no longer see all of them.';
      diff.report({ object: null, assessment: 'indeterminate', kind: 'structure', description });
    }
    if (TRAILER_KEYS.has(key) || (!isKnown && after.get(key) === undefined)) continue;
    if (key === ATTACHED && (await leadsNowhere(diff, after.get(key)))) continue;
    const visual = key === 'Root' || key === 'Encrypt';
    diff.report({
      object: null,
      assessment: visual ? 'forbidden' : 'indeterminate',
      kind: visual ? 'structure' : 'other',
      description: `The entry /${key} of the trailer was changed.`,
      visual,
    });
  }
}

/**
 * The document from which an office program made the PDF, for that program alone. Programs that renumber it without writing it leave
 * a reference to nothing behind.
 */
async function leadsNowhere(diff: RevisionDiff, value: PdfObject | undefined): Promise<boolean> {
  for (const ref of references(value)) if ((await diff.after.object(ref)) instanceof PdfStream) return false;
  return true;
}

function shrank(before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  return typeof before === 'number' && !(typeof after === 'number' && after >= before);
}

/** Cross-reference streams and object streams are the form of the update, not its content. */
export function clearContainers(diff: RevisionDiff, startxref: number, index: ReferenceIndex): void {
  for (const { num, after } of diff.objects.values()) {
    if (!diff.isAdded(num)) continue;
    const type = nameIn(after, 'Type');
    const entry = diff.after.entry(num);
    const isOwn = entry?.type === 'offset' && entry.offset === startxref;
    // A hybrid file has one beside the table that startxref leads to (ISO 32000-2, 7.5.8.4).
    if (type === 'XRef' && (isOwn || index.referrers(num, diff.number).length === 0)) diff.clear(num);
    if (type === 'ObjStm' && !index.isContainer(num, diff.number) && index.referrers(num, diff.number).length === 0) {
      diff.clear(num);
    }
  }
}

/** The catalog may gain or exchange /AcroForm, /DSS, /Metadata and /Extensions, and its version may rise; the rules for those look at what they hold. */
export async function checkCatalog(diff: RevisionDiff, index: ReferenceIndex): Promise<void> {
  const before = await diff.before.catalog();
  const after = await diff.after.catalog();
  if (before.ref.num !== after.ref.num) return;
  let clean = true;
  for (const key of differingKeys(before.dict, after.dict)) {
    const values = [before.dict.get(key), after.dict.get(key)] as const;
    if (key === 'AcroForm' || key === 'DSS') continue;
    if (key === 'Version' && isHigherVersion(...values)) continue;
    if (key === 'Metadata' && values[0] === undefined && values[1] instanceof PdfRef) continue;
    if (key === 'Extensions' && (await onlyGrew(diff, ...values))) {
      await clearHolder(diff, values, after.ref, index);
      clearReachable(diff, values[1], index);
      continue;
    }
    clean = false;
    const visual = key === 'Pages' || key === 'OCProperties';
    diff.report({
      object: after.ref.num,
      assessment: visual ? 'forbidden' : 'indeterminate',
      kind: visual ? 'page' : 'structure',
      description: `The entry /${key} of the document catalog was changed.`,
      visual,
    });
  }
  const extensions = [before.dict.get('Extensions'), after.dict.get('Extensions')] as const;
  if (await onlyGrew(diff, ...extensions)) await clearHolder(diff, extensions, after.ref, index);
  if (clean) diff.clear(after.ref.num);
}

async function onlyGrew(
  diff: RevisionDiff,
  beforeValue: PdfObject | undefined,
  afterValue: PdfObject | undefined,
): Promise<boolean> {
  const before = await diff.before.resolve(beforeValue);
  const after = await diff.after.resolve(afterValue);
  if (!(after instanceof PdfDict)) return false;
  if (before === null) return true;
  return before instanceof PdfDict && differingKeys(before, after).every((key) => before.get(key) === undefined);
}

/**
 * The form may gain the fields in `listed` at the end of /Fields, bits of /SigFlags, a default appearance where there was none, and names in
 * its default resources. Everything else in it stays.
 * @param fields those that were there
 */
export async function checkForm(
  diff: RevisionDiff,
  listed: ReadonlySet<number>,
  index: ReferenceIndex,
  fields: readonly FormField[],
): Promise<void> {
  const catalogs = [await diff.before.catalog(), await diff.after.catalog()] as const;
  const entries = [catalogs[0].dict.get('AcroForm'), catalogs[1].dict.get('AcroForm')] as const;
  const before = await diff.before.resolve(entries[0]);
  const after = await diff.after.resolve(entries[1]);
  if (sameValue(before, after) && !fieldsListChanged(diff, before)) {
    return clearHolder(diff, entries, catalogs[1].ref, index);
  }
  const holder = entries[1] instanceof PdfRef ? entries[1].num : null;
  const deny = (assessment: 'forbidden' | 'indeterminate', description: string) =>
    diff.report({ object: holder, assessment, kind: 'structure', description });
  if (!(after instanceof PdfDict)) return deny('forbidden', 'The form of the document was removed.');
  if (before !== null && !(before instanceof PdfDict)) return deny('indeterminate', 'The form was exchanged.');

  const formHolder = entries[1] instanceof PdfRef ? entries[1] : catalogs[1].ref;
  const mayDiffer = ['Fields', 'SigFlags'];
  // Where fields are drawn by the viewer, what it draws them with is part of what is seen.
  const isFree = fields.every(
    ({ type, widgets }) => type === 'Sig' || widgets.every(({ dict }) => dict.get('AP') !== undefined),
  );
  if (isFree && (before?.get('DA') ?? null) === null && after.get('DA') instanceof PdfString) mayDiffer.push('DA');
  const resources = [before?.get('DR'), after.get('DR')] as const;
  if (isFree && (await clearGrownResources(diff, resources, formHolder, { index, clearHolder }))) mayDiffer.push('DR');
  const odd = differingKeys(before ?? new PdfDict(), after).find((key) => !mayDiffer.includes(key));
  if (odd !== undefined) return deny('indeterminate', `The entry /${odd} of the form was changed.`);
  if (!flagsGrew(before?.get('SigFlags'), after.get('SigFlags'))) {
    return deny('indeterminate', 'The form no longer says that it holds signatures.');
  }
  const fault = await listFault(diff, before?.get('Fields'), after.get('Fields'), listed);
  if (fault !== undefined)
    return deny(fault.lost ? 'forbidden' : 'indeterminate', `The list of form fields ${fault.what}`);
  await clearHolder(diff, entries, catalogs[1].ref, index);
  await clearHolder(diff, [before?.get('Fields'), after.get('Fields')], formHolder, index);
}

function fieldsListChanged(diff: RevisionDiff, form: PdfObject): boolean {
  const fields = form instanceof PdfDict ? form.get('Fields') : undefined;
  return fields instanceof PdfRef && diff.objects.has(fields.num);
}

function flagsGrew(before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  if (sameValue(before, after)) return true;
  const old = typeof before === 'number' ? before : 0;
  return typeof after === 'number' && after <= 3 && (old & after) === old;
}

/** What a revision may put on pages. */
export interface Arrivals {
  /** Numbers of new signature widgets. */
  readonly listed: ReadonlySet<number>;
  readonly annotations: ReadonlyMap<number, NewAnnotation>;
  readonly pages: PageNumbers;
}

/**
 * Pages that gained nothing but new signature widgets and remarks at the end of /Annots, and for them a tab order. Pages that changed otherwise
 * stay unsettled. A remark is never permitted here: that is up to the signatures.
 */
export async function clearAnnotationLists(
  diff: RevisionDiff,
  arrivals: Arrivals,
  index: ReferenceIndex,
): Promise<void> {
  const { listed, annotations } = arrivals;
  const pages = new Set<number>();
  for (const { num, before } of diff.objects.values()) if (nameIn(before, 'Type') === 'Page') pages.add(num);
  for (const num of [...listed, ...annotations.keys()]) {
    const page = dictOf(diff.objects.get(num)?.after)?.get('P');
    if (page instanceof PdfRef) pages.add(page.num);
  }
  const boxes = new SignatureBoxes(diff, listed);
  const shown = new Set<number>();
  for (const num of pages) {
    const ref = new PdfRef(num, generationOf(diff, num));
    const before = await diff.before.object(ref);
    const after = await diff.after.object(ref);
    if (!(before instanceof PdfDict) || !(after instanceof PdfDict) || nameIn(before, 'Type') !== 'Page') continue;
    if (!gainedAnnotations(before, after)) continue;
    const lists = [before.get('Annots'), after.get('Annots')] as const;
    const gained = await gainedMembers(diff, ...lists);
    if ('fault' in gained) continue;
    const remarks = gained.members.flatMap((item) => (item instanceof PdfRef ? (annotations.get(item.num) ?? []) : []));
    const isKnown = (item: PdfObject) =>
      item instanceof PdfRef && (listed.has(item.num) || (annotations.has(item.num) && !shown.has(item.num)));
    if (!gained.members.every(isKnown) || new Set(remarks).size < remarks.length) continue;
    if (remarks.some(({ page }) => page !== undefined && page.num !== num)) continue;
    const fault = await boxes.fault(ref, after);
    if (fault !== undefined) {
      const holder = lists[1] instanceof PdfRef && diff.objects.has(lists[1].num) ? lists[1].num : num;
      diff.report({
        object: holder,
        assessment: 'indeterminate',
        kind: 'annotation',
        description: fault,
        pages: await arrivals.pages.of([num]),
        visual: true,
      });
      continue;
    }
    for (const remark of remarks) {
      shown.add(remark.num);
      diff.report(await remarkFinding(remark, num, arrivals.pages));
      clearReachable(diff, ownParts(remark.dict), index);
    }
    diff.clear(num);
    await clearHolder(diff, lists, ref, index);
  }
}

async function remarkFinding({ num, what }: NewAnnotation, page: number, numbers: PageNumbers): Promise<Finding> {
  const pages = await numbers.of([page]);
  const description = `${pages[0] === undefined ? 'On a page' : `Page ${pages[0]}:`} ${what} was added.`;
  return {
    object: num,
    assessment: 'indeterminate',
    kind: 'annotation',
    isNewRemark: true,
    description,
    pages,
    visual: true,
  };
}

/** True where nothing else differs but a tab order, that of the structure where there was none (docs/decisions/0006). */
function gainedAnnotations(before: PdfDict, after: PdfDict): boolean {
  return differingKeys(before, after).every(
    (key) => key === 'Annots' || (key === 'Tabs' && before.get('Tabs') === undefined && nameIn(after, 'Tabs') === 'S'),
  );
}

/** How `after` is more than `before` with members of `listed` at its end, as the end of a sentence; undefined where it is just that. */
async function listFault(
  diff: RevisionDiff,
  beforeValue: PdfObject | undefined,
  afterValue: PdfObject | undefined,
  listed: ReadonlySet<number>,
): Promise<ListFault | undefined> {
  const gained = await gainedMembers(diff, beforeValue, afterValue);
  if ('fault' in gained) return gained.fault;
  const foreign = gained.members.some((item) => !(item instanceof PdfRef && listed.has(item.num)));
  return foreign ? { what: 'gained members other than new signatures.', lost: false } : undefined;
}

interface ListFault {
  /** The end of a sentence. */
  readonly what: string;
  readonly lost: boolean;
}

/** What a list gained at its end; how it changed otherwise. */
async function gainedMembers(
  diff: RevisionDiff,
  beforeValue: PdfObject | undefined,
  afterValue: PdfObject | undefined,
): Promise<{ readonly members: readonly PdfObject[] } | { readonly fault: ListFault }> {
  const before = await diff.before.resolve(beforeValue);
  const after = await diff.after.resolve(afterValue);
  const fault = (what: string, lost = false) => ({ fault: { what, lost } });
  if (![before, after].every((list) => list === null || Array.isArray(list))) return fault('is no list.');
  const old = Array.isArray(before) ? before : [];
  const now = Array.isArray(after) ? after : [];
  if (old.some((item) => !now.some((other) => sameValue(item, other)))) return fault('lost members.', true);
  if (!old.every((item, at) => sameValue(item, now[at]))) return fault('was put in another order.');
  return { members: now.slice(old.length) };
}

/**
 * Settles an object that holds a list or dictionary which a rule compared: the one that held it before, or an added one, to which
 * `owner` alone refers, and once. Whatever else refers to it would change its meaning along with it.
 * @param values the entry of the owner, before and after
 */
export async function clearHolder(
  diff: RevisionDiff,
  [before, value]: readonly [PdfObject | undefined, PdfObject | undefined],
  owner: PdfRef,
  index: ReferenceIndex,
): Promise<void> {
  if (!(value instanceof PdfRef) || !diff.objects.has(value.num)) return;
  if (!diff.isAdded(value.num) && !sameValue(before, value)) return;
  if (index.referrers(value.num, diff.number).some((num) => num !== owner.num)) return;
  for (const view of [diff.before, diff.after]) {
    const mentions = [...references(await view.object(owner))].filter(({ num }) => num === value.num);
    if (mentions.length > 1) return;
  }
  diff.clear(value.num);
}

function generationOf(diff: RevisionDiff, num: number): number {
  const entry = diff.after.entry(num);
  return entry?.type === 'offset' ? entry.gen : 0;
}

/** Entries of the document information that every save renews (ISO 32000-2, 14.3.3). */
const RENEWED_KEYS: readonly string[] = ['ModDate', 'Producer'];

/** A signer may note when and by what the file was saved, and no more. Only the trailer may lead to the object. */
export function clearSaveNote(diff: RevisionDiff, index: ReferenceIndex): void {
  const info = diff.after.trailer.get('Info');
  const change = info instanceof PdfRef ? diff.objects.get(info.num) : undefined;
  if (change === undefined || !(change.before instanceof PdfDict) || !(change.after instanceof PdfDict)) return;
  const { before, after, num } = change;
  const plain = differingKeys(before, after).every(
    (key) => RENEWED_KEYS.includes(key) && (after.get(key) === undefined || after.get(key) instanceof PdfString),
  );
  if (plain && index.referrers(num, diff.number).every((referrer) => referrer === TRAILER)) diff.clear(num);
}
