/** Width and height of a page as displayed, in points. */
export interface PageSize {
  readonly width: number;
  readonly height: number;
}

export type Zoom =
  | { readonly kind: 'automatic' }
  | { readonly kind: 'fit-width' }
  | { readonly kind: 'fit-page' }
  | { readonly kind: 'scale'; readonly scale: number };

/** Space around and between pages, CSS pixels. */
export const GAP = 16;
/** CSS pixels per point at 100 %. */
export const SCALE_100 = 96 / 72;
export const MIN_SCALE = SCALE_100 * 0.1;
export const MAX_SCALE = SCALE_100 * 8;
/** What `automatic` does not exceed: larger text is not read more easily. */
const AUTOMATIC_MAX = SCALE_100 * 1.25;
/** Browsers cannot scroll over more pixels than this. */
const MAX_SCROLL = 16_000_000;
const STEPS = [0.1, 0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8];

/** CSS pixels per point that a zoom means in a viewport of this size. */
export function scaleOf(zoom: Zoom, pages: readonly PageSize[], viewport: PageSize, current: number): number {
  const room = { width: Math.max(80, viewport.width - 2 * GAP), height: Math.max(80, viewport.height - 2 * GAP) };
  const widest = pages.reduce((width, page) => Math.max(width, page.width), 1);
  const page = pages[current] ?? { width: widest, height: widest };
  if (zoom.kind === 'automatic') return clampScale(Math.min(AUTOMATIC_MAX, room.width / widest), pages);
  if (zoom.kind === 'fit-width') return clampScale(room.width / widest, pages);
  if (zoom.kind === 'fit-page') return clampScale(Math.min(room.width / page.width, room.height / page.height), pages);
  return clampScale(zoom.scale, pages);
}

/** Keeps a scale within what can be read and what can be scrolled. */
export function clampScale(scale: number, pages: readonly PageSize[]): number {
  const points = pages.reduce((height, page) => height + page.height, 0);
  return Math.max(MIN_SCALE, Math.min(MAX_SCALE, MAX_SCROLL / Math.max(1, points), scale));
}

/** The next round percentage above or below. */
export function stepScale(scale: number, direction: 1 | -1): number {
  const ratio = scale / SCALE_100;
  const next =
    direction > 0
      ? STEPS.find((step) => step > ratio + 0.005)
      : [...STEPS].reverse().find((step) => step < ratio - 0.005);
  return (next ?? ratio) * SCALE_100;
}

/** Distance of each page's top edge from the top of the column, and the whole height at the end, CSS pixels. */
export function pageTops(pages: readonly PageSize[], scale: number): readonly number[] {
  const tops: number[] = [];
  let y = GAP;
  for (const page of pages) {
    tops.push(y);
    y += Math.round(page.height * scale) + GAP;
  }
  tops.push(y);
  return tops;
}

/** First and last index of the pages that touch [from, to]. `tops` as `pageTops` gives them. */
export function pagesWithin(tops: readonly number[], from: number, to: number): { first: number; last: number } {
  const count = tops.length - 1;
  const first = Math.max(0, Math.min(count - 1, lastAtOrBefore(tops, from)));
  const last = Math.max(first, Math.min(count - 1, lastAtOrBefore(tops, to)));
  return { first, last };
}

/** Index of the page that a reader would name: the one under a line a third down the viewport. */
export function currentPage(tops: readonly number[], scrollTop: number, viewportHeight: number): number {
  return pagesWithin(tops, scrollTop + viewportHeight / 3, scrollTop + viewportHeight / 3).first;
}

/** Where to scroll so that what lay under `anchor` (CSS pixels from the viewport's top) stays there under the new scale. */
export function scrollAfterZoom(
  pages: readonly PageSize[],
  before: number,
  after: number,
  scrollTop: number,
  anchor: number,
): number {
  const oldTops = pageTops(pages, before);
  const newTops = pageTops(pages, after);
  const index = pagesWithin(oldTops, scrollTop + anchor, scrollTop + anchor).first;
  const inside = (scrollTop + anchor - (oldTops[index] ?? 0)) / before;
  return (newTops[index] ?? 0) + inside * after - anchor;
}

function lastAtOrBefore(tops: readonly number[], y: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
