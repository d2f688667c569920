import { sameObject, sameValue } from '../../pades/verify/changes/same-object.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfRef } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/page-tree.ts';
import type { XrefEntry } from '../../pdf/xref-entries.ts';
import { type MadePage, madePage, madePages, PAGES, pagesOf, readable } from './page-parts.ts';
import type { SecondReading } from './second-reading.ts';

/** Earlier revisions looked at, newest first. */
const REVISIONS = 4;

/** Earlier versions of pages whose content was written anew since, each version once. That a file has revisions is no reason. */
export async function earlierReadings(document: PdfDocument): Promise<SecondReading[]> {
  const pages = await madePages(document);
  const known = new Map(pages.map((made) => [made.page.number, [made]]));
  const readings: SecondReading[] = [];
  const newest = document.revisions.length;
  for (let revision = newest - 1; revision >= Math.max(1, newest - REVISIONS); revision--) {
    const view = document.at(revision);
    const there = await pagesOf(view);
    const changed: (readonly [number, number])[] = [];
    for (const { page } of pages) {
      if (changed.length >= PAGES) break;
      const old = there.find(({ ref }) => ref.num === page.ref.num) ?? replacedBy(page, pages, there);
      if (old === undefined || (await isKnown(view, old, known.get(page.number) ?? []))) continue;
      known.get(page.number)?.push(await madePage(view, old));
      changed.push([page.number, old.number]);
    }
    if (changed.length === 0) continue;
    const what = `an earlier version in the file (revision ${revision} of ${newest})`;
    const { source } = document;
    readings.push({
      what,
      source,
      length: view.size,
      pages: changed,
      samePages: false,
      annotations: false,
      counts: 'exchange',
      comparesText: true,
      replaced: undefined,
      replacesPages: false,
    });
  }
  return readings;
}

/** The page that stood in the place of `page` and is gone. */
function replacedBy({ number }: Page, now: readonly MadePage[], there: readonly Page[]): Page | undefined {
  const old = there[number - 1];
  return old === undefined || now.some(({ page }) => page.ref.num === old.ref.num) ? undefined : old;
}

/** True where a page is made of the same as one of these. */
async function isKnown(view: PdfDocument, page: Page, versions: readonly MadePage[]): Promise<boolean> {
  for (const known of versions) if (samePage(page, known.page) && (await sameParts(view, known))) return true;
  return false;
}

function samePage(a: Page, b: Page): boolean {
  const same = ['Contents', 'Resources'].every((key) => sameValue(a.dict.get(key), b.dict.get(key)));
  return same && sameValue(a.inherited.resources, b.inherited.resources);
}

/** True where all these objects are what they were. */
async function sameParts(before: PdfDocument, { view, parts }: MadePage): Promise<boolean> {
  for (const num of parts) {
    const [a, b] = [before.entry(num), view.entry(num)];
    if (samePlace(a, b)) continue;
    const [was, is] = await Promise.all([
      readable(() => before.object(refTo(num, a))),
      readable(() => view.object(refTo(num, b))),
    ]);
    if (!(await readable(() => sameObject(was ?? undefined, before, is ?? undefined, view)))) return false;
  }
  return true;
}

function samePlace(a: XrefEntry | undefined, b: XrefEntry | undefined): boolean {
  return a?.type === 'offset' && b?.type === 'offset' && a.offset === b.offset;
}

function refTo(num: number, entry: XrefEntry | undefined): PdfRef {
  return new PdfRef(num, entry?.type === 'offset' ? entry.gen : 0);
}
