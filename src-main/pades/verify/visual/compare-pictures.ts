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
export function wordsOf({ rgba }: PagePicture): Uint32Array {
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
