import { isAppError } from '../../../../shared/contract/app-error.ts';
import { IDENTITY, type Matrix, moved, product } from '../../../../shared/geometry/matrix.ts';
import { contentOperations } from '../../../pdf/content-operations.ts';
import { PdfName, type PdfObject, PdfString } from '../../../pdf/objects.ts';
import { type GlyphWidth, usualWidth } from './glyph-widths.ts';
import { type BoundingBox, LookFrame, numbers } from './look-frame.ts';

/** How far below the box a line of text may stand, in units of the appearance. */
const BELOW = 6;
/** Space between letters and words that leaves them in order and in sight; thousandths of the size of the font for that inside of a text. */
const SPACING = { least: -1, most: 50, back: 500, on: -3000 } as const;
const SPACE = 32;
/** Values in one appearance, and how deep they may lie. */
const LIMITS = { values: 50_000, depth: 4 } as const;

/** Units of the page that letters are high at least, and parts of the box that they are high at most: others are not seen. */
const HEIGHT = { least: 2, most: 1.5 } as const;
/** How far the end of a line may reach over the box: widths are rounded. */
const OVER = { share: 0.02, least: 2 } as const;
/** How much the colour of letters differs at least from what they are written on, from 0 to 1. */
const CONTRAST = 0.1;

/** Operators without a meaning for what is read (ISO 32000-2, annex A). */
const IDLE: ReadonlySet<string> = new Set('BMC BDC EMC MP DP h J j M d i ri gs G RG K CS cs SC ET TL'.split(' '));
/** Operators that end a path. */
const PAINTS: ReadonlySet<string> = new Set('n S s f F f* B B* b b*'.split(' '));
const FILLS: ReadonlySet<string> = new Set(['g', 'rg', 'k', 'sc', 'scn', 'SCN']);

interface State {
  readonly matrix: Matrix;
  /** What letters are drawn with: font, colour, width, mode. */
  readonly pen: Readonly<Record<string, string>>;
  /** Brightness of what is filled, from 0 to 1. */
  readonly ink: number;
  readonly font: string;
  readonly size: number;
  /** /Tc, /Tw, and /Tz as a factor. */
  readonly spacing: readonly [letters: number, words: number, across: number];
}

const START: State = { matrix: IDENTITY, pen: {}, ink: 0, font: '', size: 0, spacing: [0, 0, 1] };

/** An appearance as `lookText` looks at it. */
export interface Look {
  readonly box: BoundingBox;
  /** Units of the page for one of the appearance. */
  readonly scale: number;
  readonly widths: ReadonlyMap<string, GlyphWidth>;
}

/**
 * The text that an appearance shows (ISO 32000-2, 9.4), white space left out: all of it in one font and colour, from left to right and
 * from top to bottom, inside of its box from the first letter to the last, neither clipped away nor too small or too pale to be read, with
 * nothing but a frame and a background drawn besides. Undefined where it is otherwise: then letters may be hidden, out of order, or made of lines.
 */
export function lookText(content: Uint8Array, look: Look): string | undefined {
  try {
    return new LookReader(look).read(content);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
  }
}

class LookReader {
  readonly #look: Look;
  readonly #box: BoundingBox;
  readonly #frame: LookFrame;
  readonly #stack: State[] = [];
  #state = START;
  #text = '';
  /** Pen of what was shown first. */
  #shownWith: string | undefined;
  #shownAt: readonly [number, number] | undefined;
  /** Matrix of the line of text, and how far the pen is along it. */
  #line = IDENTITY;
  #along = 0;
  #leading = 0;

  constructor(look: Look) {
    this.#look = look;
    this.#box = look.box;
    this.#frame = new LookFrame(look.box);
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
    if (FILLS.has(operator)) return this.#fill(operands);
    if (PAINTS.has(operator)) return this.#frame.paint(operator, this.#state.ink);
    switch (operator) {
      case 'q':
        return this.#stack.push(this.#state) < 64;
      case 'Q':
        this.#state = this.#stack.pop() ?? this.#state;
        return true;
      case 'cm':
        return this.#transform(operands);
      case 'W':
      case 'W*':
        return this.#frame.clip();
      case 'Tf': {
        const [name, size] = operands;
        if (!(name instanceof PdfName) || typeof size !== 'number') return false;
        this.#state = { ...this.#state, font: name.name, size };
        return this.#dip('font', operands, true);
      }
      case 'Ts':
        return this.#dip(operator, operands);
      case 'Tr':
        return operands[0] === 0;
      case 'Tz':
      case 'Tc':
      case 'Tw':
        return this.#space(operator, operands);
      case 'w':
        return this.#frame.width(operands);
      case 'm':
      case 'l':
        return this.#frame.line(operator, operands, this.#shift());
      case 're':
        return this.#text === '' && this.#frame.rectangle(operands, this.#shift());
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

  #space(operator: string, operands: readonly PdfObject[]): boolean {
    const [value] = numbers(operands, 1) ?? [];
    const [letters, words, across] = this.#state.spacing;
    if (value === undefined) return false;
    if (operator === 'Tz') {
      this.#state = { ...this.#state, spacing: [letters, words, value / 100] };
      return value > 0 && this.#dip(operator, operands);
    }
    this.#state = { ...this.#state, spacing: operator === 'Tc' ? [value, words, across] : [letters, value, across] };
    return value >= SPACING.least && value < SPACING.most;
  }

  #fill(operands: readonly PdfObject[]): boolean {
    this.#state = { ...this.#state, ink: brightness(operands) };
    return this.#dip('colour', operands);
  }

