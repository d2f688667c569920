import { AppError } from '../../../shared/contract/app-error.ts';
import { type Ink, type InkPoint, refuseTooMany } from './ink.ts';
import { readSvgPath, type Subpath } from './svg-path.ts';

const MOST_BYTES = 4_000_000;

/**
 * Reads handwriting from a file: JSON `{ "strokes": [[[x, y, pressure], …], …] }` (also points as `{ x, y, pressure }`, y downwards,
 * pressure from 0 to 1 or left out), or SVG with paths, polylines and lines and without transformations.
 * @throws AppError IMAGE_UNREADABLE
 */
export function readInk(bytes: Uint8Array): Ink {
  if (bytes.length > MOST_BYTES) throw unusable(`is larger than ${MOST_BYTES / 1_000_000} MB`);
  const text = new TextDecoder().decode(bytes);
  return /^\s*[[{]/.test(text) ? fromJson(text) : fromSvg(text);
}

function unusable(why: string, cause?: unknown): AppError {
  return new AppError(
    'IMAGE_UNREADABLE',
    `The handwriting cannot be used: the file ${why}. Give JSON with strokes, SVG with plain paths, or an image with --image.`,
    {},
    cause === undefined ? undefined : { cause },
  );
}

function fromJson(text: string): Ink {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unusable('is no valid JSON', error);
  }
  const strokes = isObject(value) ? value.strokes : value;
  if (!Array.isArray(strokes)) throw unusable('has no list of strokes');
  return { strokes: strokes.map((stroke) => (Array.isArray(stroke) ? stroke.map(pointOf) : [])) };
}

function pointOf(value: unknown): InkPoint {
  const [x, y, pressure] = Array.isArray(value) ? value : isObject(value) ? [value.x, value.y, value.pressure] : [];
  if (typeof x !== 'number' || typeof y !== 'number') throw unusable('has a point without two numbers');
  return { x, y, pressure: typeof pressure === 'number' ? pressure : undefined };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How a shape is painted, as far as it has been said. */
interface Paint {
  readonly fill: string | undefined;
  readonly stroke: string | undefined;
}

function fromSvg(text: string): Ink {
  const strokes: InkPoint[][] = [];
  const shapes: InkPoint[][] = [];
  let drawn = 0;
  const paints: Paint[] = [{ fill: undefined, stroke: undefined }];
  if (!/<svg[\s>]/.test(text)) throw unusable('is neither JSON nor SVG');
  for (const [tag, closing, name = '', attributes = ''] of withoutComments(text).matchAll(
    /<(\/?)([\w:]+)(?![\w:])([^<>]*)>/g,
  )) {
    if (closing === '/') {
      if (name === 'g' && paints.length > 1) paints.pop();
      continue;
    }
    const above = paints.at(-1);
    const paint: Paint = {
      fill: property(attributes, 'fill') ?? above?.fill,
      stroke: property(attributes, 'stroke') ?? above?.stroke,
    };
    const subpaths = pathsOf(name, attributes);
    if ((subpaths !== undefined || name === 'g') && attribute(attributes, 'transform') !== undefined) {
      throw unusable('moves its shapes by transformations, which are not supported');
    }
    if (name === 'g' && !tag.endsWith('/>')) paints.push(paint);
    for (const { points, closed } of subpaths ?? []) {
      const [start] = points;
      drawn += points.length;
      refuseTooMany(drawn);
      if ((paint.stroke ?? 'none') !== 'none')
        strokes.push(closed && start !== undefined ? [...points, start] : points);
      if (paint.fill !== 'none' && points.length > 2) shapes.push(points);
    }
  }
  return { strokes, shapes };
}

function pathsOf(name: string, attributes: string): Subpath[] | undefined {
  const data = dataOf(name, attributes);
  if (data === undefined) return undefined;
  const subpaths = readSvgPath(data);
  if (subpaths === undefined) throw unusable('has a path that cannot be read');
  return subpaths;
}

/** The outline as path data. */
function dataOf(name: string, attributes: string): string | undefined {
  if (name === 'path') return attribute(attributes, 'd') ?? '';
  if (name === 'polyline' || name === 'polygon') {
    return `M ${attribute(attributes, 'points') ?? '0 0'}${name === 'polygon' ? ' Z' : ''}`;
  }
  if (name !== 'line') return undefined;
  const [x1, y1, x2, y2] = ['x1', 'y1', 'x2', 'y2'].map((key) => attribute(attributes, key) ?? '0');
  return `M ${x1} ${y1} L ${x2} ${y2}`;
}

/** What follows a comment without an end belongs to it. */
function withoutComments(text: string): string {
  const kept: string[] = [];
  for (let from = 0; from >= 0; ) {
    const start = text.indexOf('<!--', from);
    kept.push(text.slice(from, start < 0 ? undefined : start));
    const end = start < 0 ? -1 : text.indexOf('-->', start + 4);
    from = end < 0 ? -1 : end + 3;
  }
  return kept.join('');
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match?.[1] ?? match?.[2];
}

/** A presentation attribute, or the same in a style attribute, which goes first. */
function property(attributes: string, name: string): string | undefined {
  const style = attribute(attributes, 'style');
  const styled = style === undefined ? undefined : new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`).exec(style)?.[1];
  return (styled ?? attribute(attributes, name))?.trim();
}
