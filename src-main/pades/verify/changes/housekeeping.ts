import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import { saysTheSame } from './description-text.ts';
import { clearHolder } from './grown-lists.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { nameIn, sameValue } from './same-object.ts';
import { clearReachable, isActive } from './signature-rule.ts';

const METADATA_KEYS: ReadonlySet<string> = new Set(['Type', 'Subtype', 'Length', 'Filter', 'DecodeParms']);

/**
 * The document's own description (XMP, ISO 32000-2, 14.3.2) may be brought up to date by whoever adds something that is permitted: dates,
 * programs, histories. Title, author and subject stay.
 */
export async function clearMetadata(diff: RevisionDiff, index: ReferenceIndex): Promise<void> {
  const before = await diff.before.catalog();
  const after = await diff.after.catalog();
  const ref = after.dict.get('Metadata');
  const old = before.dict.get('Metadata');
  if (!(ref instanceof PdfRef)) return;
  const change = diff.objects.get(ref.num);
  if (change === undefined || !(change.after instanceof PdfStream) || !isDescription(change.after)) return;
  if (!diff.isAdded(ref.num) && !(old instanceof PdfRef && old.num === ref.num)) return;
  if (index.referrers(ref.num, diff.number).some((num) => num !== after.ref.num && num !== before.ref.num)) return;
  if (!(await saysTheSame(diff, await diff.before.resolve(old), change.after))) return;
  const description = 'The description of the document (XMP) was brought up to date.';
  diff.report({ object: ref.num, assessment: 'permitted', kind: 'housekeeping', description });
}

function isDescription({ dict }: PdfStream): boolean {
  return nameIn(dict, 'Subtype') === 'XML' && [...dict.entries.keys()].every((key) => METADATA_KEYS.has(key));
}

/**
 * What a program left behind: added objects to which nothing leads, neither in this revision nor before. They show nothing; whatever leads
 * to them later is judged then. Pages, annotations, signatures and actions do not lie about by accident.
 */
export function clearLeftovers(diff: RevisionDiff, index: ReferenceIndex): void {
  const reached = new Set<number>();
  const queue: (PdfObject | undefined)[] = [diff.after.trailer];
  for (const { num, after } of diff.objects.values()) if (!diff.isAdded(num) || diff.isSettled(num)) queue.push(after);
  while (queue.length > 0) {
    for (const { num } of references(queue.pop())) {
      if (reached.has(num)) continue;
      reached.add(num);
      if (diff.isAdded(num)) queue.push(diff.objects.get(num)?.after);
    }
  }
  for (const { num, after } of diff.unsettled()) {
    if (!diff.isAdded(num) || reached.has(num) || isActive(after)) continue;
    if (index.referrers(num, diff.number).length > 0 || index.isContainer(num, diff.number)) continue;
    const description = `Object ${num} was added, and nothing leads to it.`;
    diff.report({ object: num, assessment: 'permitted', kind: 'housekeeping', description });
  }
}

/** The version of the format may rise (table 29): what is in the document stays what it is. */
export function isHigherVersion(before: PdfObject | undefined, after: PdfObject | undefined): boolean {
  if (!(after instanceof PdfName) || !/^\d\.\d$/.test(after.name)) return false;
  return before === undefined || before === null || (before instanceof PdfName && before.name <= after.name);
}

/**
 * Default resources of a form may gain names (table 224); those that were there lead where they led. What comes along is settled.
 * @param values before and after
 */
export async function clearGrownResources(
  diff: RevisionDiff,
  [beforeValue, afterValue]: readonly [PdfObject | undefined, PdfObject | undefined],
  owner: PdfRef,
  index: ReferenceIndex,
): Promise<boolean> {
  const before = await diff.before.resolve(beforeValue);
  const after = await diff.after.resolve(afterValue);
  if (after === null) return before === null;
  if (!(after instanceof PdfDict) || !(before === null || before instanceof PdfDict)) return false;
  const holder = afterValue instanceof PdfRef ? afterValue : owner;
  for (const key of new Set([...(before?.entries.keys() ?? []), ...after.entries.keys()])) {
    if (key === 'ProcSet') continue;
    const [old, now] = [before?.get(key), after.get(key)] as const;
    const [was, is] = [await diff.before.resolve(old), await diff.after.resolve(now)];
    if (!(is instanceof PdfDict) || !(was === null || was instanceof PdfDict)) return false;
    // Fields that are drawn by the viewer use fonts; nothing draws the drawings.
    if (key !== 'XObject') {
      for (const [name, value] of was?.entries ?? []) if (!sameValue(value, is.get(name))) return false;
    }
    await clearHolder(diff, [old, now], holder, index);
    clearReachable(diff, is, index);
  }
  await clearHolder(diff, [beforeValue, afterValue], owner, index);
  return true;
}
