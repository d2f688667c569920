import { type Matrix, moved } from '../../../../shared/geometry/matrix.ts';
import type { PdfObject } from '../../../pdf/objects.ts';
import type { GlyphWidth } from './glyph-widths.ts';
import { type BoundingBox, type LookFrame, numbers } from './look-frame.ts';

/** Units of the page that letters are high at least, and parts of the box that they are high at most: others are not seen. */
const HEIGHT = { least: 2, most: 1.5 } as const;
/** Size of a font across for its size upwards: letters pressed or pulled further cannot be read. */
const STRETCHED = { least: 0.25, most: 4 } as const;
/** What of letters has to be inside, in sizes of the font: widths are rounded, and parts of most letters reach further. */
const INSIDE = { start: 0.15, end: 0.3, low: 0.1, high: 0.5 } as const;
/** How far below a line of text the next one stands at least, and how far a text may begin before the last one ended or stand higher or lower, in sizes of the font. */
const NEXT = { below: 0.6, before: 0.2, rise: 0.1 } as const;

/** An appearance as `lookText` looks at it. */
export interface Look {
  readonly box: BoundingBox;
  /** Units of the page for one of the appearance, across and up. */
  readonly scale: readonly [number, number];
  /** Quarters of a turn, against the clock, by which it is turned from how the field is meant to be read. */
  readonly turn: number;
  /** Of the fonts that it may name. */
  readonly widths: ReadonlyMap<string, GlyphWidth>;
}

/** Where a text is shown in an appearance. */
export interface Place {
  readonly whole: Matrix;
  /** Along its line, from the first letter to the last. */
  readonly from: number;
  readonly to: number;
  /** Of the font, upwards and across. */
  readonly size: number;
  readonly across: number;
}

/** Large enough, not too large, neither mirrored nor upside down, neither pressed nor pulled. */
export function isReadable({ whole, size, across }: Place, { box, scale, turn }: Look): boolean {
  const [a, b, c, d] = whole;
  const quarters = quartersOf(whole);
  if (quarters === undefined || (quarters + turn) % 4 === 2) return false;
  const up = size * Math.hypot(c * scale[0], d * scale[1]);
  const wide = across * Math.hypot(a * scale[0], b * scale[1]);
  const longest = Math.max((box[2] - box[0]) * scale[0], (box[3] - box[1]) * scale[1]);
  if (!(up >= HEIGHT.least && up <= HEIGHT.most * longest)) return false;
  return wide >= STRETCHED.least * up && wide <= STRETCHED.most * up;
}

/** Inside of what neither a clipping nor a frame takes. */
export function isInside({ whole, from, to, size, across }: Place, room: BoundingBox): boolean {
  const [left, bottom, right, top] = room;
  const first = from + INSIDE.start * across;
  const last = Math.max(first, to - INSIDE.end * across);
  return [first, last].every((x) =>
    [INSIDE.low, INSIDE.high].every((share) => {
      const [atX, atY] = moved(whole, [x, share * size]);
      return atX >= left && atX <= right && atY >= bottom && atY <= top;
    }),
  );
}

/** In a highlighting of the frame. */
export function isMarked({ whole, from, size }: Place, frame: LookFrame): boolean {
  return frame.marks(moved(whole, [from, INSIDE.high * size]));
}

/** What stands upright here is read after what stood upright there: further on in the same line, or in one below. */
export function isNext({ whole, from }: Place, before: Place): boolean {
  const size = before.size * before.whole[3];
  const end = moved(before.whole, [before.to, 0]);
  const [x, y] = moved(whole, [from, 0]);
  if (y <= end[1] - NEXT.below * size) return true;
  return Math.abs(y - end[1]) <= NEXT.rise * size && x >= end[0] - NEXT.before * size;
}

/** Quarters of a turn against the clock that a matrix makes; undefined where it mirrors, or turns otherwise. Italics lean. */
export function quartersOf([a, b, c, d]: Matrix): number | undefined {
  const slight = 0.01 * (Math.abs(a) + Math.abs(b));
  if (!(a * d - b * c > 0)) return undefined;
  if (Math.abs(b) <= slight && Math.abs(c) <= 0.5 * Math.abs(d)) return a > 0 ? 0 : 2;
  if (Math.abs(a) <= slight && Math.abs(d) <= 0.5 * Math.abs(c)) return b > 0 ? 1 : 3;
  return undefined;
}

export function matrixOf(operands: readonly PdfObject[]): Matrix | undefined {
  const [a, b, c, d, e, f] = numbers(operands, 6) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return e === undefined || f === undefined ? undefined : [a, b, c, d, e, f];
}
