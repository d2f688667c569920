import { isAppError } from '../../../../shared/contract/app-error.ts';
import { contentOperations } from '../../../pdf/content-operations.ts';
import { PdfName, type PdfObject, PdfString } from '../../../pdf/objects.ts';

/** Corners of the box of an appearance: left, bottom, right, top. */
export type BoundingBox = readonly [number, number, number, number];

/** How far from the edge of the box a frame may stand, and how far it may reach over, in units of the appearance. */
const FRAME = 6;
/** Part of the width of the box that a background or highlighting takes at least: what is narrower may be part of a letter. */
const BROAD = 0.8;
/** Space between letters and words that leaves them in order and in sight; thousandths of the size of the font for that inside of a text. */
const SPACING = { least: -1, most: 50, back: 500, on: -3000 } as const;
/** Values in one appearance, and how deep they may lie. */
const LIMITS = { values: 50_000, depth: 4 } as const;

/** Operators without a meaning for what is read (ISO 32000-2, annex A). */
const IDLE: ReadonlySet<string> = new Set(
  'BMC BDC EMC MP DP W W* n S s f F f* B B* b b* h w J j M d i ri gs G RG K CS cs SC ET TL'.split(' '),
);
const FILLS: ReadonlySet<string> = new Set(['g', 'rg', 'k', 'sc', 'scn', 'SCN']);

interface State {
  /** Translation of the box so far; undefined where it is also turned or scaled. */
  readonly shift: readonly [number, number] | undefined;
  /** What letters are drawn with: font, colour, width, mode. */
  readonly pen: Readonly<Record<string, string>>;
}

/**
 * The text that an appearance shows (ISO 32000-2, 9.4), white space left out: all of it in one font and colour, from left to right and
 * from top to bottom, inside of its box, with nothing but a frame and a background drawn besides. Undefined where it is otherwise: then letters may
 * be hidden, out of order, or made of lines.
 */
export function lookText(content: Uint8Array, box: BoundingBox): string | undefined {
  try {
    return new LookReader(box).read(content);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
  }
}

class LookReader {
  readonly #box: BoundingBox;
  readonly #stack: State[] = [];
  #state: State = { shift: [0, 0], pen: {} };
  #text = '';
  /** Pen of what was shown first. */
  #shownWith: string | undefined;
  #shownAt: readonly [number, number] | undefined;
  /** Start of the line of text in the box; undefined where it is turned. */
  #line: readonly [number, number] | undefined = [0, 0];
  /** What its matrix scales by. */
  #scale: readonly [number, number] = [1, 1];
  #leading = 0;
  #point: readonly [number, number] | undefined;

  constructor(box: BoundingBox) {
    this.#box = box;
  }

  read(content: Uint8Array): string | undefined {
    for (const { operator, operands } of contentOperations(content, LIMITS)) {
      if (!this.#perform(operator, operands)) return undefined;
    }
    return new TextDecoder('windows-1252').decode(Buffer.from(this.#text, 'latin1')).replace(/\s+/g, '');
  }

  /** False where it cannot be told what is shown. */
  #perform(operator: string, operands: readonly PdfObject[]): boolean {
    if (operator === 'TL') this.#leading = Number(operands[0]);
    if (IDLE.has(operator)) return true;
    if (FILLS.has(operator)) return this.#dip('colour', operands);
    switch (operator) {
      case 'q':
        return this.#stack.push(this.#state) < 64;
      case 'Q':
        this.#state = this.#stack.pop() ?? this.#state;
        return true;
      case 'cm':
        return this.#transform(operands);
      case 'Tf':
        return this.#dip('font', operands, true);
      case 'Tz':
      case 'Ts':
        return this.#dip(operator, operands);
      case 'Tr':
        return operands[0] === 0;
      case 'Tc':
      case 'Tw': {
        const [space = SPACING.most] = numbers(operands, 1) ?? [];
        return space >= SPACING.least && space < SPACING.most;
      }
      case 'm':
      case 'l':
        return this.#draw(operator, operands);
      case 're':
        return this.#rectangle(operands);
      default:
        return this.#write(operator, operands);
    }
  }

  #dip(kind: string, operands: readonly PdfObject[], named = false): boolean {
    // A pattern may be of letters.
    if (!named && operands.some((one) => typeof one !== 'number')) return false;
    const value = operands.map((one) => (one instanceof PdfName ? one.name : String(one))).join(' ');
    this.#state = { ...this.#state, pen: { ...this.#state.pen, [kind]: value } };
    return true;
  }

  #transform(operands: readonly PdfObject[]): boolean {
    const values = numbers(operands, 6);
    if (values === undefined) return false;
    const [a, b, c, d, e = 0, f = 0] = values;
    const { shift, pen } = this.#state;
    const isPlain = shift !== undefined && a === 1 && b === 0 && c === 0 && d === 1;
    this.#state = { pen, shift: isPlain ? [shift[0] + e, shift[1] + f] : undefined };
    return true;
  }

