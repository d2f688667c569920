import { compressed, type ObjectSink } from '../../src-main/pades/appearance/embedded-font.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../src-main/pdf/objects.ts';
import { ByteWriter, writeObject } from '../../src-main/pdf/serialize.ts';

/** How a file keeps its objects: a table, as PDF 1.4 has it, or object streams with a cross-reference stream. */
export type FileForm = 'classic' | 'object-streams';

/** Fixed, so that every run makes the same bytes. */
const FILE_ID = new PdfString(Buffer.from('countersign-0001', 'latin1'), true);

/** The objects of a new file. The first one is the catalog. */
export class PdfObjects implements ObjectSink {
  readonly #objects: (PdfObject | undefined)[] = [];

  reserve(): PdfRef {
    return new PdfRef(this.#objects.push(undefined));
  }

  put(ref: PdfRef, object: PdfObject): void {
    this.#objects[ref.num - 1] = object;
  }

  add(object: PdfObject): PdfRef {
    const ref = this.reserve();
    this.put(ref, object);
    return ref;
  }

  /** The file. @param version such as "1.4" */
  write(form: FileForm, version: string, trailer: readonly (readonly [string, PdfObject])[]): Uint8Array {
    const writer = new ByteWriter();
    // Four octets beyond ASCII: the file is not text (ISO 19005-1, 6.1.2).
    writer.write(`%PDF-${version}\n%\u00e2\u00e3\u00cf\u00d3\n`);
    const entries: (readonly [string, PdfObject])[] = [...trailer, ['Root', new PdfRef(1)], ['ID', [FILE_ID, FILE_ID]]];
    if (form === 'classic') this.#writeClassic(writer, entries);
    else this.#writePacked(writer, entries);
    return writer.bytes();
  }

  #writeClassic(writer: ByteWriter, trailer: readonly (readonly [string, PdfObject])[]): void {
    const offsets = this.#objects.map((object, index) => writeIndirect(writer, index + 1, object ?? null));
    const startxref = writer.offset;
    const lines = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
    writer.write(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${lines.join('')}trailer\n`);
    writeObject(writer, new PdfDict([['Size', offsets.length + 1], ...trailer]));
    writer.write(`\nstartxref\n${startxref}\n%%EOF\n`);
  }

  /** ISO 32000-2, 7.5.7 and 7.5.8. */
  #writePacked(writer: ByteWriter, trailer: readonly (readonly [string, PdfObject])[]): void {
    const packed = this.#objects.length + 1;
    const body = new ByteWriter();
    const index: number[] = [];
    const rows: (readonly [number, number, number])[] = [[0, 0, 65_535]];
    for (const [position, object] of this.#objects.entries()) {
      const num = position + 1;
      if (object instanceof PdfStream) {
        rows.push([1, writeIndirect(writer, num, object), 0]);
        continue;
      }
      rows.push([2, packed, index.length / 2]);
      index.push(num, body.offset);
      writeObject(body, object ?? null);
      body.write('\n');
    }
    const heading = Buffer.from(`${index.join(' ')}\n`, 'latin1');
    const stream = compressed(Buffer.concat([heading, body.bytes()]), [
      ['Type', new PdfName('ObjStm')],
      ['N', index.length / 2],
      ['First', heading.length],
    ]);
    rows.push([1, writeIndirect(writer, packed, stream), 0]);
    const startxref = writer.offset;
    rows.push([1, startxref, 0]);
    const table = Buffer.alloc(rows.length * 7);
    for (const [row, [kind, where, which]] of rows.entries()) {
      table.writeUInt8(kind, row * 7);
      table.writeUInt32BE(where, row * 7 + 1);
      table.writeUInt16BE(which, row * 7 + 5);
    }
    const section = compressed(table, [
      ['Type', new PdfName('XRef')],
      ['Size', rows.length],
      ['W', [1, 4, 2]],
      ...trailer,
    ]);
    writeIndirect(writer, packed + 1, section);
    writer.write(`startxref\n${startxref}\n%%EOF\n`);
  }
}

/** Where it begins. */
function writeIndirect(writer: ByteWriter, num: number, object: PdfObject): number {
  const offset = writer.offset;
  writer.write(`${num} 0 obj\n`);
  writeObject(writer, object);
  writer.write('\nendobj\n');
  return offset;
}
