import { AppError } from '../../../shared/contract/app-error.ts';
import type { Box } from '../../../shared/geometry/page-space.ts';
import type { Drawing } from './drawing.ts';
import { rounded } from './numbers.ts';

/** A point of a stroke as a pad or a pointer gives it: x to the right, y downwards, any unit. */
export interface InkPoint {
  readonly x: number;
  readonly y: number;
  /** 0 to 1; absent where the device does not tell. */
  readonly pressure?: number | undefined;
}

/** Handwriting: strokes in the order in which they were drawn. */
export interface Ink {
  readonly strokes: readonly (readonly InkPoint[])[];
  /** Outlines that are filled, as tracing programs give them. */
  readonly shapes?: readonly (readonly InkPoint[])[] | undefined;
}

/** What one signature may consist of: a person draws a few thousand points. */
const MOST_POINTS = 50_000;
/** The largest number whose differences are still told apart when it is scaled to a box. */
const FARTHEST = 1e9;
/** Width of the pen in points at middle pressure, where the box is high enough; else this part of the box's height. */
const PEN = 1.5;
const PEN_SHARE = 0.035;
const INK_COLOUR = '0.055 0.118 0.353';
/** Ink of less extent than this part of the other direction is still given room: a line has no height. */
const FLATTEST = 0.05;

/**
 * Handwriting as vector paths: smooth curves through the points with round ends, thicker where the pen was pressed.
 * @throws AppError IMAGE_UNREADABLE where there is nothing to draw, or far too much
 */
export function inkDrawing({ strokes, shapes = [] }: Ink): Drawing {
  const points = [...strokes, ...shapes].flat();
  refuseTooMany(points.length);
  const sound = points.every(
    ({ x, y, pressure = 0 }) => Math.abs(x) <= FARTHEST && Math.abs(y) <= FARTHEST && Number.isFinite(pressure),
  );
  if (points.length === 0 || !sound) {
    throw new AppError('IMAGE_UNREADABLE', 'The handwriting has no strokes that can be drawn. Draw it again.');
  }
  const bounds = boundsOf(points);
  const drawn = strokes.filter((stroke) => stroke.length > 0);
  return { ...bounds.size, draw: (box) => drawInk(drawn, shapes, bounds, box) };
}

/** @throws AppError IMAGE_UNREADABLE for more points than a signature may have */
export function refuseTooMany(points: number): void {
  if (points <= MOST_POINTS) return;
  throw new AppError(
    'IMAGE_UNREADABLE',
    `The handwriting has more than ${MOST_POINTS} points, which cannot be drawn. Simplify it, or give an image.`,
    { limit: MOST_POINTS },
  );
}

interface Bounds {
  readonly x: number;
  /** Of the lowest point. */
  readonly y: number;
  readonly size: { readonly width: number; readonly height: number };
}

function boundsOf(points: readonly InkPoint[]): Bounds {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const least = Math.max(right - left, bottom - top, Number.MIN_VALUE) * FLATTEST || 1;
  const width = Math.max(right - left, least);
  const height = Math.max(bottom - top, least);
  return { x: (left + right - width) / 2, y: (top + bottom + height) / 2, size: { width, height } };
}

function drawInk(
  strokes: readonly (readonly InkPoint[])[],
  shapes: readonly (readonly InkPoint[])[],
  bounds: Bounds,
  box: Box,
): string[] {
  const pen = Math.min(PEN, (box.y1 - box.y0) * PEN_SHARE);
  const inner = {
    x0: box.x0 + pen,
    y0: box.y0 + pen,
    width: box.x1 - box.x0 - 2 * pen,
    height: box.y1 - box.y0 - 2 * pen,
  };
  const scale = Math.max(0, Math.min(inner.width / bounds.size.width, inner.height / bounds.size.height));
  const left = inner.x0 + (inner.width - bounds.size.width * scale) / 2;
  const low = inner.y0 + (inner.height - bounds.size.height * scale) / 2;
  const place = ({ x, y, pressure }: InkPoint): Placed => ({
    x: left + (x - bounds.x) * scale,
    y: low + (bounds.y - y) * scale,
    width: pen * (pressure === undefined ? 1 : 0.4 + 1.2 * Math.min(1, Math.max(0, pressure))),
  });
  const operators = ['q', '/C CS', `${INK_COLOUR} SC`, '/C cs', `${INK_COLOUR} sc`, '1 J 1 j'];
  if (shapes.length > 0) operators.push(...fillShapes(shapes.map((shape) => shape.map(place))));
  for (const stroke of strokes) operators.push(...drawStroke(stroke.map(place)));
  return [...operators, 'Q'];
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** One path, so that a shape within another one is a hole where it runs the other way round (nonzero winding). */
function fillShapes(shapes: readonly (readonly Placed[])[]): string[] {
  const outlines = shapes.map((shape) => shape.map((point, index) => `${at(point)} ${index === 0 ? 'm' : 'l'}`));
  return [...outlines.flatMap((outline) => [...outline, 'h']), 'f'];
}

/** Catmull-Rom curves through the points; a new path wherever the width changes visibly. A point alone is a dot. */
function drawStroke(points: readonly Placed[]): string[] {
  const [first] = points;
  if (first === undefined) return [];
  if (points.length === 1) return [`${rounded(first.width)} w`, `${at(first)} m ${at(first)} l S`];
  const operators: string[] = [];
  let width = Number.NaN;
  for (let i = 0; i + 1 < points.length; i++) {
    const from = points[i] ?? first;
    const to = points[i + 1] ?? first;
    const before = points[i - 1] ?? from;
    const after = points[i + 2] ?? to;
    const wanted = Math.round(((from.width + to.width) / 2) * 20) / 20 || 0.05;
    if (wanted !== width) {
      if (operators.length > 0) operators.push('S');
      width = wanted;
      operators.push(`${width} w`, `${at(from)} m`);
    }
    const leaving = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 };
    const arriving = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 };
    operators.push(`${at(leaving)} ${at(arriving)} ${at(to)} c`);
  }
  return [...operators, 'S'];
}

function at({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${Math.round(x * 100) / 100} ${Math.round(y * 100) / 100}`;
}
