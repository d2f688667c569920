import type { BlockReader } from './block-reader.ts';
import { isDigit, isWhite } from './characters.ts';
import type { PdfLimits } from './limits.ts';
import { readSyntax } from './object-reader.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import { type XrefEntries, XrefEntriesBuilder } from './xref-entries.ts';

/** Longer than any entry or subsection header. */
const LONGEST = 64;
const WINDOW = 64 * 1024;
const MAX_DIGITS = 15;
const FREE = 0x66;
const IN_USE = 0x6e;

/** Reads a classic table from after its `xref` up to and including `trailer` (ISO 32000-2, 7.5.4). Memory: one window and the entries. */
export class XrefTableReader {
  private readonly reader: BlockReader;
  private readonly limits: PdfLimits;
  private readonly end: number;
  private readonly origin: number;
  private readonly builder = new XrefEntriesBuilder();
  private base: number;
  private pos = 0;
  private shifted = false;
  private bytes: Uint8Array = new Uint8Array(0);

  /** `origin` is what the offsets in the table are counted from. */
  constructor(reader: BlockReader, limits: PdfLimits, offset: number, end: number, origin: number) {
    this.reader = reader;
    this.limits = limits;
    this.base = offset;
    this.end = end;
    this.origin = origin;
  }

  /**
   * @returns the entries, the offset after the keyword `trailer`, and whether numbers were put right that not all programs put right
   * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED
   */
  async read(): Promise<{ entries: XrefEntries; end: number; shifted: boolean }> {
    for (;;) {
      await this.fill();
      this.skipWhite();
      await this.fill();
      if (this.trailerKeyword()) {
        return { entries: this.builder.finish(), end: this.base + this.pos, shifted: this.shifted };
      }
      const first = this.integer();
      this.skipWhite();
      const count = this.integer();
      await this.subsection(first, count);
    }
  }

  private async subsection(first: number, count: number): Promise<void> {
    if (first + count - 1 > this.limits.objects || this.builder.size + count > this.limits.entries) {
      throw limitExceeded('objects', { objects: first + count, limit: this.limits.objects });
    }
    let shift = 0;
    for (let index = 0; index < count; index++) {
      if (this.pos + LONGEST > this.bytes.length) await this.fill();
      this.skipWhite();
      const at = this.base + this.pos;
      const offset = this.integer();
      this.skipWhite();
      const gen = this.integer();
      this.skipWhite();
      const kind = this.bytes[this.pos++];
      if ((kind !== FREE && kind !== IN_USE) || !isWhite(this.bytes[this.pos])) throw this.malformed(at);
      if (index === 0 && first === 1 && kind === FREE && offset === 0 && gen === 65535) {
        shift = (await this.countsFromOne(count)) ? 1 : 0;
        this.shifted ||= shift === 1;
      }
      const num = first + index - shift;
      if (kind === FREE || offset === 0) this.builder.free(num);
      else this.builder.offset(num, this.origin + offset, Math.min(gen, 65535));
    }
  }

  /**
   * Some writers head a table that begins with object 0 as `1 N`. Proved by the object the second entry points at: its header
   * bears the number one lower than the table gives it.
   */
  private async countsFromOne(count: number): Promise<boolean> {
    if (count < 2) return false;
    await this.fill();
    const kept = this.pos;
    this.skipWhite();
    const offset = this.origin + this.integer();
    this.skipWhite();
    this.integer();
    this.skipWhite();
    const inUse = this.bytes[this.pos] === IN_USE;
    this.pos = kept;
    if (!inUse || offset >= this.end) return false;
    const num = await readSyntax(this.reader, this.limits, offset, this.end, (syntax) => {
      syntax.skipWhite();
      return syntax.unsigned();
    });
    return num === 1;
  }

  /** Makes the window hold at least LONGEST bytes from `pos` on, where the file has them. */
  private async fill(): Promise<void> {
    if (this.pos + LONGEST <= this.bytes.length) return;
    this.base += this.pos;
    this.pos = 0;
    this.bytes = await this.reader.read(this.base, Math.max(0, Math.min(WINDOW, this.end - this.base)));
  }

  private skipWhite(): void {
    while (isWhite(this.bytes[this.pos])) this.pos++;
  }

  private trailerKeyword(): boolean {
    const word = 'trailer';
    for (let index = 0; index < word.length; index++) {
      if (this.bytes[this.pos + index] !== word.charCodeAt(index)) return false;
    }
    this.pos += word.length;
    return true;
  }

  private integer(): number {
    const start = this.pos;
    let value = 0;
    for (let code = this.bytes[start]; code !== undefined && isDigit(code); code = this.bytes[this.pos]) {
      value = value * 10 + (code - 0x30);
      this.pos++;
    }
    if (this.pos === start || this.pos - start > MAX_DIGITS) throw this.malformed(this.base + start);
    return value;
  }

  private malformed(offset: number): Error {
    return damaged('its cross-reference table is malformed', { offset });
  }
}
