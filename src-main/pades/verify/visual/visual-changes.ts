import { codeOf } from '../../../../shared/contract/app-error.ts';
import type { VisualDifference } from '../../../../shared/domain/verification.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import type { PageRenderer } from '../../../platform/page-renderer.ts';
import { WorkDeadline } from '../../../platform/work-deadline.ts';
import type { PageNumbers } from '../changes/page-numbers.ts';
import { quoted } from '../changes/quoted-text.ts';
import type { Finding } from '../changes/revision-diff.ts';
import { type Arrival, type Touched, touchedPages } from './arrivals.ts';
import { differenceOutside } from './compare-pictures.ts';
import { coveredInk } from './covered-ink.ts';
import { PagePictures, pixelBox } from './page-pictures.ts';

/** Pages compared of one file: what changes more of them at a time is told as not compared. */
const MOST_PAGES = 50;
/** Revisions in which one page is looked at: as often as a box lies over another that was signed. */
const MOST_LOOKS = 12;
/** Milliseconds of work for all pages of a file. */
const LONGEST = 60_000;

export interface VisualQuestion {
  readonly document: PdfDocument;
  readonly password: string | undefined;
  readonly renderer: PageRenderer;
  /** In the order of the report. */
  readonly signatures: readonly { readonly field: string; readonly coversRevision: number | null }[];
  /** Findings of each revision after the first covered one: all permitted. */
  readonly later: ReadonlyMap<number, readonly Finding[]>;
  readonly numbers: PageNumbers;
  readonly signal: AbortSignal | undefined;
}

/**
 * Where pages look otherwise than when they were signed, though every change was permitted: outside of the boxes of later signatures and
 * filled fields, or where such a box covers text or drawings that were there. What was permitted only adds, so the oldest signature sees
 * all of it and one comparison answers for the later ones; where a box lies over one that came before, its signature is asked, too.
 * A page that cannot be drawn counts as different: nothing passes unseen.
 * @throws AppError CANCELLED, INPUT_UNREADABLE
 */
export async function visualChanges(question: VisualQuestion): Promise<VisualDifference[]> {
  const { document, later, numbers, renderer, password, signal } = question;
  const touched = await touchedPages(document, later, numbers);
  const first = firstCovering(question, 0);
  if (first === undefined || touched.pages.size === 0) return [];
  const pages = [...touched.pages.keys()].sort((a, b) => a - b);
  const deadline = new WorkDeadline(LONGEST);
  const either = signal === undefined ? deadline.signal : AbortSignal.any([signal, deadline.signal]);
  const pictures = new PagePictures(document, renderer, { password, signal: either });
  const found: VisualDifference[] = [];
  try {
    for (const page of pages.slice(0, MOST_PAGES)) {
      const difference = await comparePage(question, pictures, touched, page);
      if (difference !== undefined) found.push(difference);
    }
  } finally {
    deadline.end();
    await pictures.close();
  }
  const [next] = pages.slice(MOST_PAGES);
  if (next !== undefined) {
    const more = pages.length - MOST_PAGES - 1;
    const which =
      more === 0
        ? `Page ${next}, which may have changed, was`
        : `Page ${next} and ${more} more that may have changed were`;
    const description = `${which} not compared with how it looked when it was signed: at most ${MOST_PAGES} pages are.`;
    found.push({ page: next, signature: first.index, description });
  }
  return found;
}

interface Covering {
  readonly index: number;
  readonly revision: number;
  readonly field: string;
}

/** The signature of the oldest revision from `revision` on that one covers. */
function firstCovering({ signatures }: Pick<VisualQuestion, 'signatures'>, revision: number): Covering | undefined {
  let found: Covering | undefined;
  for (const [index, { field, coversRevision }] of signatures.entries()) {
    if (coversRevision === null || coversRevision < revision) continue;
    if (found === undefined || coversRevision < found.revision) found = { index, revision: coversRevision, field };
  }
  return found;
}

/** The first difference on a page, seen with the signatures that have to be asked. */
async function comparePage(
  question: VisualQuestion,
  pictures: PagePictures,
  touched: Touched,
  page: number,
): Promise<VisualDifference | undefined> {
  const newest = touched.pages.get(page) ?? 0;
  const boxes = touched.arrivals.filter((arrival) => arrival.page === page);
  const looks = looksAt(question, boxes).filter(({ revision }) => revision < newest);
  const free = freelyDrawn(question, page);
  if (free !== undefined) return free;
  for (const [count, covering] of looks.entries()) {
    if (count >= MOST_LOOKS) {
      const description = `On page ${page} so many boxes lie over each other that it cannot be told what they cover.`;
      return { page, signature: covering.index, description };
    }
    const description = await look(question, pictures, { page, boxes, covering, printed: touched.printed.has(page) });
    if (description !== undefined) return { page, signature: covering.index, description };
  }
  return undefined;
}

