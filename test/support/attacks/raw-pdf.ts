import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { SignatureAlgorithm } from '../../../src-main/platform/signer.ts';
import { makeCms } from '../cms.ts';

/** Bodies of indirect objects by number, Latin-1; null frees the object. */
export type RawObjects = Readonly<Record<number, string | null>>;

/**
 * A PDF of one revision with a classic table, written out object by object. Object 1 is the catalog.
 * @param front bytes before the header; offsets count from the first of them
 */
export function rawPdf(objects: RawObjects, trailer = '', front = ''): Buffer {
  return append(Buffer.from(`${front}%PDF-1.7\n%\xe2\xe3\xcf\xd3\n`, 'latin1'), objects, { trailer, root: '1 0 R' });
}

export interface RevisionOptions {
  /** Further entries of the trailer. */
  readonly trailer?: string;
  /** /Root; default that of the file. */
  readonly root?: string;
}

/** Appends an incremental update that writes these objects. Nothing is checked: attackers do not check either. */
export function appendRevision(pdf: Buffer, objects: RawObjects, options: RevisionOptions = {}): Buffer {
  return append(pdf, objects, {
    trailer: options.trailer ?? '',
    root: options.root ?? lastMatch(pdf, /\/Root (\d+ 0 R)/g),
  });
}

function append(pdf: Buffer, objects: RawObjects, options: Required<RevisionOptions>): Buffer {
  const previous = pdf.includes('startxref') ? lastMatch(pdf, /startxref\s+(\d+)/g) : undefined;
  const known = previous === undefined ? 0 : Number(lastMatch(pdf, /\/Size (\d+)/g));
  const parts: string[] = [];
  let offset = pdf.length;
  const rows: string[] = previous === undefined ? ['0 1\n0000000000 65535 f \n'] : [];
  for (const [num, body] of Object.entries(objects)) {
    if (body === null) {
      rows.push(`${num} 1\n0000000000 00001 f \n`);
      continue;
    }
    const text = `${num} 0 obj\n${body}\nendobj\n`;
    rows.push(`${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
    parts.push(text);
    offset += text.length;
  }
  const size = Math.max(known, ...Object.keys(objects).map((num) => Number(num) + 1));
  const prev = previous === undefined ? '' : ` /Prev ${previous}`;
  parts.push(`xref\n${rows.join('')}trailer\n<< /Size ${size} /Root ${options.root}${prev} ${options.trailer} >>\n`);
  parts.push(`startxref\n${offset}\n%%EOF\n`);
  return Buffer.concat([pdf, Buffer.from(parts.join(''), 'latin1')]);
}

/** Appends a cross-reference alone, which says of objects that they stand at other offsets of the file. */
export function relist(pdf: Buffer, places: Readonly<Record<number, number>>, root?: string): Buffer {
  const size = Number(lastMatch(pdf, /\/Size (\d+)/g));
  const previous = lastMatch(pdf, /startxref\s+(\d+)/g);
  const rows = Object.entries(places).map(([num, at]) => `${num} 1\n${String(at).padStart(10, '0')} 00000 n \n`);
  const trailer = `<< /Size ${size} /Root ${root ?? lastMatch(pdf, /\/Root (\d+ 0 R)/g)} /Prev ${previous} >>`;
  const text = `xref\n${rows.join('')}trailer\n${trailer}\nstartxref\n${pdf.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(text, 'latin1')]);
}

function lastMatch(pdf: Buffer, pattern: RegExp): string {
  const found = [...pdf.toString('latin1').matchAll(pattern)].at(-1)?.[1];
  if (found === undefined) throw new Error(`the file has no ${pattern.source}`);
  return found;
}

const CAPACITY = 8192;

/** A signature dictionary whose /ByteRange and /Contents `sign` fills in. */
export function signatureBody(extra = '', subFilter = 'ETSI.CAdES.detached'): string {
  const zeros = '0000000000';
  return (
    `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /${subFilter} /M (D:20260102030405Z) ${extra} ` +
    `/ByteRange [0 ${zeros} ${zeros} ${zeros}] /Contents <${'00'.repeat(CAPACITY)}> >>`
  );
}

/** Where a signature leaves its gap: `<` and `>` included. */
export interface Gap {
  readonly gapStart: number;
  readonly gapEnd: number;
  /** Of the first of the three numbers in /ByteRange that `sign` fills in. */
  readonly rangeAt: number;
  /** End of what is covered; that of the file where absent. */
  readonly end?: number;
}

/** The gap of the last dictionary made by `signatureBody` that is not signed yet. */
export function openGap(pdf: Buffer): Gap {
  const text = pdf.toString('latin1');
  const gapStart = text.lastIndexOf(`<${'00'.repeat(CAPACITY)}>`);
  const gapEnd = gapStart + CAPACITY * 2 + 2;
  return { gapStart, gapEnd, rangeAt: text.lastIndexOf('/ByteRange [0 ', gapStart) + '/ByteRange [0 '.length };
}

/** Fills in /ByteRange, then signs the whole file but the gap. @param cms makes the structure over what is covered */
export function signWith(pdf: Buffer, cms: (content: Uint8Array) => Uint8Array, gap: Gap = openGap(pdf)): Buffer {
  const { gapStart, gapEnd, rangeAt, end = pdf.length } = gap;
  const signed = Buffer.from(pdf);
  const numbers = [gapStart, gapEnd, end - gapEnd].map((value) => String(value).padStart(10, '0'));
  signed.write(numbers.join(' '), rangeAt, 'latin1');
  const content = Buffer.concat([signed.subarray(0, gapStart), signed.subarray(gapEnd, end)]);
  signed.write(Buffer.from(cms(content)).toString('hex'), openGap(pdf).gapStart + 1, 'latin1');
  return signed;
}

/** Signs the whole file but the gap of the last dictionary made by `signatureBody`. */
export function sign(pdf: Buffer, signer: PkiSigner, algorithm: SignatureAlgorithm = 'ecdsa-sha256'): Buffer {
  return signWith(pdf, (content) => makeCms(signer, algorithm, content));
}

/** The file with the last occurrence of `pattern` written anew in as many bytes, filled up with spaces: no offset moves. */
export function overwrite(pdf: Buffer, pattern: RegExp, text: string | ((found: string) => string)): Buffer {
  const found = [...pdf.toString('latin1').matchAll(pattern)].at(-1);
  if (found === undefined) throw new Error(`the file has no ${pattern.source}`);
  const [old] = found;
  const replacement = typeof text === 'string' ? text : text(old);
  if (replacement.length > old.length) throw new Error(`${replacement} is longer than ${old.slice(0, 80)}`);
  const written = Buffer.from(pdf);
  written.write(replacement.padEnd(old.length), found.index, 'latin1');
  return written;
}