  /** Lines run along the edges of the box, or straight from one to the other. */
  #draw(operator: string, operands: readonly PdfObject[]): boolean {
    const { shift } = this.#state;
    const values = numbers(operands, 2);
    if (values === undefined || shift === undefined) return false;
    const [x = 0, y = 0] = values;
    const point = [x + shift[0], y + shift[1]] as const;
    const from = this.#point;
    this.#point = point;
    if (operator === 'm') return true;
    if (from === undefined) return false;
    const [left, bottom, right, top] = this.#box;
    const [dx, dy] = [Math.abs(point[0] - from[0]), Math.abs(point[1] - from[1])];
    const near = ([px, py]: readonly [number, number]) =>
      px - left <= FRAME || right - px <= FRAME || py - bottom <= FRAME || top - py <= FRAME;
    if (!near(point) || !near(from)) return false;
    const isAlong = (dx < 0.1 && dy >= top - bottom - 2 * FRAME) || (dy < 0.1 && dx >= BROAD * (right - left));
    return isAlong || (dx <= FRAME && dy <= FRAME);
  }

  /** Backgrounds come before what is written on them, and no letter is as broad. */
  #rectangle(operands: readonly PdfObject[]): boolean {
    const values = numbers(operands, 4);
    const { shift } = this.#state;
    if (values === undefined || shift === undefined) return false;
    const width = Math.abs(values[2] ?? 0);
    return this.#text === '' && width >= BROAD * (this.#box[2] - this.#box[0]);
  }

  #write(operator: string, operands: readonly PdfObject[]): boolean {
    switch (operator) {
      case 'BT':
        return this.#place([1, 0, 0, 1, 0, 0]);
      case 'Td':
      case 'TD': {
        const values = numbers(operands, 2);
        if (values === undefined) return false;
        if (operator === 'TD') this.#leading = -(values[1] ?? 0);
        return this.#move(values[0] ?? 0, values[1] ?? 0);
      }
      case 'Tm':
        return this.#place(operands);
      case 'T*':
        return this.#move(0, -this.#leading);
      case 'Tj':
      case 'TJ':
        return operands.length === 1 && this.#show(operands[0]);
      case "'":
        return operands.length === 1 && this.#move(0, -this.#leading) && this.#show(operands[0]);
      default:
        return false;
    }
  }

  #place(operands: readonly PdfObject[]): boolean {
    const values = numbers(operands, 6);
    if (values === undefined) return false;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
    const { shift } = this.#state;
    const isUpright = shift !== undefined && a > 0 && b === 0 && c === 0 && d > 0;
    this.#line = isUpright ? [e + shift[0], f + shift[1]] : undefined;
    this.#scale = [a, d];
    return this.#dip('matrix', [a, b, c, d]);
  }

  #move(x: number, y: number): boolean {
    if (this.#line !== undefined) {
      const [across, down] = this.#scale;
      this.#line = [this.#line[0] + x * across, this.#line[1] + y * down];
    }
    return Number.isFinite(x) && Number.isFinite(y);
  }

  #show(operand: PdfObject | undefined): boolean {
    let shown = '';
    for (const item of Array.isArray(operand) ? operand : [operand]) {
      if (item instanceof PdfString) shown += Buffer.from(item.bytes).toString('latin1');
      else if (typeof item !== 'number' || item > SPACING.back || item < SPACING.on) return false;
    }
    if (shown.trim() === '') return true;
    const pen = JSON.stringify(Object.entries(this.#state.pen).sort());
    if (this.#text !== '' && (pen !== this.#shownWith || !this.#isNext())) return false;
    if (this.#line !== undefined && !this.#isInside(this.#line)) return false;
    this.#text += shown;
    this.#shownWith = pen;
    this.#shownAt = this.#line;
    return true;
  }

  /** What comes now is read after what was shown. */
  #isNext(): boolean {
    const [now, before] = [this.#line, this.#shownAt];
    if (now === undefined || before === undefined) return false;
    return now[1] < before[1] - 1 || (Math.abs(now[1] - before[1]) <= 1 && now[0] >= before[0]);
  }

  #isInside([x, y]: readonly [number, number]): boolean {
    const [left, bottom, right, top] = this.#box;
    return x >= left - 1 && x <= right && y >= bottom - FRAME && y <= top;
  }
}

/** Operands that are so many numbers. */
function numbers(operands: readonly PdfObject[], count: number): number[] | undefined {
  const values = operands.filter((one) => typeof one === 'number');
  return operands.length === count && values.length === count ? values : undefined;
}
