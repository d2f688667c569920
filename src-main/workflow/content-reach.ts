import { IDENTITY, type Matrix, moved, product } from '../../shared/geometry/matrix.ts';
import type { Box } from '../../shared/geometry/page-space.ts';
import { rectangle } from '../pades/format/fields.ts';
import type { Operation } from '../pdf/content-operations.ts';
import type { PdfDocument } from '../pdf/document.ts';
import { PdfName, type PdfObject, PdfStream, PdfString } from '../pdf/objects.ts';

/** How far letters reach around where they are written, in parts of their size: wider and taller than nearly every font has them. */
const LETTER = { across: 1.3, up: 1.3, down: 0.6 } as const;
/** Points that count as touching. */
const NEAR = 1;

interface State {
  readonly matrix: Matrix;
  readonly line: number;
  readonly size: number;
  readonly leading: number;
  /** Between letters, and at spaces. */
  readonly spacing: readonly [number, number];
  readonly across: number;
  readonly rise: number;
}

const START: State = { matrix: IDENTITY, line: 1, size: 0, leading: 0, spacing: [0, 0], across: 1, rise: 0 };

/** Follows a content stream and sees how far what it paints may reach. */
export class ContentReach {
  readonly #place: Box;
  readonly #drawing: (name: string) => Promise<PdfObject>;
  readonly #stack: State[] = [];
  #state = START;
  #points: (readonly [number, number])[] = [];
  #text = IDENTITY;
  /** Where the pen may be on its line: from, to. */
  #pen: readonly [number, number] = [0, 0];

  /**
   * @param place default user space
   * @param drawing finds an external object of the page by its name
   */
  constructor(place: Box, drawing: (name: string) => Promise<PdfObject>) {
    this.#place = place;
    this.#drawing = drawing;
  }

  /** True where this operation may paint into the place, or cannot be followed. */
  async perform(document: PdfDocument, { operator, operands }: Operation): Promise<boolean> {
    const values = operands.map((one) => (typeof one === 'number' ? one : 0));
    const [first = 0, second = 0] = values;
    switch (operator) {
      case 'q':
        return this.#stack.push(this.#state) > 512;
      case 'Q':
        this.#state = this.#stack.pop() ?? this.#state;
        return false;
      case 'cm':
        this.#state = { ...this.#state, matrix: product(matrixOf(values), this.#state.matrix) };
        return false;
      case 'w':
        this.#state = { ...this.#state, line: Math.abs(first) };
        return false;
      case 'm':
      case 'l':
      case 'c':
      case 'v':
      case 'y':
        for (let at = 0; at + 1 < values.length; at += 2) this.#points.push([values[at] ?? 0, values[at + 1] ?? 0]);
        return false;
      case 're': {
        const [, , width = 0, height = 0] = values;
        this.#points.push([first, second], [first + width, second + height]);
        this.#points.push([first + width, second], [first, second + height]);
        return false;
      }
      case 'n':
        this.#points = [];
        return false;
      case 'Do':
        return this.#draws(document, operands[0]);
      case 'sh':
      case 'BI':
        return true;
      default:
        return /^(?:[sSfFB]\*?|f\*|b\*?)$/.test(operator) ? this.#paints() : this.#writes(operator, operands, values);
    }
  }

