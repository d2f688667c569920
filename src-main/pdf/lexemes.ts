import { hexValue, isDigit, isRegular, isWhite, latin1, shortWord } from './characters.ts';
import { hexPairs } from './hex-pairs.ts';
import { PdfString, type Span } from './objects.ts';
import { damaged } from './pdf-errors.ts';

/** Thrown when the window ends inside what is being read; the caller comes back with a longer one. One instance: it carries nothing. */
export const NEED_MORE = new Error('the window ends here');

const CR = 13;
const LF = 10;
const HASH = 0x23;
const PERCENT = 0x25;
const PAREN_OPEN = 0x28;
const PAREN_CLOSE = 0x29;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const GREATER = 0x3e;
const BACKSLASH = 0x5c;

/** A window of bytes of a file, or of what was decoded. */
export interface Window {
  /** Offset of the window's first byte in the file, or undefined where it is not part of the file: then nothing gets a span. */
  readonly base: number | undefined;
  /** True where nothing follows the window: its end then ends a token. */
  readonly final: boolean;
}

/**
 * Reader of the tokens of PDF syntax (ISO 32000-2, 7.2 and 7.3.3 to 7.3.5) over one window of bytes: white space, words, numbers, names and strings.
 * Malformed numbers and strings are damage; what repairs such damage overrides the protected methods that refuse it.
 */
export class Lexemes {
  readonly bytes: Uint8Array;
  pos = 0;
  private readonly base: number;
  private readonly spans: boolean;
  private readonly final: boolean;

  constructor(bytes: Uint8Array, window: Window) {
    this.bytes = bytes;
    this.base = window.base ?? 0;
    this.spans = window.base !== undefined;
    this.final = window.final;
  }

  /** A place for an error: the offset in the file, or within what was decoded. */
  protected at(offset: number): { offset: number } | { within: number } {
    return this.spans ? { offset } : { within: offset };
  }

  /** Absolute offset of the next byte. */
  get offset(): number {
    return this.base + this.pos;
  }

  /** The byte at `pos + ahead`; undefined at the true end. */
  protected peek(ahead = 0): number | undefined {
    const code = this.bytes[this.pos + ahead];
    if (code === undefined && !this.final) throw NEED_MORE;
    return code;
  }

  skipWhite(): void {
    while (isWhite(this.peek())) this.pos++;
  }

  skipWhiteAndComments(): void {
    for (;;) {
      const code = this.peek();
      if (isWhite(code)) this.pos++;
      else if (code === PERCENT) this.skipLine();
      else return;
    }
  }

  private skipLine(): void {
    for (let code = this.peek(); code !== undefined && code !== CR && code !== LF; code = this.peek()) this.pos++;
  }

  /** Takes `word` if it stands here as a whole token. */
  keyword(word: string): boolean {
    for (let index = 0; index < word.length; index++) {
      if (this.peek(index) !== word.charCodeAt(index)) return false;
    }
    if (isRegular(this.peek(word.length))) return false;
    this.pos += word.length;
    return true;
  }

  /** An unsigned integer of at most 15 digits as a whole token, or undefined and nothing taken. */
  unsigned(): number | undefined {
    let value = 0;
    let length = 0;
    for (let code = this.peek(); code !== undefined && isDigit(code); code = this.peek(length)) {
      value = value * 10 + (code - 0x30);
      length++;
      if (length > 15) return undefined;
    }
    if (length === 0 || isRegular(this.peek(length))) return undefined;
    this.pos += length;
    return value;
  }

  /** What a number counts as that is none. @throws AppError PDF_DAMAGED */
  protected notANumber(_text: string, offset: number): number {
    throw damaged('a number is malformed', this.at(offset));
  }

  /** Another character in a hexadecimal string. @throws AppError PDF_DAMAGED */
  protected notHexadecimal(offset: number): void {
    throw damaged('a hexadecimal string holds another character', this.at(offset));
  }

