import { isDigit, isWhite } from './characters.ts';
import { Lexemes, type Window } from './lexemes.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import { serialize } from './serialize.ts';

const CR = 13;
const LF = 10;
const SPACE = 32;
const PAREN_OPEN = 0x28;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const BRACKET_OPEN = 0x5b;
const BRACKET_CLOSE = 0x5d;

/** Where an indirect object stands and what it is; `data` is the offset of the first stream byte where it is a stream. */
export interface IndirectSyntax {
  readonly num: number;
  readonly gen: number;
  readonly value: PdfObject;
  readonly data: number | undefined;
}

/** A window and how much may be in it. */
export interface SyntaxOptions extends Window {
  readonly depth: number;
  /** Values that one window may hold. */
  readonly values: number;
}

/**
 * Recursive-descent reader of PDF objects (ISO 32000-2, 7.3) over one window of bytes.
 * Strict wherever viewers disagree: keys given twice with different values are damage, as are malformed tokens.
 */
export class Syntax extends Lexemes {
  private readonly maxDepth: number;
  private readonly maxValues: number;
  private values = 0;

  constructor(bytes: Uint8Array, options: SyntaxOptions) {
    super(bytes, options);
    this.maxDepth = options.depth;
    this.maxValues = options.values;
  }

  /**
   * An indirect object from its header on (7.3.10). White space may stand before the header.
   * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED
   */
  indirect(): IndirectSyntax {
    this.skipWhite();
    const start = this.offset;
    const num = this.unsigned();
    this.skipWhiteAndComments();
    const gen = num === undefined ? undefined : this.unsigned();
    this.skipWhiteAndComments();
    if (num === undefined || gen === undefined || !this.objKeyword()) {
      throw damaged('there is no object where its cross-reference table says', this.at(start));
    }
    this.skipWhiteAndComments();
    if (this.keyword('endobj')) return { num, gen, value: null, data: undefined };
    const value = this.object();
    this.skipWhiteAndComments();
    if (value instanceof PdfDict && this.keyword('stream')) return { num, gen, value, data: this.streamData() };
    if (!this.keyword('endobj')) this.noEndobj(num);
    return { num, gen, value, data: undefined };
  }

  /** @throws AppError PDF_DAMAGED */
  protected noEndobj(object: number): void {
    throw damaged('an object does not end where it should', { ...this.at(this.offset), object });
  }

  /** `obj`, which some writers do not separate from the token after it. */
  private objKeyword(): boolean {
    if (this.peek() !== 0x6f || this.peek(1) !== 0x62 || this.peek(2) !== 0x6a) return false;
    this.pos += 3;
    return true;
  }

  /** Skips the end of line after `stream` (7.3.8.1); a lone carriage return is taken as one, as viewers do. */
  private streamData(): number {
    while (this.peek() === SPACE) this.pos++;
    if (this.peek() === CR) this.pos++;
    if (this.peek() === LF) this.pos++;
    return this.offset;
  }

  /** Any direct object or reference, white space and comments before it skipped. */
  object(depth = 0): PdfObject {
    this.skipWhiteAndComments();
    if (depth > this.maxDepth) throw limitExceeded('nesting', { ...this.at(this.offset), limit: this.maxDepth });
    if (++this.values > this.maxValues) {
      throw limitExceeded('values in one object', { ...this.at(this.offset), limit: this.maxValues });
    }
    const code = this.peek();
    if (code === SLASH) return new PdfName(this.name());
    if (code === PAREN_OPEN) return this.literalString();
    if (code === BRACKET_OPEN) return this.array(depth);
    if (code === LESS) return this.peek(1) === LESS ? this.dict(depth) : this.hexString();
    if (isDigit(code) || code === PLUS || code === MINUS || code === DOT) return this.numberOrRef();
    if (this.keyword('true')) return true;
    if (this.keyword('false')) return false;
    if (this.keyword('null')) return null;
    return this.notAnObject();
  }

  /** @throws AppError PDF_DAMAGED */
  protected notAnObject(): PdfObject {
    throw damaged('something stands where an object should', this.at(this.offset));
  }

  /** Whether the array or dictionary that is being read ends here without its bracket. */
  protected endsEarly(): boolean {
    return false;
  }

  /** What stands where a key should is passed over. @throws AppError PDF_DAMAGED */
  protected notAKey(): void {
    throw damaged('a dictionary has a key that is no name', this.at(this.offset));
  }

  /** @throws AppError PDF_DAMAGED */
  protected keyTwice(key: string, offset: number): void {
    throw damaged('a dictionary gives one key twice', { ...this.at(offset), key });
  }

  private array(depth: number): PdfObject[] {
    this.pos++;
    const items: PdfObject[] = [];
    for (;;) {
      this.skipWhiteAndComments();
      if (this.peek() === BRACKET_CLOSE) {
        this.pos++;
        return items;
      }
      if (this.endsEarly()) return items;
      items.push(this.object(depth + 1));
    }
  }

  /** Viewers disagree on which value of a key given twice counts, so two that differ are damage (7.3.7: a key shall stand once). */
  private dict(depth: number): PdfDict {
    const start = this.pos;
    this.pos += 2;
    const entries = new Map<string, PdfObject>();
    for (;;) {
      this.skipWhiteAndComments();
      const code = this.peek();
      if (code === GREATER && this.peek(1) === GREATER) {
        this.pos += 2;
        return new PdfDict(entries, this.span(start));
      }
      const offset = this.offset;
      if (this.endsEarly()) return new PdfDict(entries, this.span(start));
      if (code !== SLASH) {
        this.notAKey();
        continue;
      }
      const key = this.name();
      const value = this.object(depth + 1);
      const earlier = entries.get(key);
      if (earlier !== undefined && !SAYS_HOW_TO_OPEN.has(key) && !sameSyntax(earlier, value)) {
        this.keyTwice(key, offset);
      }
      entries.set(key, value);
    }
  }

  private numberOrRef(): number | PdfRef {
    const start = this.pos;
    const value = this.number();
    const after = this.pos;
    if (!Number.isInteger(value) || !isDigit(this.bytes[start]) || !isWhite(this.peek())) return value;
    this.skipWhiteAndComments();
    if (isDigit(this.peek())) {
      const gen = this.unsigned();
      if (gen !== undefined && gen <= 65535) {
        this.skipWhiteAndComments();
        if (this.keyword('R')) return new PdfRef(value, gen);
      }
    }
    this.pos = after;
    return value;
  }
}

/** Whether two values are written alike but for white space and comments. */
function sameSyntax(a: PdfObject, b: PdfObject): boolean {
  return Buffer.from(serialize(a)).equals(serialize(b));
}

/** What a viewer shows beside the pages when it opens a file: which of two values counts changes nothing of the document. */
const SAYS_HOW_TO_OPEN: ReadonlySet<string> = new Set(['PageMode', 'PageLayout']);
