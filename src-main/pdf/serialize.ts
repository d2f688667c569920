import { PdfDict, PdfName, type PdfObject, PdfRef, PdfSlot, PdfStream, PdfString } from './objects.ts';

const DEEPEST = 500;
/** Characters of text that are turned into bytes at one go. */
const PIECE = 16 * 1024;
/** Bytes that a writer takes when it takes some. */
const LEAST = 256;
const NOTHING = Buffer.alloc(0);

/** Grows as it is written to. `base` is the file offset of its first byte. */
export class ByteWriter {
  readonly base: number;
  /** Beyond `length` it holds whatever was in memory there: it never leaves. */
  private buffer = NOTHING;
  private length = 0;
  /** Written and not yet bytes, one for each character. */
  private text = '';

  constructor(base = 0) {
    this.base = base;
  }

  /** File offset of the next byte. */
  get offset(): number {
    return this.base + this.length + this.text.length;
  }

  write(data: Uint8Array | string): void {
    if (typeof data === 'string') {
      this.text += data;
      if (this.text.length >= PIECE) this.settle();
      return;
    }
    this.settle();
    this.widen(data.length);
    this.buffer.set(data, this.length);
    this.length += data.length;
  }

  bytes(): Uint8Array {
    this.settle();
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.length);
  }

  private settle(): void {
    this.widen(this.text.length);
    this.length += this.buffer.write(this.text, this.length, 'latin1');
    this.text = '';
  }

  private widen(more: number): void {
    if (this.length + more <= this.buffer.length) return;
    const wider = Buffer.allocUnsafeSlow(Math.max(LEAST, this.buffer.length * 2, this.length + more));
    wider.set(this.buffer.subarray(0, this.length));
    this.buffer = wider;
  }
}

/**
 * An object as PDF syntax (ISO 32000-2, 7.3). A string comes back literal or hexadecimal as it was.
 * @throws RangeError for what no PDF can hold: numbers that are not finite, names beyond U+00FF, slots outside a ByteWriter's file
 */
export function serialize(object: PdfObject): Uint8Array {
  const writer = new ByteWriter();
  writeObject(writer, object);
  return writer.bytes();
}

/** Appends an object; each PdfSlot in it learns where it landed. A stream must hold its bytes; /Length is set to match. @throws RangeError */
export function writeObject(writer: ByteWriter, object: PdfObject, depth = 0): void {
  if (depth > DEEPEST) throw new RangeError('an object is nested too deeply to be written');
  if (object === null || typeof object === 'boolean') writer.write(String(object));
  else if (typeof object === 'number') writer.write(formatNumber(object));
  else if (object instanceof PdfName) writeName(writer, object.name);
  else if (object instanceof PdfString) writeString(writer, object);
  else if (object instanceof PdfRef) {
    writer.write(String(object.num));
    writer.write(object.gen === 0 ? ' 0 R' : ` ${object.gen} R`);
  } else if (object instanceof PdfDict) writeDict(writer, object, depth);
  else if (object instanceof PdfStream) writeStream(writer, object, depth);
  else if (object instanceof PdfSlot) {
    object.offset = writer.offset;
    writer.write(object.bytes);
  } else writeArray(writer, object, depth);
}

function writeArray(writer: ByteWriter, items: readonly PdfObject[], depth: number): void {
  writer.write('[');
  for (const [index, item] of items.entries()) {
    if (index > 0) writer.write(' ');
    writeObject(writer, item, depth + 1);
  }
  writer.write(']');
}

function writeDict(writer: ByteWriter, dict: PdfDict, depth: number): void {
  writer.write('<<');
  for (const [key, value] of dict.entries) {
    writeName(writer, key);
    writer.write(' ');
    writeObject(writer, value, depth + 1);
  }
  writer.write('>>');
}

function writeStream(writer: ByteWriter, stream: PdfStream, depth: number): void {
  if (!(stream.data instanceof Uint8Array)) throw new RangeError('a stream must be read before it can be written');
  writeDict(writer, stream.dict.with({ Length: stream.data.length }), depth);
  writer.write('\nstream\n');
  writer.write(stream.data);
  writer.write('\nendstream');
}

/** Shortest decimal that reads back as the same number; never an exponent, which PDF does not have. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a PDF holds finite numbers only');
  if (value === 0) return '0';
  const [mantissa = '', exponentText] = String(Math.abs(value)).split('e');
  const sign = value < 0 ? '-' : '';
  if (exponentText === undefined) return sign + mantissa;
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(exponentText);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return sign + digits.padEnd(point, '0');
}

/** A name with its slash, everything outside `!` to `~` and every delimiter escaped (7.3.5). */
export function formatName(name: string): string {
  if (PLAIN_NAME.test(name)) return `/${name}`;
  let text = '/';
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code > 0xff) throw new RangeError('a name holds a character that is not one byte');
    const character = name.charAt(index);
    const plain = code > 0x20 && code < 0x7f && !'()<>[]{}/%#'.includes(character);
    text += plain ? character : `#${code.toString(16).padStart(2, '0').toUpperCase()}`;
  }
  return text;
}

/** As formatName, without a text in between for names that stand as they are. */
function writeName(writer: ByteWriter, name: string): void {
  if (PLAIN_NAME.test(name)) {
    writer.write('/');
    writer.write(name);
  } else writer.write(formatName(name));
}

/** From `!` to `~`, without `#` and the delimiters. */
const PLAIN_NAME = /^[!"$&'*-.0-;=?-Z\\^-z|~]*$/;

function writeString(writer: ByteWriter, string: PdfString): void {
  if (string.hex) {
    writer.write(`<${Buffer.from(string.bytes).toString('hex').toUpperCase()}>`);
    return;
  }
  let text = '(';
  for (const code of string.bytes) {
    if (code === 0x28 || code === 0x29 || code === 0x5c) text += `\\${String.fromCharCode(code)}`;
    else if (code === 13) text += '\\r';
    else if (code === 10) text += '\\n';
    else text += String.fromCharCode(code);
  }
  writer.write(`${text})`);
}
