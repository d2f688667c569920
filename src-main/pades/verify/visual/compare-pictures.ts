import type { PagePicture } from '../../../platform/page-renderer.ts';

/** A rectangle of whole pixels, from the top left; the far edges do not belong to it. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Steps of a colour channel within which two pixels look the same. */
const SAME = 12;

/**
 * Where two pictures of the same page differ outside of `boxes`; undefined where they nowhere do. Pictures of different sizes differ
 * everywhere.
 */
export function differenceOutside(
  before: PagePicture,
  after: PagePicture,
  boxes: readonly PixelBox[],
): PixelBox | undefined {
  const { width, height } = before;
  if (width !== after.width || height !== after.height) return { left: 0, top: 0, right: width, bottom: height };
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const inside = maskOf(width, height, boxes);
  let found: { left: number; top: number; right: number; bottom: number } | undefined;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (a[at] === b[at] || inside[at] === 1 || distance(before.rgba, at, after.rgba, at) <= SAME) continue;
      found ??= { left: x, top: y, right: x + 1, bottom: y + 1 };
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, x + 1);
      found.bottom = y + 1;
    }
  }
  return found;
}

/** Pixels of the squares in which differences are gathered. */
const SQUARE = 16;

/**
 * Boxes around what differs between two pictures of the same page, each of neighbouring squares; all of it where the sizes differ. At most
 * `most`: then the last one encloses the rest.
 */
export function differingBoxes(before: PagePicture, after: PagePicture, most = 100): PixelBox[] {
  const { width, height } = before;
  if (width !== after.width || height !== after.height) return [{ left: 0, top: 0, right: width, bottom: height }];
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const [columns, rows] = [Math.ceil(width / SQUARE), Math.ceil(height / SQUARE)];
  const open = new Set<number>();
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (a[at] === b[at] || distance(before.rgba, at, after.rgba, at) <= SAME) continue;
      open.add(Math.floor(y / SQUARE) * columns + Math.floor(x / SQUARE));
    }
  }
  const found: PixelBox[] = [];
  for (const first of open) {
    const box = onPicture(before, around(cluster(first, open, { columns, rows })));
    const last = found.at(-1);
    if (found.length < most || last === undefined) found.push(box);
    else found[most - 1] = hull(last, box);
  }
  return found;
}

/** A rectangle of squares, the far edges belonging to it. */
type Squares = { left: number; top: number; right: number; bottom: number };

/** Takes a square and all that touch each other from it out of the set. */
function cluster(first: number, open: Set<number>, { columns, rows }: { columns: number; rows: number }): Squares {
  const box: Squares = { left: columns, top: rows, right: 0, bottom: 0 };
  const queue = [first];
  open.delete(first);
  for (let square = queue.pop(); square !== undefined; square = queue.pop()) {
    const [x, y] = [square % columns, Math.floor(square / columns)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const next = (y + dy) * columns + x + dx;
        if (x + dx >= 0 && x + dx < columns && open.delete(next)) queue.push(next);
      }
    }
  }
  return box;
}

function around({ left, top, right, bottom }: Squares): PixelBox {
  return { left: left * SQUARE, top: top * SQUARE, right: (right + 1) * SQUARE, bottom: (bottom + 1) * SQUARE };
}

/** The smallest box that holds both. */
export function hull(a: PixelBox, b: PixelBox): PixelBox {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** Largest difference of a channel between two pixels. */
export function distance(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  let largest = 0;
  for (let channel = 0; channel < 3; channel++) {
    const step = Math.abs((a[4 * atA + channel] ?? 0) - (b[4 * atB + channel] ?? 0));
    if (step > largest) largest = step;
  }
  return largest;
}

/** The part of a box that lies on a picture. */
export function onPicture({ width, height }: PagePicture, box: PixelBox): PixelBox {
  return {
    left: Math.max(0, box.left),
    top: Math.max(0, box.top),
    right: Math.min(width, box.right),
    bottom: Math.min(height, box.bottom),
  };
}

/** Pixels as numbers, to see at once that two are equal. */
function wordsOf({ rgba }: PagePicture): Uint32Array {
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
}

function maskOf(width: number, height: number, boxes: readonly PixelBox[]): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const { left, top, right, bottom } of boxes) {
    for (let y = Math.max(0, top); y < Math.min(height, bottom); y++) {
      mask.fill(1, y * width + Math.max(0, left), y * width + Math.max(0, Math.min(width, right)));
    }
  }
  return mask;
}
