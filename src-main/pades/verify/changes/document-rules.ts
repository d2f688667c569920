import { PdfDict, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { FormField } from '../../format/form-fields.ts';
import { clearHolder, listFault } from './grown-lists.ts';
import { clearGrownResources, isHigherVersion } from './housekeeping.ts';
import { ATTACHED, type ReferenceIndex, TRAILER } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { differingKeys, nameIn, sameValue } from './same-object.ts';
import { clearReachable } from './signature-rule.ts';

/** Entries of the trailer that every update rewrites, and those that describe the cross-reference stream itself. */
const TRAILER_KEYS: ReadonlySet<string> = new Set(
  'Size Prev ID Type W Index Length Filter DecodeParms DL XRefStm'.split(' '),
);

/**
 * The trailer may grow /Size and change /ID, of an encrypted document only its second string; /Root, /Encrypt and everything else must
 * stay; private entries may go.
 */
export async function checkTrailer(diff: RevisionDiff): Promise<void> {
  const before = diff.before.trailer;
  const after = diff.after.trailer;
  for (const key of differingKeys(before, after)) {
    const isKnown = key === 'Root' || key === 'Encrypt' || key === 'Info';
    if (key === 'Size' && shrank(before.get(key), after.get(key))) {
      const description = 'The trailer promises fewer objects than before, so some programs no longer see all of them.';
      diff.report({ object: null, assessment: 'indeterminate', kind: 'structure', description });
    }
    if (key === 'ID' && diff.after.encryption !== undefined && !sameValue(firstId(before), firstId(after))) {
      const description = 'The identifier of the document was changed, from which the key of its encryption is made.';
      diff.report({ object: null, assessment: 'indeterminate', kind: 'structure', description, visual: true });
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

/** The identifier that stays the same for the life of a document (ISO 32000-2, 14.4). */
function firstId(trailer: PdfDict): PdfObject | undefined {
  const id = trailer.get('ID');
  return Array.isArray(id) ? id[0] : undefined;
}

/** Some programs make a new identifier with each update, against 14.4. Nothing that is seen depends on it. */
export function noteIdentifier(diff: RevisionDiff): void {
  const before = firstId(diff.before.trailer);
  if (before === undefined || sameValue(before, firstId(diff.after.trailer))) return;
  const description =
    'The document was given another identifier, which should stay; nothing that is seen depends on it.';
  diff.report({ object: null, assessment: 'permitted', kind: 'housekeeping', description });
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
  const isFree = (await diff.after.resolve(after.get('NeedAppearances'))) !== true && (await haveLooks(diff, fields));
  if (isFree && (before?.get('DA') ?? null) === null && after.get('DA') instanceof PdfString) mayDiffer.push('DA');
  const resources = [before?.get('DR'), after.get('DR')] as const;
  if (isFree && (await clearGrownResources(diff, resources, formHolder, index))) mayDiffer.push('DR');
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

/** True where all fields but those of signatures have appearances of their own. */
async function haveLooks({ before }: RevisionDiff, fields: readonly FormField[]): Promise<boolean> {
  for (const { type, widgets } of fields) {
    for (const { dict } of type === 'Sig' ? [] : widgets) {
      const look = await before.resolve(dict.get('AP'));
      if (!(look instanceof PdfDict) || (await before.resolve(look.get('N'))) === null) return false;
    }
  }
  return true;
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
  if (!plain || index.referrers(num, diff.number).some((referrer) => referrer !== TRAILER)) return;
  const description = 'It was noted when and with what program the document was saved.';
  diff.report({ object: num, assessment: 'permitted', kind: 'housekeeping', description });
}
