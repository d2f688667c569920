import { deflateSync } from 'node:zlib';
import type { RawObjects } from './raw-pdf.ts';

/** One row of a cross-reference stream with /W [1 4 2]. */
type Row = readonly [num: number, type: 0 | 1 | 2, place: number, extra: number];

interface StreamUpdate {
  /** Objects that stand in the file by themselves. */
  readonly objects?: RawObjects;
  /** Number and bodies of an object stream, with the numbers that its header gives them. */
  readonly packed?: { readonly num: number; readonly bodies: readonly (readonly [num: number, body: string])[] };
  readonly rows?: (places: ReadonlyMap<number, number>) => readonly Row[];
  readonly entries?: string;
  readonly root?: string;
}

/** An update with a cross-reference stream (object 70), its rows as the attacker likes. */
export function streamUpdate(
  pdf: Buffer,
  { objects = {}, packed, rows, entries = '', root = '1 0 R' }: StreamUpdate,
): Buffer {
  const bodies = { ...objects };
  if (packed !== undefined) {
    let data = '';
    const heads = packed.bodies.map(([num, body]) => {
      const head = `${num} ${data.length}`;
      data += `${body}\n`;
      return head;
    });
    const head = `${heads.join(' ')}\n`;
    const packedData = deflateSync(Buffer.from(head + data, 'latin1')).toString('latin1');
    bodies[packed.num] =
      `<< /Type /ObjStm /N ${heads.length} /First ${head.length} /Filter /FlateDecode /Length ${packedData.length} >>\nstream\n${packedData}\nendstream`;
  }
  let text = '';
  const places = new Map<number, number>();
  for (const [num, body] of Object.entries(bodies)) {
    places.set(Number(num), pdf.length + text.length);
    text += `${num} 0 obj\n${body}\nendobj\n`;
  }
  const startxref = pdf.length + text.length;
  places.set(70, startxref);
  const own: Row[] = [...places].map(([num, place]) => [num, 1, place, 0]);
  const inside: Row[] = (packed?.bodies ?? []).map(([num], index) => [num, 2, packed?.num ?? 0, index]);
  const all = rows?.(places) ?? [...own, ...inside].sort(([a], [b]) => a - b);
  const table = Buffer.concat(
    all.map(([, type, place, extra]) => {
      const row = Buffer.alloc(7);
      row.writeUInt8(type, 0);
      row.writeUInt32BE(place, 1);
      row.writeUInt16BE(extra, 5);
      return row;
    }),
  ).toString('latin1');
  const previous = [...pdf.toString('latin1').matchAll(/startxref\s+(\d+)/g)].at(-1)?.[1];
  const index = all.map(([num]) => `${num} 1`).join(' ');
  text += `70 0 obj\n<< /Type /XRef /Size 71 /W [1 4 2] /Index [${index}] /Root ${root} ${previous === undefined ? '' : `/Prev ${previous}`} ${entries} /Length ${table.length} >>\nstream\n${table}\nendstream\nendobj\nstartxref\n${startxref}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(text, 'latin1')]);
}
