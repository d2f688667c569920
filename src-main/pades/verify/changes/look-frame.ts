import type { PdfObject } from '../../../pdf/objects.ts';

/** Corners of the box of an appearance: left, bottom, right, top. */
export type BoundingBox = readonly [number, number, number, number];

/** How far from the edges of the box a frame may stand: units of the appearance, and part of the box. */
const EDGE = { units: 6, share: 0.2 } as const;
/** Part of the width of the box that a background or highlighting takes at least: what is narrower may be part of a letter. */
const BROAD = 0.8;
/** Part of the height of the box that lines between the edges take at least: those that divide it into places for letters. */
const HIGH = 0.9;
/** Part of the height of the box that a clipping leaves at least. */
const LEFT = 0.5;
/** Operators that fill a path. */
const FILLED = /^[fFbB]/;

type Point = readonly [number, number];

/**
 * What an appearance draws besides its text: a background as broad as the box, and lines along its edges or across all of it. Each step is
 * false where it is something else, which may be part of a letter, cross a text out or hide it.
 */
export class LookFrame {
  readonly #box: BoundingBox;
  #point: Point | undefined;
  /** The rectangle of the path that is being made. */
  #path: BoundingBox | 'empty' | 'other' = 'empty';
  /** Brightness of the background. */
  #paper = 1;

  constructor(box: BoundingBox) {
    this.#box = box;
  }

  /** Brightness of what letters are written on, from 0 to 1. */
  get paper(): number {
    return this.#paper;
  }

  /** Lines are thin. */
  width(operands: readonly PdfObject[]): boolean {
    const [width] = numbers(operands, 1) ?? [];
    return width !== undefined && width <= this.#edges()[1];
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
    return operator === 'm' || (from !== undefined && this.#isFrame(from, to));
  }

  /** As broad as the box. */
  rectangle(operands: readonly PdfObject[], shift: Point | undefined): boolean {
    const values = numbers(operands, 4);
    if (values === undefined || shift === undefined) return false;
    const [x = 0, y = 0, width = 0, height = 0] = values;
    const [left, bottom] = [x + shift[0] + Math.min(0, width), y + shift[1] + Math.min(0, height)];
    const own = [left, bottom, left + Math.abs(width), bottom + Math.abs(height)] as const;
    this.#path = this.#path === 'empty' ? own : 'other';
    return Math.abs(width) >= BROAD * (this.#box[2] - this.#box[0]);
  }

  /** What stays of the box has to be most of it. */
  clip(): boolean {
    if (typeof this.#path === 'string') return false;
    const [left, bottom, right, top] = this.#path;
    const [x0, y0, x1, y1] = this.#box;
    const [across, up] = [Math.min(right, x1) - Math.max(left, x0), Math.min(top, y1) - Math.max(bottom, y0)];
    return across >= BROAD * (x1 - x0) && up >= LEFT * (y1 - y0);
  }

  /** @param ink brightness of what is filled */
  paint(operator: string, ink: number): boolean {
    if (FILLED.test(operator) && typeof this.#path !== 'string') this.#paper = ink;
    this.#path = 'empty';
    return true;
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
