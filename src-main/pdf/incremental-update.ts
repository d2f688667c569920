import { AppError } from '../../shared/contract/app-error.ts';
import { randomBytes } from '../platform/random.ts';
import type { PdfDocument } from './document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from './objects.ts';
import { references } from './references.ts';
import { ByteWriter, writeObject } from './serialize.ts';

/** What ten digits of a classic table can name (ISO 32000-2, 7.5.4). */
const HIGHEST_TABLE_OFFSET = 9_999_999_999;
/** Entries that belong to one section or to a stream, not to the document. */
const SECTION_KEYS = [
  'Size',
  'Prev',
  'XRefStm',
  'ID',
  'Type',
  'W',
  'Index',
  'Length',
  'Filter',
  'DecodeParms',
  'DL',
  'F',
  'FFilter',
  'FDecodeParms',
];

interface Placed {
  readonly num: number;
  readonly gen: number;
  readonly offset: number;
}

interface Put {
  readonly gen: number;
  readonly object: PdfObject;
  /** As it is written: encrypted where the file is. */
  readonly sealed: PdfObject;
}

/**
 * One incremental update (ISO 32000-2, 7.5.6): new and replaced objects that are appended, with a cross-reference section of the
 * form the file's newest has. No byte of the file itself changes.
 */
export class IncrementalUpdate {
  private readonly document: PdfDocument;
  private readonly objects = new Map<number, Put>();
  private readonly id: PdfObject;
  private next: number;
  /** Numbers that a trailer of the file refers to though there is no such object: what is put there would be more than it seems. */
  private readonly promised: ReadonlySet<number>;

  /** @throws RangeError where the view is not the file's newest revision */
  constructor(document: PdfDocument) {
    if (document.revision !== document.revisions.length) {
      throw new RangeError('only the newest revision can be updated');
    }
    this.document = document;
    this.next = document.nextObjectNumber;
    this.promised = new Set(document.revisions.flatMap(({ trailer }) => references(trailer).map(({ num }) => num)));
    this.id = updatedId(document);
  }

  /** The next free object number. */
  reserve(): PdfRef {
    const num = this.unpromised();
    this.next = num + 1;
    return new PdfRef(num);
  }

  private unpromised(): number {
    let num = this.next;
    while (this.promised.has(num)) num++;
    return num;
  }

  /**
   * Sets an indirect object, new or replaced; in an encrypted file it is encrypted. A generation the file does not use for that number would hide the object.
   * @throws RangeError for a number neither reserved nor in the file, another generation, or what cannot be encrypted
   */
  put(ref: PdfRef, object: PdfObject): void {
    const entry = this.document.entry(ref.num);
    const gen = entry?.type === 'offset' ? entry.gen : entry?.type === 'free' ? ref.gen : 0;
    if (ref.num < 1 || ref.num >= this.next || ref.gen !== gen) {
      throw new RangeError(`object ${ref.num} ${ref.gen} was neither reserved nor is it in the file`);
    }
    const { encryption } = this.document;
    // Here and not when it is laid out: that must give the same bytes each time.
    const sealed = encryption === undefined ? object : encryption.encrypt({ num: ref.num, gen }, object);
    this.objects.set(ref.num, { gen, object, sealed });
  }

  /** An object as it will be after this update: what was put last, else what the file holds. @throws as PdfDocument.object */
  async current(ref: PdfRef): Promise<PdfObject> {
    const put = this.objects.get(ref.num);
    return put === undefined ? this.document.object(ref) : put.object;
  }

