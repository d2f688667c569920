import { buildPdf } from './pdf-builder.ts';

/** Number of the object that the table does not show. */
export const HIDDEN = 60;
const STREAM = 61;

export interface HybridChoice {
  /** Entries of the stream as [object, offset or undefined for the hidden object]. */
  readonly listed?: number;
  /** Entries of the newest table. */
  readonly table?: string;
}

/** As word processors write them: a plain file, then an empty table whose trailer names a stream with the hidden object. */
export function hybridPdf({ listed = HIDDEN, table = '0 0\n' }: HybridChoice = {}): Uint8Array {
  const plain = Buffer.from(buildPdf()).toString('latin1');
  const previous = /startxref\n(\d+)/.exec(plain)?.[1] ?? '';
  const id = /\/ID \[[^\]]*\]/.exec(plain)?.[0] ?? '';
  const hiddenAt = plain.length;
  const hidden = `${listed} 0 obj\n(hidden)\nendobj\n`;
  const streamAt = hiddenAt + hidden.length;
  const entries = `01${hex(hiddenAt)}00 01${hex(streamAt)}00>`;
  const dict = `<< /Type /XRef /Size 62 /W [1 4 1] /Index [${listed} 1 ${STREAM} 1] /Filter /ASCIIHexDecode /Length ${entries.length} >>`;
  const stream = `${STREAM} 0 obj\n${dict}\nstream\n${entries}\nendstream\nendobj\n`;
  const tableAt = streamAt + stream.length;
  const trailer = `trailer\n<< /Size 62 /Root 1 0 R ${id} /Prev ${previous} /XRefStm ${streamAt} >>\n`;
  return new Uint8Array(
    Buffer.from(`${plain}${hidden}${stream}xref\n${table}${trailer}startxref\n${tableAt}\n%%EOF\n`, 'latin1'),
  );
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