  #paints(): boolean {
    const points = this.#points;
    this.#points = [];
    return this.#touches(points, this.#state.matrix, this.#state.line);
  }

  /** An image fills the unit square (8.9.5), a form its box (8.10.1). */
  async #draws(document: PdfDocument, name: PdfObject | undefined): Promise<boolean> {
    const drawing = await this.#drawing(name instanceof PdfName ? name.name : '');
    if (!(drawing instanceof PdfStream)) return drawing !== null;
    const box = await rectangle(document, drawing.dict.get('BBox'));
    const { matrix } = this.#state;
    if (box === null) return this.#touches(cornersOf({ x0: 0, y0: 0, x1: 1, y1: 1 }), matrix, 0);
    const own = await document.resolve(drawing.dict.get('Matrix'));
    const numbers = Array.isArray(own) ? own.map((one) => (typeof one === 'number' ? one : Number.NaN)) : IDENTITY;
    return this.#touches(cornersOf(box), product(matrixOf(numbers), matrix), 0);
  }

  #writes(operator: string, operands: readonly PdfObject[], values: readonly number[]): boolean {
    const [first = 0, second = 0] = values;
    const state = this.#state;
    switch (operator) {
      case 'BT':
        return this.#moveTo(IDENTITY);
      case 'Tm':
        return this.#moveTo(matrixOf(values));
      case 'TD':
        this.#state = { ...state, leading: -second };
        return this.#moveTo(product([1, 0, 0, 1, first, second], this.#text));
      case 'Td':
        return this.#moveTo(product([1, 0, 0, 1, first, second], this.#text));
      case 'T*':
        return this.#moveTo(product([1, 0, 0, 1, 0, -state.leading], this.#text));
      case 'TL':
        this.#state = { ...state, leading: first };
        return false;
      case 'Tf':
        this.#state = { ...state, size: Math.abs(second) };
        return false;
      case 'Tz':
        this.#state = { ...state, across: Math.abs(first) / 100 };
        return false;
      case 'Ts':
        this.#state = { ...state, rise: first };
        return false;
      case 'Tc':
        this.#state = { ...state, spacing: [Math.abs(first), state.spacing[1]] };
        return false;
      case 'Tw':
        this.#state = { ...state, spacing: [state.spacing[0], Math.abs(first)] };
        return false;
      case 'Tj':
      case 'TJ':
        return this.#shows(operands[0]);
      case "'":
      case '"':
        this.#moveTo(product([1, 0, 0, 1, 0, -state.leading], this.#text));
        if (operator === '"') this.#state = { ...state, spacing: [Math.abs(second), Math.abs(first)] };
        return this.#shows(operands.at(-1));
      default:
        return false;
    }
  }

  #moveTo(matrix: Matrix): false {
    this.#text = matrix;
    this.#pen = [0, 0];
    return false;
  }

  #shows(operand: PdfObject | undefined): boolean {
    const { size, spacing, across, rise, matrix } = this.#state;
    let [from, to] = this.#pen;
    for (const item of Array.isArray(operand) ? operand : [operand]) {
      if (item instanceof PdfString)
        to += item.bytes.length * (LETTER.across * size + spacing[0] + spacing[1]) * across;
      else if (typeof item === 'number') {
        const step = (-item / 1000) * size * across;
        if (step > 0) to += step;
        else from += step;
      }
    }
    this.#pen = [from, to];
    const box = { x0: from, x1: to, y0: rise - LETTER.down * size, y1: rise + LETTER.up * size };
    return this.#touches(cornersOf(box), product(this.#text, matrix), 0);
  }

  #touches(points: readonly (readonly [number, number])[], matrix: Matrix, line: number): boolean {
    if (points.length === 0) return false;
    const [a, b, c, d] = matrix;
    const around = NEAR + line * Math.max(Math.abs(a), Math.abs(b), Math.abs(c), Math.abs(d));
    const box = {
      x0: Number.POSITIVE_INFINITY,
      y0: Number.POSITIVE_INFINITY,
      x1: Number.NEGATIVE_INFINITY,
      y1: Number.NEGATIVE_INFINITY,
    };
    for (const point of points) {
      const [across, up] = moved(matrix, point);
      box.x0 = Math.min(box.x0, across - around);
      box.y0 = Math.min(box.y0, up - around);
      box.x1 = Math.max(box.x1, across + around);
      box.y1 = Math.max(box.y1, up + around);
    }
    return !Object.values(box).every(Number.isFinite) || overlap(box, this.#place);
  }
}

function matrixOf(values: readonly number[]): Matrix {
  const [a = Number.NaN, b = 0, c = 0, d = Number.NaN, e = 0, f = 0] = values;
  return [a, b, c, d, e, f];
}

function cornersOf({ x0, y0, x1, y1 }: Box): (readonly [number, number])[] {
  return [
    [x0, y0],
    [x1, y0],
    [x0, y1],
    [x1, y1],
  ];
}

export function overlap(a: Box, b: Box): boolean {
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}
