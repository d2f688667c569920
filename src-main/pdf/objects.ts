/** The PDF object model (ISO 32000-2, 7.3). Numbers and booleans are the language's own; arrays are arrays. */
export type PdfObject =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfObject[]
  | PdfDict
  | PdfStream
  | PdfSlot;

/** A name without its slash, `#xx` already decoded (7.3.5). Compare `.name`. */
export class PdfName {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** A string (7.3.4). `span` is where it stands in the file, delimiters included; absent when it came out of an object stream or was made here. */
export class PdfString {
  readonly bytes: Uint8Array;
  readonly hex: boolean;
  readonly span: Span | undefined;
  constructor(bytes: Uint8Array, hex = false, span?: Span) {
    this.bytes = bytes;
    this.hex = hex;
    this.span = span;
  }
}

/** Absolute byte offsets in the file: `start` of the first byte, `end` after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the data of a stream stand, and in which object: its encryption depends on the object's numbers. */
export interface StreamSpan extends Span {
  readonly num: number;
  readonly gen: number;
}

/** An indirect reference (7.3.10). */
export class PdfRef {
  readonly num: number;
  readonly gen: number;
  constructor(num: number, gen = 0) {
    this.num = num;
    this.gen = gen;
  }
}

/** A dictionary (7.3.7), keys without slash, in file order. `span` as in PdfString. */
export class PdfDict {
  readonly entries: ReadonlyMap<string, PdfObject>;
  readonly span: Span | undefined;
  /** @param entries a map is taken over: nobody writes to it any more */
  constructor(entries: Iterable<readonly [string, PdfObject]> = [], span?: Span) {
    this.entries = entries instanceof Map ? entries : new Map(entries);
    this.span = span;
  }
  get(key: string): PdfObject | undefined {
    return this.entries.get(key);
  }
  /** A copy with these entries set; `undefined` removes one. The original stays. */
  with(changes: Readonly<Record<string, PdfObject | undefined>>): PdfDict {
    const entries = new Map(this.entries);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }
    return new PdfDict(entries);
  }
}

/** A stream (7.3.8): its dictionary and its bytes, still encoded, read when asked for. */
export class PdfStream {
  readonly dict: PdfDict;
  /** Encoded bytes: either in memory, not encrypted, or a span of the file. */
  readonly data: Uint8Array | StreamSpan;
  constructor(dict: PdfDict, data: Uint8Array | StreamSpan) {
    this.dict = dict;
    this.data = data;
  }
}

/**
 * Bytes that are filled in after the file was laid out (ByteRange, Contents). Written verbatim by the incremental writer,
 * which sets `offset` to where the first byte landed in the file.
 */
export class PdfSlot {
  readonly bytes: Uint8Array;
  /** Absolute offset in the file; -1 until the update was laid out. */
  offset = -1;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}