  /** Characters of a name after its slash, one per byte, `#xx` decoded (7.3.5). */
  protected name(): string {
    this.pos++;
    const { bytes, pos: start } = this;
    let end = start;
    let escaped = false;
    for (let code = bytes[end]; isRegular(code); code = bytes[end]) {
      if (code === HASH) escaped = true;
      end++;
    }
    this.pos = end;
    // What the window cuts off may go on.
    this.peek();
    if (!escaped) return shortWord(this.bytes, start, this.pos);
    const raw = latin1(this.bytes, start, this.pos);
    return raw.replace(/#([0-9A-Fa-f]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  /** An integer or real (7.3.3). */
  protected number(): number {
    const whole = this.unsigned();
    if (whole !== undefined) return whole;
    const start = this.pos;
    let digits = 0;
    let dots = 0;
    let others = 0;
    if (this.peek() === PLUS || this.peek() === MINUS) this.pos++;
    for (let code = this.peek(); isRegular(code); code = this.peek()) {
      if (isDigit(code)) digits++;
      else if (code === DOT) dots++;
      else others++;
      this.pos++;
    }
    const text = latin1(this.bytes, start, this.pos);
    const sound = others === 0 && dots <= 1 && digits + dots > 0;
    const plain = digits === 0 ? 0 : Number(text);
    const value = sound && Number.isFinite(plain) ? plain : this.notANumber(text, this.base + start);
    return value === 0 ? 0 : value;
  }

  protected hexString(): PdfString {
    const start = this.pos;
    const plain = this.plainHexString(start);
    if (plain !== undefined) return plain;
    this.pos++;
    const out = new Growing();
    let half = -1;
    for (;;) {
      const code = this.peek();
      this.pos++;
      if (code === GREATER) break;
      if (isWhite(code)) continue;
      const digit = hexValue(code);
      if (digit < 0) {
        if (code === undefined) throw damaged('a string does not end', this.at(this.base + start));
        this.notHexadecimal(this.offset - 1);
      } else if (half < 0) half = digit;
      else {
        out.push(half * 16 + digit);
        half = -1;
      }
    }
    if (half >= 0) out.push(half * 16);
    return new PdfString(out.bytes(), true, this.span(start));
  }

  /** A string of pairs of digits and nothing else, as the long ones are, at one go; undefined and nothing taken for another one. */
  private plainHexString(start: number): PdfString | undefined {
    const closing = this.bytes.indexOf(GREATER, start);
    if (closing < 0) {
      const pairs = (this.bytes.length - start - 1) >> 1;
      if (!this.final && hexPairs(this.bytes.subarray(start + 1, start + 1 + 2 * pairs)) !== undefined) throw NEED_MORE;
      return undefined;
    }
    const decoded = hexPairs(this.bytes.subarray(start + 1, closing));
    if (decoded === undefined) return undefined;
    this.pos = closing + 1;
    return new PdfString(decoded, true, this.span(start));
  }

  protected literalString(): PdfString {
    const start = this.pos;
    this.pos++;
    const out = new Growing();
    for (let open = 1; ; ) {
      let code = this.peek();
      if (code === undefined) throw damaged('a string does not end', this.at(this.base + start));
      this.pos++;
      if (code === BACKSLASH) {
        this.escape(out);
        continue;
      }
      if (code === PAREN_OPEN) open++;
      else if (code === PAREN_CLOSE && --open === 0) break;
      else if (code === CR) {
        if (this.peek() === LF) this.pos++;
        code = LF;
      }
      out.push(code);
    }
    return new PdfString(out.bytes(), false, this.span(start));
  }

  /** What follows a backslash in a literal string (7.3.4.2, table 3). */
  private escape(out: Growing): void {
    const code = this.peek();
    if (code === undefined) return;
    this.pos++;
    if (code >= 0x30 && code <= 0x37) {
      let value = code - 0x30;
      for (let count = 1; count < 3; count++) {
        const next = this.peek();
        if (next === undefined || next < 0x30 || next > 0x37) break;
        value = value * 8 + (next - 0x30);
        this.pos++;
      }
      out.push(value & 0xff);
    } else if (code === CR) {
      if (this.peek() === LF) this.pos++;
    } else if (code !== LF) {
      out.push(ESCAPES.get(code) ?? code);
    }
  }

  protected span(start: number): Span | undefined {
    return this.spans ? { start: this.base + start, end: this.base + this.pos } : undefined;
  }
}

const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x6e, 10],
  [0x72, 13],
  [0x74, 9],
  [0x62, 8],
  [0x66, 12],
]);

/** Bytes that grow one at a time. */
class Growing {
  private buffer = new Uint8Array(64);
  private length = 0;
  push(code: number): void {
    if (this.length === this.buffer.length) {
      const wider = new Uint8Array(this.length * 2);
      wider.set(this.buffer);
      this.buffer = wider;
    }
    this.buffer[this.length++] = code;
  }
  bytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}
