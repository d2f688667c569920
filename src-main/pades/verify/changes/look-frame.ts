import type { PdfObject } from '../../../pdf/objects.ts';

/** Corners of a box of an appearance: left, bottom, right, top. */
export type BoundingBox = readonly [number, number, number, number];

/** How far from the edges of the box a frame may stand: units of the appearance, and part of the box. */
const EDGE = { units: 6, share: 0.2 } as const;
/** Part of the width of the box that a background or highlighting takes at least: what is narrower may be part of a letter. */
const BROAD = 0.8;
/** Part of the height of the box that lines between the edges take at least: those that divide it into places for letters. */
const HIGH = 0.9;
/** Part of the box that edges drawn as areas, and lines that divide it, take at most: under more of them letters would be lost. */
const DRAWN = 0.25;
/** How much the brightness of letters differs at least from what they are written on, and from a highlighting in it. */
const CONTRAST = { paper: 0.1, strip: 0.3 } as const;
/** Operators that fill a path, and those that draw its line. */
const FILLED = /^[fFbB]/;
const STROKED = /^[sSbB]/;

type Point = readonly [number, number];

/**
 * What an appearance draws before its text: a background or highlighting as broad as the box, and lines along its edges or across all of it.
 * Each step is false where it is something else, which may be part of a letter, cross a text out or hide it.
 */
export class LookFrame {
  readonly #box: BoundingBox;
  #point: Point | undefined;
  /** The rectangle of the path that is being made. */
  #path: BoundingBox | 'empty' | 'other' = 'empty';
  #lines: (readonly [Point, Point])[] = [];
  /** Broadest line so far. */
  #width = 1;
  /** Part of the width of the box that upright lines have taken. */
  #taken = 0;
  #room: BoundingBox;
  /** Brightness of the background. */
  #paper = 1;
  readonly #strips: { readonly area: BoundingBox; readonly ink: number }[] = [];

  constructor(box: BoundingBox) {
    this.#box = box;
    this.#room = box;
  }

  /** What of the box is neither clipped away nor taken by a frame. */
  get room(): BoundingBox {
    return this.#room;
  }

  /** True where something is highlighted. */
  get isMarked(): boolean {
    return this.#strips.length > 0;
  }

