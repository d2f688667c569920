import { isAppError } from '../../../../shared/contract/app-error.ts';
import { IDENTITY, type Matrix, product } from '../../../../shared/geometry/matrix.ts';
import { contentOperations } from '../../../pdf/content-operations.ts';
import { PdfName, type PdfObject, PdfString } from '../../../pdf/objects.ts';
import { LookFrame, numbers } from './look-frame.ts';
import { isInside, isMarked, isNext, isReadable, type Look, matrixOf, type Place, quartersOf } from './look-place.ts';

/** Space between letters and words that leaves them in order and in sight: parts of the size of the font, and for `most` units of the page; `back` and `on` inside of a text in thousandths of that size. */
const SPACING = { least: -0.1, most: 50, back: 200, on: -3000 } as const;
const SPACE = 32;
/** Values in one appearance, and how deep they may lie. */
const LIMITS = { values: 50_000, depth: 4 } as const;

/** Thousandths of the size of the font that a letter advances at least: others lie over each other. */
const NARROWEST = 100;
/** Operators without a meaning for what is read (ISO 32000-2, annex A). */
const IDLE: ReadonlySet<string> = new Set('BMC EMC MP DP h J j M d i ri gs G RG K CS ET TL'.split(' '));
/** Operators that end a path. */
const PAINTS: ReadonlySet<string> = new Set('n S s f F f* B B* b b*'.split(' '));
const FILLS: ReadonlySet<string> = new Set(['g', 'rg', 'k', 'sc', 'scn']);
/** Colour spaces whose components are what they seem (8.6.4). */
const PLAIN_COLOURS: ReadonlySet<string> = new Set(['DeviceGray', 'DeviceRGB', 'DeviceCMYK']);

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

/** White space left out. */
export interface LookText {
  readonly text: string;
  /** The part that is highlighted; undefined where nothing is. */
  readonly marked: string | undefined;
}

/**
 * The text that an appearance shows (ISO 32000-2, 9.4), white space left out: all of it in one font and colour, from left to right and
 * from top to bottom, inside of its box from the first letter to the last, neither clipped away nor too small or too pale to be read, with
 * nothing but a frame and a background drawn before it. Undefined where it is otherwise: then letters may be hidden, out of order, or made of lines.
 */
export function lookText(content: Uint8Array, look: Look): LookText | undefined {
  try {
    return new LookReader(look).read(content);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
  }
}

class LookReader {
  readonly #look: Look;
  readonly #frame: LookFrame;
  readonly #stack: State[] = [];
  #state = START;
  #text = '';
  #marked = '';
  /** Pen of what was shown first. */
  #shownWith: string | undefined;
  /** What was shown last; undefined where it was turned. */
  #last: Place | undefined;
  /** Matrix of the line of text, and how far the pen is along it. */
  #line = IDENTITY;
  #along = 0;
  #leading = 0;

  constructor(look: Look) {
    this.#look = look;
    this.#frame = new LookFrame(look.box);
  }

  read(content: Uint8Array): LookText | undefined {
    for (const { operator, operands } of contentOperations(content, LIMITS)) {
      if (!this.#perform(operator, operands)) return undefined;
    }
    return { text: decoded(this.#text), marked: this.#frame.isMarked ? decoded(this.#marked) : undefined };
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
      case 'Tr':
        return operands[0] === 0;
      case 'BDC':
        // What belongs to a layer may be hidden (8.11.3.2).
        return !(operands[0] instanceof PdfName && operands[0].name === 'OC');
      case 'cs': {
        const [space] = operands;
        return space instanceof PdfName && PLAIN_COLOURS.has(space.name) && this.#fill([0]);
      }
      case 'SC':
      case 'SCN':
        return operands.every((one) => typeof one === 'number');
      case 'Tz':
      case 'Tc':
      case 'Tw':
        return this.#space(operator, operands);
      case 'w':
        return this.#frame.width(operands);
      case 'm':
      case 'l':
        return this.#text === '' && this.#frame.line(operator, operands, this.#shift());
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
    return true;
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
    const width = this.#look.widths.get(font);
    const isSpaced = [letters, words].every(
      (space) => space >= SPACING.least * size && space * this.#look.scale[0] < SPACING.most,
    );
    let shown = '';
    let [from, to]: (number | undefined)[] = [];
    let back = 0;
    for (const item of Array.isArray(operand) ? operand : [operand]) {
      if (typeof item === 'number') {
        back += item;
        if (back > SPACING.back || item < SPACING.on) return false;
        this.#along -= (item / 1000) * size * across;
        continue;
      }
      if (!(item instanceof PdfString)) return false;
      shown += Buffer.from(item.bytes).toString('latin1');
      for (const code of item.bytes) {
        const own = width?.(code) ?? 0;
        if (own < (code === SPACE ? 0 : NARROWEST)) return false;
        if (code !== SPACE) from ??= this.#along;
        this.#along += (own / 1000) * size * across;
        if (code !== SPACE) to = this.#along;
        this.#along += (letters + (code === SPACE ? words : 0)) * across;
        back = 0;
      }
    }
    if (from === undefined || to === undefined) return true;
    const drawnWith = JSON.stringify(Object.entries(pen).sort());
    const whole = product(this.#line, this.#state.matrix);
    const place: Place = { whole, from, to, size, across: size * across };
    const isUpright = this.#shift() !== undefined && quartersOf(this.#line) === 0;
    if (this.#text !== '') {
      if (drawnWith !== this.#shownWith || !isUpright || this.#last === undefined || !isNext(place, this.#last))
        return false;
    }
    if (!(size > 0) || !isSpaced || !this.#frame.shows(this.#state.ink)) return false;
    if (!isReadable(place, this.#look) || !isInside(place, this.#frame.room)) return false;
    this.#text += shown;
    if (isMarked(place, this.#frame)) this.#marked += shown;
    this.#shownWith = drawnWith;
    this.#last = isUpright ? place : undefined;
    return true;
  }
}

function decoded(codes: string): string {
  return new TextDecoder('windows-1252').decode(Buffer.from(codes, 'latin1')).replace(/\s+/g, '');
}

/** Of a colour by its components: grey, red green blue, or cyan magenta yellow black. */
function brightness(operands: readonly PdfObject[]): number {
  const values = operands.map((one) => (typeof one === 'number' ? Math.min(1, Math.max(0, one)) : 0));
  const [first = 0, second = 0, third = 0, black = 0] = values;
  if (values.length === 4) return (1 - black) * (1 - (first + second + third) / 3);
  return values.length === 3 ? 0.3 * first + 0.6 * second + 0.1 * third : first;
}