  /**
   * The bytes to append at `document.size`. Every PdfSlot then knows its absolute offset. May be called again: same bytes.
   * @throws AppError TOO_LARGE_FOR_XREF where an offset does not fit the file's classic table
   */
  layout(): Uint8Array {
    const writer = new ByteWriter(this.document.size);
    if (!this.document.endsWithEol) writer.write('\n');
    const placed: Placed[] = [];
    for (const [num, { gen, sealed }] of [...this.objects].sort(([a], [b]) => a - b)) {
      placed.push({ num, gen, offset: writer.offset });
      writer.write(`${num} ${gen} obj\n`);
      writeObject(writer, sealed);
      writer.write('\nendobj\n');
    }
    const startxref = writer.offset;
    if (this.document.revisions.at(-1)?.form === 'stream') this.writeStream(writer, placed);
    else this.writeTable(writer, placed);
    writer.write(`startxref\n${startxref - this.document.origin}\n%%EOF\n`);
    return writer.bytes();
  }

  private writeTable(writer: ByteWriter, placed: readonly Placed[]): void {
    if (writer.offset > HIGHEST_TABLE_OFFSET) {
      throw new AppError(
        'TOO_LARGE_FOR_XREF',
        'The file is too large for its kind of cross-reference table; save it again as PDF 1.5 or newer.',
        { offset: writer.offset, limit: HIGHEST_TABLE_OFFSET },
      );
    }
    writer.write('xref\n');
    for (const run of runsOf(placed)) {
      writer.write(`${run[0]?.num ?? 0} ${run.length}\n`);
      for (const { offset, gen } of run) {
        writer.write(`${String(offset - this.document.origin).padStart(10, '0')} ${String(gen).padStart(5, '0')} n \n`);
      }
    }
    writer.write('trailer\n');
    writeObject(writer, this.trailer(this.next));
    writer.write('\n');
  }

  private writeStream(writer: ByteWriter, placed: readonly Placed[]): void {
    const own: Placed = { num: this.unpromised(), gen: 0, offset: writer.offset };
    const all = [...placed, own];
    const width = Math.max(1, Math.ceil(Math.log2(own.offset + 1) / 8));
    const data = new Uint8Array(all.length * (width + 3));
    let at = 0;
    for (const { offset, gen } of all) {
      const counted = offset - this.document.origin;
      data[at++] = 1;
      for (let byte = width - 1; byte >= 0; byte--) data[at++] = Math.floor(counted / 256 ** byte);
      data[at++] = gen >> 8;
      data[at++] = gen;
    }
    const dict = this.trailer(own.num + 1).with({
      Type: new PdfName('XRef'),
      W: [1, width, 2],
      Index: runsOf(all).flatMap((run) => [run[0]?.num ?? 0, run.length]),
    });
    writer.write(`${own.num} 0 obj\n`);
    writeObject(writer, new PdfStream(dict, data));
    writer.write('\nendobj\n');
  }

  /** All entries of the previous trailer but those that describe its own section (7.5.6). */
  private trailer(size: number): PdfDict {
    const previous = this.document.revisions.at(-1);
    const kept = [...this.document.trailer.entries].filter(([key]) => !SECTION_KEYS.includes(key));
    return new PdfDict([
      ['Size', size],
      ...kept,
      ['Prev', (previous?.startxref ?? 0) - this.document.origin],
      ['ID', this.id],
    ]);
  }
}

/**
 * First part as it was, second part new (14.4); both new where the file has none. Of an encrypted file the first is what its key was
 * made with, empty where /ID is missing or malformed: with another one no password would open the file.
 */
function updatedId({ trailer, encryption }: PdfDocument): PdfObject {
  const fresh = new PdfString(randomBytes(16), true);
  if (encryption !== undefined && encryption.revision < 5) return [new PdfString(encryption.fileId, true), fresh];
  const id = trailer.get('ID');
  const permanent = Array.isArray(id) && id.length === 2 ? id[0] : undefined;
  return [permanent instanceof PdfString ? permanent : fresh, fresh];
}

/** Splits entries in order of number where a number is skipped. */
function runsOf(placed: readonly Placed[]): Placed[][] {
  const runs: Placed[][] = [];
  for (const entry of placed) {
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)?.num === entry.num - 1) run.push(entry);
    else runs.push([entry]);
  }
  return runs;
}
