import { type InkPoint, refuseTooMany } from './ink.ts';

/** Points that stand for one curve: a handwriting is a few centimetres large. */
const STEPS = 16;
/** Points that a segment becomes where it is more than one. */
const STEPS_OF: Readonly<Record<string, number>> = { C: STEPS, S: STEPS, Q: STEPS, T: STEPS, A: 2 * STEPS };
/** Numbers of one segment, its letter included. */
const MOST_NUMBERS = 8;
const TOKEN = /([a-zA-Z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/g;
const ARGUMENTS: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 };

/** A part of a path: points in order. */
export interface Subpath {
  readonly points: InkPoint[];
  closed: boolean;
}

/** What the next segment starts from. */
interface Pen {
  x: number;
  y: number;
  /** Last control point of a cubic or quadratic curve, which S and T mirror. */
  cubic: Point | undefined;
  quadratic: Point | undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Reads path data (SVG 2, 9.3) as lines of points; curves and arcs become many short lines.
 * @returns undefined where it is no path data
 * @throws AppError IMAGE_UNREADABLE for too many points
 */
export function readSvgPath(data: string): Subpath[] | undefined {
  const tokens = tokensOf(data);
  const subpaths: Subpath[] = [];
  let drawn = 0;
  const pen: Pen = { x: 0, y: 0, cubic: undefined, quadratic: undefined };
  for (let at = 0; at < tokens.length; ) {
    const letter = tokens[at];
    const count = typeof letter === 'string' ? ARGUMENTS[letter.toUpperCase()] : undefined;
    if (typeof letter !== 'string' || count === undefined) return undefined;
    at += 1;
    let command = letter;
    do {
      const values = tokens.slice(at, at + count).filter((token) => typeof token === 'number');
      if (values.length < count || !draw(command, values, pen, subpaths)) return undefined;
      drawn += STEPS_OF[command.toUpperCase()] ?? 1;
      refuseTooMany(drawn);
      at += count;
      if (command === 'M') command = 'L';
      if (command === 'm') command = 'l';
    } while (count > 0 && typeof tokens[at] === 'number');
  }
  return subpaths;
}

/** Commands and numbers. @throws AppError IMAGE_UNREADABLE for more than any drawing needs */
function tokensOf(data: string): (string | number)[] {
  const tokens: (string | number)[] = [];
  for (const [, letter, number] of data.matchAll(TOKEN)) {
    tokens.push(letter ?? Number(number));
    refuseTooMany(tokens.length / MOST_NUMBERS);
  }
  return tokens;
}

function draw(command: string, values: readonly number[], pen: Pen, subpaths: Subpath[]): boolean {
  const kind = command.toUpperCase();
  const relative = command !== kind;
  const origin = relative ? { x: pen.x, y: pen.y } : { x: 0, y: 0 };
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values;
  const point = (x: number, y: number): Point => ({ x: origin.x + x, y: origin.y + y });
  if (kind === 'M') {
    const start = point(a, b);
    subpaths.push({ points: [start], closed: false });
    move(pen, start);
    return true;
  }
  const current = subpaths.at(-1);
  if (current === undefined) return false;
  if (kind === 'Z') {
    current.closed = true;
    const [start = { x: 0, y: 0 }] = current.points;
    move(pen, start);
    return true;
  }
  const points = openedAt(current, pen, subpaths);
  const from: Point = { x: pen.x, y: pen.y };
  if (kind === 'L') line(points, pen, point(a, b));
  else if (kind === 'H') line(points, pen, { x: origin.x + a, y: pen.y });
  else if (kind === 'V') line(points, pen, { x: pen.x, y: origin.y + a });
  else if (kind === 'C') cubic(points, pen, point(a, b), point(c, d), point(e, f));
  else if (kind === 'S') cubic(points, pen, mirrored(from, pen.cubic), point(a, b), point(c, d));
  else if (kind === 'Q') quadratic(points, pen, point(a, b), point(c, d));
  else if (kind === 'T') quadratic(points, pen, mirrored(from, pen.quadratic), point(a, b));
  else
    arc(
      points,
      pen,
      { rx: Math.abs(a), ry: Math.abs(b), turn: (c * Math.PI) / 180, large: d !== 0, sweep: e !== 0 },
      point(f, g),
    );
  return true;
}

/** What follows a closed part begins a new one at its start. */
function openedAt(current: Subpath, pen: Pen, subpaths: Subpath[]): InkPoint[] {
  if (!current.closed) return current.points;
  const next: Subpath = { points: [{ x: pen.x, y: pen.y }], closed: false };
  subpaths.push(next);
  return next.points;
}

function move(pen: Pen, to: Point): void {
  Object.assign(pen, { x: to.x, y: to.y, cubic: undefined, quadratic: undefined });
}

function line(points: InkPoint[], pen: Pen, to: Point): void {
  points.push(to);
  move(pen, to);
}

function cubic(points: InkPoint[], pen: Pen, one: Point, two: Point, to: Point): void {
  const from = { x: pen.x, y: pen.y };
  for (let step = 1; step <= STEPS; step++) {
    const t = step / STEPS;
    const u = 1 - t;
    const mix = (axis: 'x' | 'y') =>
      u ** 3 * from[axis] + 3 * u * u * t * one[axis] + 3 * u * t * t * two[axis] + t ** 3 * to[axis];
    points.push({ x: mix('x'), y: mix('y') });
  }
  move(pen, to);
  pen.cubic = two;
}

function quadratic(points: InkPoint[], pen: Pen, control: Point, to: Point): void {
  const third = (end: Point): Point => ({
    x: end.x + (2 * (control.x - end.x)) / 3,
    y: end.y + (2 * (control.y - end.y)) / 3,
  });
  cubic(points, pen, third(pen), third(to), to);
  pen.cubic = undefined;
  pen.quadratic = control;
}

function mirrored(at: Point, control: Point | undefined): Point {
  return control === undefined ? at : { x: 2 * at.x - control.x, y: 2 * at.y - control.y };
}

interface Ellipse {
  readonly rx: number;
  readonly ry: number;
  readonly turn: number;
  readonly large: boolean;
  readonly sweep: boolean;
}

/** From end points to the centre (SVG 2, B.2.4). */
function arc(points: InkPoint[], pen: Pen, { rx, ry, turn, large, sweep }: Ellipse, to: Point): void {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const [dx, dy] = [(pen.x - to.x) / 2, (pen.y - to.y) / 2];
  const [x, y] = [cos * dx + sin * dy, cos * dy - sin * dx];
  if (rx === 0 || ry === 0 || (dx === 0 && dy === 0)) {
    line(points, pen, to);
    return;
  }
  const grow = Math.sqrt(Math.max(1, (x / rx) ** 2 + (y / ry) ** 2));
  const [a, b] = [rx * grow, ry * grow];
  const share = Math.max(0, (a * a * b * b) / (a * a * y * y + b * b * x * x) - 1);
  const side = Math.sqrt(share) * (large === sweep ? -1 : 1);
  const [cx, cy] = [(side * a * y) / b, (-side * b * x) / a];
  const start = Math.atan2((y - cy) / b, (x - cx) / a);
  let extent = Math.atan2((-y - cy) / b, (-x - cx) / a) - start;
  if (sweep && extent < 0) extent += 2 * Math.PI;
  if (!sweep && extent > 0) extent -= 2 * Math.PI;
  const centre = { x: cos * cx - sin * cy + (pen.x + to.x) / 2, y: sin * cx + cos * cy + (pen.y + to.y) / 2 };
  for (let step = 1; step < 2 * STEPS; step++) {
    const angle = start + (extent * step) / (2 * STEPS);
    const [ex, ey] = [a * Math.cos(angle), b * Math.sin(angle)];
    points.push({ x: centre.x + cos * ex - sin * ey, y: centre.y + sin * ex + cos * ey });
  }
  line(points, pen, to);
}