/** What programs draw each in their own way is none that pictures of one of them could clear. */
function freelyDrawn(question: VisualQuestion, page: number): VisualDifference | undefined {
  const first = firstCovering(question, 0);
  for (const [revision, findings] of question.later) {
    const free = findings.find(({ drawnFreely, pages }) => drawnFreely === true && pages?.includes(page) === true);
    if (free === undefined || first === undefined || first.revision >= revision) continue;
    const description = `On page ${page} something was added whose look is left to the program that shows it.`;
    return { page, signature: first.index, description };
  }
  return undefined;
}

/** The signatures to be asked about a page with these boxes: the first one, and each whose box a later one lies over. */
function looksAt(question: VisualQuestion, boxes: readonly Arrival[]): Covering[] {
  const found = new Map<number, Covering>();
  const note = (revision: number) => {
    const covering = firstCovering(question, revision);
    if (covering !== undefined) found.set(covering.revision, covering);
  };
  note(0);
  for (const later of boxes) {
    const under = boxes.filter(
      (earlier) => earlier.revision < later.revision && earlier.widget !== later.widget && overlap(earlier, later),
    );
    if (under.length > 0) note(Math.max(...under.map(({ revision }) => revision)));
  }
  return [...found.values()].sort((a, b) => a.revision - b.revision);
}

function overlap({ rect: a }: Arrival, { rect: b }: Arrival): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

interface Look {
  readonly page: number;
  readonly boxes: readonly Arrival[];
  readonly covering: Covering;
  readonly printed: boolean;
}

/** One sentence where the page does not look as it did at this revision. */
async function look(question: VisualQuestion, pictures: PagePictures, wish: Look): Promise<string | undefined> {
  try {
    for (const printing of wish.printed ? [false, true] : [false]) {
      const sentence = await compare(question, pictures, wish, printing);
      if (sentence !== undefined) return sentence;
    }
    return undefined;
  } catch (error) {
    const isLate = codeOf(error) === 'CANCELLED' && question.signal?.aborted !== true;
    if (!isLate && !['PAGE_NOT_RENDERED', 'PAGE_OUT_OF_RANGE', 'PDF_DAMAGED'].includes(codeOf(error))) throw error;
    const reason = isLate ? 'It takes longer than is allowed.' : error instanceof Error ? error.message : '';
    return `Page ${wish.page} could not be compared with how it looked when it was signed. ${reason}`.trim();
  }
}

async function compare(
  { document }: VisualQuestion,
  pictures: PagePictures,
  { page, boxes, covering }: Look,
  printing: boolean,
): Promise<string | undefined> {
  const shown = { page, annotations: true, printing };
  const before = await pictures.draw(covering.revision, shown);
  const after = await pictures.draw(document.revisions.length, shown);
  const { space } = await document.page(page);
  const later = boxes.filter(({ revision }) => revision > covering.revision);
  const places = later.map((arrival) => ({ arrival, box: pixelBox(space, after, arrival.rect) }));
  const outside = differenceOutside(
    before,
    after,
    places.map(({ box }) => box),
  );
  const when = covering.field === '' ? 'it was signed' : `“${covering.field}” was signed`;
  const quote = async (box: Parameters<PagePictures['textUnder']>[3], lead: string) => {
    const text = await pictures.textUnder(covering.revision, page, before, box);
    return text === '' ? '' : `${lead} ${quoted(text)}`;
  };
  if (outside !== undefined) {
    const onPaper = printing ? ' printed' : '';
    return `Page ${page} looks otherwise${onPaper} than when ${when}${await quote(outside, ', over')}.`;
  }
  let bare: typeof before | undefined;
  for (const { arrival, box } of places) {
    if (!arrival.isNew) bare ??= await pictures.draw(covering.revision, { ...shown, annotations: false });
    const covered = coveredInk({ before, after, bare: arrival.isNew ? undefined : bare }, box);
    if (covered === undefined) continue;
    const what = arrival.kind === 'signature' ? 'the box of the signature' : 'the field';
    return `On page ${page} ${what} “${arrival.field}” covers what was there when ${when}${await quote(covered, ':')}.`;
  }
  return undefined;
}
