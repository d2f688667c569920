import type { Drawing } from '../../../shared/contract/signing-choices.ts';

export interface PenPoint {
  readonly x: number;
  readonly y: number;
  /** 0 to 1. */
  readonly pressure: number;
}
export type Stroke = readonly PenPoint[];

/** Between two points that are kept, pixels: closer ones add nothing that is seen. */
const CLOSEST = 1.2;
const MOST_POINTS = 5000;
const MOST_STROKES = 500;
/** Half the width of the line at no and at full pressure, pixels. */
const THIN = 0.7;
const THICK = 2.1;

/** The stroke with one more point, or the same stroke where the point adds nothing. */
export function extended(stroke: Stroke, point: PenPoint): Stroke {
  const last = stroke.at(-1);
  if (last !== undefined && Math.hypot(point.x - last.x, point.y - last.y) < CLOSEST) return stroke;
  return stroke.length >= MOST_POINTS ? stroke : [...stroke, point];
}

/** What is drawn, cut to the ink with a small margin; null where there is none. */
export function drawingOf(strokes: readonly Stroke[]): Drawing | null {
  const points = strokes.flat();
  if (points.length === 0) return null;
  const margin = THICK;
  const left = Math.min(...points.map(({ x }) => x)) - margin;
  const top = Math.min(...points.map(({ y }) => y)) - margin;
  const round = (value: number) => Math.max(0, Math.round(value * 100) / 100);
  return {
    width: Math.max(1, round(Math.max(...points.map(({ x }) => x)) + margin - left)),
    height: Math.max(1, round(Math.max(...points.map(({ y }) => y)) + margin - top)),
    strokes: strokes.slice(0, MOST_STROKES).map((stroke) =>
      stroke.map(({ x, y, pressure }) => ({
        x: round(x - left),
        y: round(y - top),
        pressure: Math.min(1, Math.max(0, pressure)),
      })),
    ),
  };
}

/** Outline of a stroke as an SVG path: as wide at each point as the pen was pressed, with round ends. */
export function outline(stroke: Stroke): string {
  const [first] = stroke;
  if (first === undefined) return '';
  if (stroke.length === 1) return circle(first);
  const left: string[] = [];
  const right: string[] = [];
  for (const [index, point] of stroke.entries()) {
    const before = stroke[index - 1] ?? point;
    const after = stroke[index + 1] ?? point;
    const length = Math.hypot(after.x - before.x, after.y - before.y) || 1;
    const half = halfWidth(point);
    const nx = (-(after.y - before.y) / length) * half;
    const ny = ((after.x - before.x) / length) * half;
    left.push(`${fixed(point.x + nx)} ${fixed(point.y + ny)}`);
    right.unshift(`${fixed(point.x - nx)} ${fixed(point.y - ny)}`);
  }
  const last = stroke.at(-1) ?? first;
  return `M${left.join('L')}L${right.join('L')}Z${circle(first)}${circle(last)}`;
}

function circle({ x, y, pressure }: PenPoint): string {
  const r = fixed(halfWidth({ x, y, pressure }));
  return `M${fixed(x - Number(r))} ${fixed(y)}a${r} ${r} 0 1 0 ${fixed(2 * Number(r))} 0a${r} ${r} 0 1 0 ${fixed(-2 * Number(r))} 0Z`;
}

const halfWidth = ({ pressure }: PenPoint): number => THIN + (THICK - THIN) * Math.min(1, Math.max(0, pressure));
const fixed = (value: number): string => String(Math.round(value * 100) / 100);
