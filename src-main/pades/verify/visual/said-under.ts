import { codeOf } from '../../../../shared/contract/app-error.ts';
import type { Box } from '../../../../shared/geometry/page-space.ts';
import { PdfDict, PdfRef } from '../../../pdf/objects.ts';
import { rectangle } from '../../format/fields.ts';
import { quoted } from '../changes/quoted-text.ts';
import type { Finding } from '../changes/revision-diff.ts';
import type { VisualQuestion } from './visual-changes.ts';

/** Annotations looked under; of more it is not told what they lie over. */
const MOST = 100;
/** Milliseconds for all of them. */
const LONGEST = 5_000;

/** What `visualChanges` is asked, before it is known whether all of it was permitted. */
export type UnderQuestion = Omit<VisualQuestion, 'signatures'>;

interface Place {
  readonly finding: Finding;
  readonly page: number;
  readonly rect: Box;
}

/**
 * The same findings, where an annotation was added with what it was put over: the text of the page's content under its rectangle as it
 * was before. What cannot be read is not told; the findings say without it what was done.
 * @throws AppError CANCELLED, INPUT_UNREADABLE
 */
export async function withTextUnder(question: UnderQuestion): Promise<ReadonlyMap<number, readonly Finding[]>> {
  const { later, signal } = question;
  const told = new Map(later);
  const deadline = AbortSignal.timeout(LONGEST);
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  let left = MOST;
  for (const [revision, findings] of later) {
    const places = await placesOf(question, revision, findings, left);
    left -= places.length;
    if (places.length === 0) continue;
    try {
      const texts = await textsUnder({ ...question, signal: either }, revision - 1, places);
      const over = (finding: Finding) => overText(finding, texts.get(finding) ?? '');
      told.set(revision, findings.map(over));
    } catch (error) {
      const isLate = codeOf(error) === 'CANCELLED' && signal?.aborted !== true;
      if (!isLate && codeOf(error) !== 'PAGE_NOT_RENDERED') throw error;
    }
  }
  return told;
}

async function placesOf(
  { document, numbers }: UnderQuestion,
  revision: number,
  findings: readonly Finding[],
  most: number,
): Promise<Place[]> {
  const places: Place[] = [];
  const view = document.at(revision);
  for (const finding of findings) {
    if (places.length >= most) break;
    if (finding.isNewAnnotation !== true || finding.object === null) continue;
    const entry = view.entry(finding.object);
    const dict = await view.object(new PdfRef(finding.object, entry?.type === 'offset' ? entry.gen : 0));
    const rect = dict instanceof PdfDict ? await rectangle(view, dict.get('Rect')) : null;
    const [page] = await numbers.showing([finding.object]);
    if (rect !== null && page !== undefined) places.push({ finding, page, rect });
  }
  return places;
}

/** Text by finding, of the document as it was at a revision. */
async function textsUnder(
  { document, password, renderer, signal }: UnderQuestion,
  revision: number,
  places: readonly Place[],
): Promise<ReadonlyMap<Finding, string>> {
  const found = new Map<Finding, string>();
  const { source } = document;
  const shown = await renderer.open(source, { password, signal, length: document.at(revision).size });
  try {
    for (const page of new Set(places.map((place) => place.page))) {
      if (page > shown.pages) continue;
      const there = places.filter((place) => place.page === page);
      const boxes = there.map(({ rect }) => rect);
      const texts = await shown.text(page, boxes);
      for (const [at, { finding }] of there.entries()) found.set(finding, texts[at] ?? '');
    }
  } finally {
    await shown.close();
  }
  return found;
}

function overText(finding: Finding, text: string): Finding {
  if (text === '') return finding;
  const { description } = finding;
  const at = description.lastIndexOf(ADDED) + ADDED.length;
  return { ...finding, description: `${description.slice(0, at)} over ${quoted(text)}${description.slice(at)}` };
}

/** How every sentence of an added annotation says so. */
const ADDED = ' was added';
