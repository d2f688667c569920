import { PdfDict, type PdfObject, PdfRef, PdfString } from '../../../pdf/objects.ts';
import { textOf } from '../../../pdf/text-string.ts';
import { isDrawnFreely, type NewAnnotation, ownParts } from './annotation-rule.ts';
import { clearHolder, gainedMembers } from './grown-lists.ts';
import type { PageNumbers } from './page-numbers.ts';
import { quoted } from './quoted-text.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { Finding, RevisionDiff } from './revision-diff.ts';
import { dictOf, differingKeys, nameIn } from './same-object.ts';
import { SignatureBoxes } from './signature-boxes.ts';
import { clearReachable } from './signature-rule.ts';

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
      const drawnFreely = await isDrawnFreely(diff.after, remark.dict, diff.looks);
      diff.report({ ...(await remarkFinding(remark, num, arrivals.pages)), drawnFreely });
      clearReachable(diff, ownParts(remark.dict), index);
    }
    diff.clear(num);
    await clearHolder(diff, lists, ref, index);
  }
}

async function remarkFinding({ num, what, dict }: NewAnnotation, page: number, numbers: PageNumbers): Promise<Finding> {
  const pages = await numbers.of([page]);
  const contents = dict.get('Contents');
  const text = contents instanceof PdfString ? quoted(textOf(contents)) : '';
  const says = text === '' ? '' : ` that says ${text}`;
  const description = `${pages[0] === undefined ? 'On a page' : `Page ${pages[0]}:`} ${what}${says} was added.`;
  return {
    object: num,
    assessment: 'indeterminate',
    kind: 'annotation',
    isNewRemark: true,
    isNewAnnotation: true,
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

function generationOf(diff: RevisionDiff, num: number): number {
  const entry = diff.after.entry(num);
  return entry?.type === 'offset' ? entry.gen : 0;
}
