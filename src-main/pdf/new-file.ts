import { PdfDict, type PdfObject, type PdfRef, PdfString } from './objects.ts';
import { ByteWriter, writeObject } from './serialize.ts';

/** What the trailer of a new file says (ISO 32000-2, 7.5.5). */
export interface NewTrailer {
  readonly root: PdfRef;
  readonly info?: PdfRef | undefined;
  /** Sixteen octets that name the file. */
  readonly id?: Uint8Array | undefined;
}

/** A whole file (ISO 32000-2, 7.5.1) of these objects, numbered from 1. */
export function newFile(objects: readonly PdfObject[], { root, info, id }: NewTrailer): Uint8Array {
  const writer = new ByteWriter();
  writer.write('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n');
  const rows = ['0000000000 65535 f \n'];
  for (const [index, object] of objects.entries()) {
    rows.push(`${String(writer.offset).padStart(10, '0')} 00000 n \n`);
    writer.write(`${index + 1} 0 obj\n`);
    writeObject(writer, object);
    writer.write('\nendobj\n');
  }
  const startxref = writer.offset;
  writer.write(`xref\n0 ${rows.length}\n${rows.join('')}trailer\n`);
  const trailer: [string, PdfObject][] = [
    ['Size', rows.length],
    ['Root', root],
  ];
  if (info !== undefined) trailer.push(['Info', info]);
  if (id !== undefined) trailer.push(['ID', [new PdfString(id, true), new PdfString(id, true)]]);
  writeObject(writer, new PdfDict(trailer));
  writer.write(`\nstartxref\n${startxref}\n%%EOF\n`);
  return writer.bytes();
}
