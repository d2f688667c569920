import type { Placement } from '../../../shared/contract/signing-choices.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** Compass names of the edges and corners that can be pulled. */
export type Handle = 'n' | 'e' | 's' | 'w' | 'ne' | 'nw' | 'se' | 'sw';

/** Smallest mark that can still be read, points. */
export const SMALLEST: Size = { width: 72, height: 28 };
const USUAL: Size = { width: 200, height: 72 };
const MARGIN = 36;

/** Shrinks and shifts a rectangle so that it lies on its page, no smaller than can be read (unless the page itself is). */
export function onPage(rect: Placement, page: Size): Placement {
  const width = Math.min(page.width, Math.max(rect.width, SMALLEST.width));
  const height = Math.min(page.height, Math.max(rect.height, SMALLEST.height));
  return {
    page: rect.page,
    x: clamp(rect.x, 0, page.width - width),
    y: clamp(rect.y, 0, page.height - height),
    width,
    height,
  };
}

/** The rectangle between two points of one page (points, origin lower left). */
export function between(page: number, a: Point, b: Point, size: Size): Placement {
  const x0 = clamp(Math.min(a.x, b.x), 0, size.width);
  const y0 = clamp(Math.min(a.y, b.y), 0, size.height);
  const x1 = clamp(Math.max(a.x, b.x), 0, size.width);
  const y1 = clamp(Math.max(a.y, b.y), 0, size.height);
  return onPage({ page, x: x0, y: y0, width: x1 - x0, height: y1 - y0 }, size);
}

export function moved(rect: Placement, dx: number, dy: number, page: Size): Placement {
  return onPage({ ...rect, x: rect.x + dx, y: rect.y + dy }, page);
}

/** Pulls an edge or corner; the opposite one stays where it is. `dy` grows upwards. */
export function pulled(rect: Placement, handle: Handle, dx: number, dy: number, page: Size): Placement {
  let { x, y, width, height } = rect;
  const right = x + width;
  const top = y + height;
  if (handle.includes('e')) width = clamp(width + dx, SMALLEST.width, page.width - x);
  if (handle.includes('w')) {
    x = clamp(x + dx, 0, right - SMALLEST.width);
    width = right - x;
  }
  if (handle.includes('n')) height = clamp(height + dy, SMALLEST.height, page.height - y);
  if (handle.includes('s')) {
    y = clamp(y + dy, 0, top - SMALLEST.height);
    height = top - y;
  }
  return onPage({ page: rect.page, x, y, width, height }, page);
}

/** A mark of usual size in a lower corner. */
export function inCorner(page: number, corner: 'left' | 'right', size: Size): Placement {
  const x = corner === 'left' ? MARGIN : size.width - MARGIN - USUAL.width;
  return onPage({ page, x, y: MARGIN, ...USUAL }, size);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.max(low, high), value));
}
