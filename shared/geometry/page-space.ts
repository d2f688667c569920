/** A rectangle in points, origin lower left, `x0 <= x1`, `y0 <= y1`. */
export interface Box {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export type Rotation = 0 | 90 | 180 | 270;

/** What fixes the mapping between default user space (what a PDF's /Rect speaks) and the page as displayed. */
export interface PageSpace {
  /** CropBox clipped to MediaBox (ISO 32000-2, 14.11.2), user space units. */
  readonly crop: Box;
  /** /Rotate, clockwise. */
  readonly rotate: Rotation;
  /** /UserUnit: points per user space unit. */
  readonly userUnit: number;
}

/** Width and height of the page as displayed, in points. */
export function displayedSize(page: PageSpace): { width: number; height: number } {
  const width = (page.crop.x1 - page.crop.x0) * page.userUnit;
  const height = (page.crop.y1 - page.crop.y0) * page.userUnit;
  return page.rotate === 90 || page.rotate === 270 ? { width: height, height: width } : { width, height };
}

/** Maps a rectangle on the page as displayed (points, origin lower left) to default user space. Inverse of `toDisplayed`. */
export function toUserSpace(page: PageSpace, box: Box): Box {
  const { width, height } = displayedSize(page);
  const corners = [
    turnBack(page.rotate, box.x0, box.y0, width, height),
    turnBack(page.rotate, box.x1, box.y1, width, height),
  ] as const;
  return ordered(
    corners[0][0] / page.userUnit + page.crop.x0,
    corners[0][1] / page.userUnit + page.crop.y0,
    corners[1][0] / page.userUnit + page.crop.x0,
    corners[1][1] / page.userUnit + page.crop.y0,
  );
}

/** Maps a rectangle in default user space to the page as displayed. */
export function toDisplayed(page: PageSpace, box: Box): Box {
  const { width, height } = displayedSize(page);
  const corners = [
    turn(page.rotate, (box.x0 - page.crop.x0) * page.userUnit, (box.y0 - page.crop.y0) * page.userUnit, width, height),
    turn(page.rotate, (box.x1 - page.crop.x0) * page.userUnit, (box.y1 - page.crop.y0) * page.userUnit, width, height),
  ] as const;
  return ordered(corners[0][0], corners[0][1], corners[1][0], corners[1][1]);
}

/** Displayed → unrotated. `width` and `height` are those of the displayed page. */
function turnBack(rotate: Rotation, x: number, y: number, width: number, height: number): [number, number] {
  switch (rotate) {
    case 0:
      return [x, y];
    case 90:
      return [height - y, x];
    case 180:
      return [width - x, height - y];
    case 270:
      return [y, width - x];
  }
}

/** Unrotated → displayed. */
function turn(rotate: Rotation, x: number, y: number, width: number, height: number): [number, number] {
  switch (rotate) {
    case 0:
      return [x, y];
    case 90:
      return [y, height - x];
    case 180:
      return [width - x, height - y];
    case 270:
      return [width - y, x];
  }
}

function ordered(xa: number, ya: number, xb: number, yb: number): Box {
  return { x0: Math.min(xa, xb), y0: Math.min(ya, yb), x1: Math.max(xa, xb), y1: Math.max(ya, yb) };
}
