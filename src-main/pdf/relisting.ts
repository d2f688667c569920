import type { PdfDocument } from './document.ts';
import { PdfDict, PdfName, type PdfRef } from './objects.ts';
import { ByteWriter, writeObject } from './serialize.ts';

/** Columns of the cross-reference stream: kind, offset, generation (ISO 32000-2, 7.5.8.2). */
const WIDTHS = [1, 6, 2] as const;

export interface Listed {
  readonly num: number;
  readonly gen: number;
  /** In the file. */
  readonly offset: number;
}

/**
 * The bytes of an update that brings no object but says that objects stand elsewhere in the file, or that another one is the catalogue: what
 * a later hand could append. To look at the document as it would be then; never to be written to a file.
 * @param root the catalogue; that of the document where absent
 */
export function relisting(document: PdfDocument, objects: readonly Listed[], root?: PdfRef): Uint8Array {
  const newest = document.revisions.at(-1);
  const listed = [...objects].sort((a, b) => a.num - b.num);
  const next = Math.max(document.nextObjectNumber, ...listed.map(({ num }) => num + 1));
  const writer = new ByteWriter(document.size);
  writer.write('\n');
  const startxref = writer.offset;
  const trailer = new PdfDict([
    ...[...document.trailer.entries].filter(([key]) => ['Info', 'ID', 'Encrypt'].includes(key)),
    ['Root', root ?? document.trailer.get('Root') ?? null],
    ['Size', next + 1],
    ['Prev', (newest?.startxref ?? 0) - document.origin],
  ]);
  if (newest?.form === 'stream')
    writeStream(writer, document, trailer, [...listed, { num: next, gen: 0, offset: startxref }]);
  else {
    writer.write('xref\n');
    for (const { num, gen, offset } of listed) {
      const place = String(offset - document.origin).padStart(10, '0');
      writer.write(`${num} 1\n${place} ${String(gen).padStart(5, '0')} n \n`);
    }
    writer.write('trailer\n');
    writeObject(writer, trailer);
  }
  writer.write(`\nstartxref\n${startxref - document.origin}\n%%EOF\n`);
  return writer.bytes();
}

function writeStream(writer: ByteWriter, document: PdfDocument, trailer: PdfDict, listed: readonly Listed[]): void {
  const table = Buffer.alloc(listed.length * WIDTHS.reduce((sum, width) => sum + width, 0));
  let at = 0;
  for (const { gen, offset } of listed) {
    at = table.writeUInt8(1, at);
    at = table.writeUIntBE(offset - document.origin, at, WIDTHS[1]);
    at = table.writeUInt16BE(gen, at);
  }
  const own = listed.at(-1);
  const dict = trailer.with({
    Type: new PdfName('XRef'),
    W: [...WIDTHS],
    Index: listed.flatMap(({ num }) => [num, 1]),
    Length: table.length,
  });
  writer.write(`${own?.num ?? 0} 0 obj\n`);
  writeObject(writer, dict);
  writer.write('\nstream\n');
  writer.write(table);
  writer.write('\nendstream\nendobj');
}