  /** True for a point in a highlighting. */
  marks([x, y]: Point): boolean {
    return this.#strips.some(
      ({ area: [left, bottom, right, top] }) => x >= left && x <= right && y >= bottom && y <= top,
    );
  }

  /** True where letters of this brightness, from 0 to 1, stand out from all that is behind. */
  shows(ink: number): boolean {
    if (Math.abs(ink - this.#paper) < CONTRAST.paper) return false;
    return this.#strips.every((strip) => Math.abs(ink - strip.ink) >= CONTRAST.strip);
  }

  /** Lines are thin. */
  width(operands: readonly PdfObject[]): boolean {
    const [width] = numbers(operands, 1) ?? [];
    if (width === undefined || width > this.#edges()[1]) return false;
    this.#width = Math.max(this.#width, width);
    return true;
  }

  /** @param shift how far everything is moved; undefined where it is also turned or scaled */
  line(operator: string, operands: readonly PdfObject[], shift: Point | undefined): boolean {
    const values = numbers(operands, 2);
    this.#path = 'other';
    if (values === undefined || shift === undefined) return false;
    const [x = 0, y = 0] = values;
    const from = this.#point;
    const to = [x + shift[0], y + shift[1]] as const;
    this.#point = to;
    if (operator === 'm') return true;
    if (from === undefined) return false;
    this.#lines.push([from, to]);
    return this.#isFrame(from, to);
  }

  /** As broad as the box. */
  rectangle(operands: readonly PdfObject[], shift: Point | undefined): boolean {
    const values = numbers(operands, 4);
    if (values === undefined || shift === undefined) return false;
    const [x = 0, y = 0, width = 0, height = 0] = values;
    const [left, bottom] = [x + shift[0] + Math.min(0, width), y + shift[1] + Math.min(0, height)];
    const own = [left, bottom, left + Math.abs(width), bottom + Math.abs(height)] as const;
    this.#path = this.#path === 'empty' ? own : 'other';
    return this.#path !== 'other' && Math.abs(width) >= BROAD * (this.#box[2] - this.#box[0]);
  }

  /** Only what is inside is seen from now on. That a clipping may end again is not counted on. */
  clip(): boolean {
    if (typeof this.#path === 'string') return false;
    this.#leave(this.#path);
    return true;
  }

  /** @param ink brightness of what is filled */
  paint(operator: string, ink: number): boolean {
    const [path, lines] = [this.#path, this.#lines];
    this.#path = 'empty';
    this.#lines = [];
    if (typeof path === 'string') {
      if (FILLED.test(operator) && !this.#isEdge(lines)) return false;
      return FILLED.test(operator) || STROKED.test(operator) ? this.#rule(lines, FILLED.test(operator)) : true;
    }
    const isWhole = path[3] - path[1] >= BROAD * (this.#box[3] - this.#box[1]);
    if (FILLED.test(operator)) {
      if (isWhole) this.#paper = ink;
      else this.#strips.push({ area: path, ink });
    }
    if (!STROKED.test(operator)) return true;
    const half = this.#width / 2;
    this.#leave([path[0] + half, path[1] + half, path[2] - half, path[3] - half]);
    return isWhole;
  }

  #leave([left, bottom, right, top]: BoundingBox): void {
    const [x0, y0, x1, y1] = this.#room;
    this.#room = [Math.max(x0, left), Math.max(y0, bottom), Math.min(x1, right), Math.min(y1, top)];
  }

  /** True where the lines around an area take little of the box: the light and the dark edge of a button. */
  #isEdge(lines: readonly (readonly [Point, Point])[]): boolean {
    const [left, bottom, right, top] = this.#box;
    const [across] = this.#edges();
    let area = 0;
    for (const [[x0, y0], [x1, y1]] of lines) {
      if (x0 - left > across && right - x0 > across && Math.abs(x1 - x0) < 0.1) return false;
      area += (x0 - left) * (y1 - bottom) - (x1 - left) * (y0 - bottom);
    }
    const [first, last] = [lines[0]?.[0], lines.at(-1)?.[1]];
    if (first === undefined || last === undefined) return true;
    area += (last[0] - left) * (first[1] - bottom) - (first[0] - left) * (last[1] - bottom);
    return Math.abs(area) / 2 <= DRAWN * (right - left) * (top - bottom);
  }

  /** Lines leave room between them, above and below. */
  #rule(lines: readonly (readonly [Point, Point])[], isArea: boolean): boolean {
    const [left, bottom, right, top] = this.#box;
    const width = isArea ? 0 : this.#width;
    for (const [[x0, y0], [x1, y1]] of lines) {
      if (Math.abs(y1 - y0) < 0.1 && Math.abs(x1 - x0) >= 0.1) {
        const isBelow = y0 - bottom < top - y0;
        this.#leave(isBelow ? [left, y0 + width / 2, right, top] : [left, bottom, right, y0 - width / 2]);
      } else if (Math.abs(x1 - x0) < 0.1) this.#taken += width / (right - left);
    }
    return this.#taken <= DRAWN;
  }

  /** How far from its left and right, and from its bottom and top, is at the edge. */
  #edges(): Point {
    const [left, bottom, right, top] = this.#box;
    return [Math.min(EDGE.units, EDGE.share * (right - left)), Math.min(EDGE.units, EDGE.share * (top - bottom))];
  }

  /** Along an edge, from one edge to the other, or around a corner. */
  #isFrame(from: Point, to: Point): boolean {
    const [left, bottom, right, top] = this.#box;
    const [across, up] = this.#edges();
    const isAside = ([x]: Point) => x - left <= across || right - x <= across;
    const isAboveOrBelow = ([, y]: Point) => y - bottom <= up || top - y <= up;
    const [dx, dy] = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    if (dy < 0.1 && dx >= BROAD * (right - left)) return isAboveOrBelow(from);
    if (dx < 0.1 && isAside(from)) return true;
    if (dx < 0.1 && dy >= HIGH * (top - bottom)) return true;
    return [from, to].every((point) => isAside(point) && isAboveOrBelow(point)) && dx <= across && dy <= up;
  }
}

/** Operands that are so many numbers. */
export function numbers(operands: readonly PdfObject[], count: number): number[] | undefined {
  const values = operands.filter((one) => typeof one === 'number');
  return operands.length === count && values.length === count ? values : undefined;
}
