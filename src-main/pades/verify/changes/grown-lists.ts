import { type PdfObject, PdfRef } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { RevisionDiff } from './revision-diff.ts';
import { sameValue } from './same-object.ts';

/** How `after` is more than `before` with members of `listed` at its end, as the end of a sentence; undefined where it is just that. */
export async function listFault(
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

export interface ListFault {
  /** The end of a sentence. */
  readonly what: string;
  readonly lost: boolean;
}

/** What a list gained at its end; how it changed otherwise. */
export async function gainedMembers(
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
  if (old.length <= now.length && old.every((item, at) => sameValue(item, now[at]))) {
    return { members: now.slice(old.length) };
  }
  const kept = new Set(now.flatMap((item) => (item instanceof PdfRef ? [`${item.num} ${item.gen}`] : [])));
  const isLost = old.some((item) =>
    item instanceof PdfRef ? !kept.has(`${item.num} ${item.gen}`) : !now.some((other) => sameValue(item, other)),
  );
  return isLost ? fault('lost members.', true) : fault('was put in another order.');
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
    const mentions = references(await view.object(owner)).filter(({ num }) => num === value.num);
    if (mentions.length > 1) return;
  }
  diff.clear(value.num);
}