  #transform(operands: readonly PdfObject[]): boolean {
    const matrix = matrixOf(operands);
    if (matrix === undefined) return false;
    this.#state = { ...this.#state, matrix: product(matrix, this.#state.matrix) };
    return true;
  }

  /** How far everything is moved; undefined where it is also turned or scaled. */
  #shift(): readonly [number, number] | undefined {
    const [a, b, c, d, e, f] = this.#state.matrix;
    return a === 1 && b === 0 && c === 0 && d === 1 ? [e, f] : undefined;
  }

  #write(operator: string, operands: readonly PdfObject[]): boolean {
    switch (operator) {
      case 'BT':
        return this.#place(IDENTITY);
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
    const matrix = matrixOf(operands);
    if (matrix === undefined) return false;
    this.#line = matrix;
    this.#along = 0;
    return this.#dip('matrix', matrix.slice(0, 4));
  }

  #move(x: number, y: number): boolean {
    this.#line = product([1, 0, 0, 1, x, y], this.#line);
    this.#along = 0;
    return Number.isFinite(x) && Number.isFinite(y);
  }

  #show(operand: PdfObject | undefined): boolean {
    const { size, font, spacing, pen } = this.#state;
    const [letters, words, across] = spacing;
    const width = this.#look.widths.get(font) ?? usualWidth;
    const from = this.#along;
    let shown = '';
    for (const item of Array.isArray(operand) ? operand : [operand]) {
      if (item instanceof PdfString) {
        shown += Buffer.from(item.bytes).toString('latin1');
        for (const code of item.bytes) {
          this.#along += ((width(code) / 1000) * size + letters + (code === SPACE ? words : 0)) * across;
        }
      } else if (typeof item !== 'number' || item > SPACING.back || item < SPACING.on) return false;
      else this.#along -= (item / 1000) * size * across;
    }
    if (shown.trim() === '') return true;
    const drawnWith = JSON.stringify(Object.entries(pen).sort());
    if (this.#text !== '' && (drawnWith !== this.#shownWith || !this.#isNext())) return false;
    const whole = product(this.#line, this.#state.matrix);
    if (!this.#isReadable(whole) || !this.#isInside(whole, from, this.#along)) return false;
    this.#text += shown;
    this.#shownWith = drawnWith;
    this.#shownAt = this.#start();
    return true;
  }

  /** Start of the line of text in the box; undefined where it is turned. */
  #start(): readonly [number, number] | undefined {
    const [a, b, c, d] = this.#line;
    const isUpright = this.#shift() !== undefined && a > 0 && b === 0 && c === 0 && d > 0;
    return isUpright ? moved(product(this.#line, this.#state.matrix), [0, 0]) : undefined;
  }

  /** What comes now is read after what was shown. */
  #isNext(): boolean {
    const [now, before] = [this.#start(), this.#shownAt];
    if (now === undefined || before === undefined) return false;
    return now[1] < before[1] - 1 || (Math.abs(now[1] - before[1]) <= 1 && now[0] >= before[0]);
  }

  /** Large enough, not too large, and of another brightness than what is behind. */
  #isReadable([a, b, c, d]: Matrix): boolean {
    const height = Math.abs(this.#state.size) * Math.sqrt(Math.abs(a * d - b * c));
    const [left, bottom, right, top] = this.#box;
    if (!(height * this.#look.scale >= HEIGHT.least)) return false;
    if (height > HEIGHT.most * Math.max(right - left, top - bottom)) return false;
    return Math.abs(this.#state.ink - this.#frame.paper) >= CONTRAST;
  }

  #isInside(whole: Matrix, from: number, to: number): boolean {
    const [left, bottom, right, top] = this.#box;
    const over = Math.max(OVER.least, OVER.share * Math.max(right - left, top - bottom));
    const [x, y] = moved(whole, [from, 0]);
    if (!(x >= left - 1 && x <= right + 1 && y >= bottom - BELOW && y <= top + 1)) return false;
    const [endX, endY] = moved(whole, [to, 0]);
    return endX >= left - over && endX <= right + over && endY >= bottom - BELOW && endY <= top + over;
  }
}

/** Of a colour by its components: grey, red green blue, or cyan magenta yellow black. */
function brightness(operands: readonly PdfObject[]): number {
  const values = operands.map((one) => (typeof one === 'number' ? Math.min(1, Math.max(0, one)) : 0));
  const [first = 0, second = 0, third = 0, black = 0] = values;
  if (values.length === 4) return (1 - black) * (1 - (first + second + third) / 3);
  return values.length === 3 ? 0.3 * first + 0.6 * second + 0.1 * third : first;
}

function matrixOf(operands: readonly PdfObject[]): Matrix | undefined {
  const [a, b, c, d, e, f] = numbers(operands, 6) ?? [];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return e === undefined || f === undefined ? undefined : [a, b, c, d, e, f];
}
