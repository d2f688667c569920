import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { verifyPdf } from '../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { rebuildPdf } from '../../../src-main/pdf/repair/rebuild.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { planSignature } from '../../../src-main/workflow/field-rules.ts';
import { documentFacts } from '../../../src-main/workflow/open-document.ts';
import { appendRevision, buildPdf, buildRaw, CATALOG, PAGES } from '../../support/pdf-builder.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (file: Uint8Array): string => Buffer.from(file).toString('latin1');
const plain = text(buildPdf());
const withTable = (pattern: RegExp, replacement: string): Uint8Array => bytes(plain.replace(pattern, replacement));

/** Zeros that take a thousandth of their size. */
const bomb = deflateSync(new Uint8Array(80 * 1024 * 1024)).toString('latin1');

/** A cross-reference stream that lists the objects of a plain file and says what it says in `entries`. */
function withXrefStream(entries: string, data: string): Uint8Array {
  const body = plain.slice(0, plain.indexOf('xref\n'));
  const dict = `<< /Type /XRef /Size 20 /Root 1 0 R ${entries} /Length ${data.length} >>`;
  return bytes(`${body}99 0 obj\n${dict}\nstream\n${data}\nendstream\nendobj\nstartxref\n${body.length}\n%%EOF\n`);
}

const nested = (open: string, close: string, depth: number): string => `${open.repeat(depth)}${close.repeat(depth)}`;
const inCatalog = (entry: string): Uint8Array => buildPdf({ catalog: entry });

const REFUSED: [string, Uint8Array, RegExp][] = [
  [
    'a cross-reference stream that is a bomb',
    withXrefStream('/W [1 4 1] /Filter /FlateDecode', bomb),
    /LIMIT_EXCEEDED/,
  ],
  [
    'an object stream that is a bomb',
    bytes(
      text(buildPdf({ form: 'object-streams' })).replace(
        /\/Type \/ObjStm[^>]*>>\nstream\n[\s\S]*?\nendstream/,
        `/Type /ObjStm /N 5 /First 20 /Filter /FlateDecode /Length ${bomb.length} >>\nstream\n${bomb}\nendstream`,
      ),
    ),
    /DAMAGED|LIMIT_EXCEEDED/,
  ],
  ['an offset beyond the file', withTable(/^0000000\d{3} 00000 n/m, '9999999999 00000 n'), /DAMAGED/],
  ['a negative offset', withTable(/^0000000\d{3} 00000 n/m, '-000000015 00000 n'), /DAMAGED/],
  ['a giant startxref', withTable(/startxref\n\d+/, 'startxref\n99999999999999999999999'), /TRUNCATED|DAMAGED/],
  ['a negative startxref', withTable(/startxref\n\d+/, 'startxref\n-5'), /TRUNCATED|DAMAGED/],
  ['a negative /Prev', withTable(/trailer\n<</, 'trailer\n<< /Prev -17'), /DAMAGED/],
  ['a /Prev beyond the file', withTable(/trailer\n<</, 'trailer\n<< /Prev 888888'), /DAMAGED/],
  ['a /Prev that is a fraction', withTable(/trailer\n<</, 'trailer\n<< /Prev 17.5'), /DAMAGED/],
  ['a table of eight million objects that are not there', withTable(/xref\n0 \d+/, 'xref\n0 8000000'), /DAMAGED|LIMIT/],
  ['a stream of field widths without end', withXrefStream('/W [8 8 8] /Index [0 8000000]', 'abc'), /DAMAGED/],
  ['field widths of nothing', withXrefStream('/W [0 0 0] /Index [0 8000000]', 'abc'), /DAMAGED/],
  ['negative field widths', withXrefStream('/W [1 -4 1]', 'abc'), /DAMAGED/],
  ['arrays in arrays without end', inCatalog(`/X ${nested('[', ']', 50_000)}`), /LIMIT_EXCEEDED/],
  ['dictionaries in dictionaries', inCatalog(`/X ${nested('<< /A ', ' >>', 5_000).replace('  >>', ' 1 >>')}`), /LIMIT/],
  [
    'references that run in a circle',
    buildRaw(
      new Map([
        [1, '<< /Type /Catalog /Pages 2 0 R >>'],
        [2, '3 0 R'],
        [3, '2 0 R'],
      ]),
    ),
    /DAMAGED/,
  ],
  [
    'a page tree below itself',
    appendRevision(buildPdf(), new Map([[PAGES, `<< /Type /Pages /Kids [${PAGES} 0 R] >>`]])),
    /DAMAGED/,
  ],
  ['fields below themselves', inCatalog('/AcroForm << /Fields [60 0 R] >>'), /nothing thrown/],
  ['a catalogue of another type', appendRevision(buildPdf(), new Map([[CATALOG, '[1 2 3]']])), /DAMAGED/],
];

const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => 'nothing thrown', codeOf);

describe('a hostile file', () => {
  it.each(REFUSED)('with %s has its code, whatever is done with it', async (_what, file, code) => {
    const source = bytesSource(file);
    const nothing = { anchors: [], certificates: [], crls: [], at: systemClock.now() };
    expect(await outcome(documentFacts({ source, password: undefined }))).toMatch(code);
    expect(await outcome(PdfDocument.open(source).then((document) => planSignature(document, {})))).toMatch(code);
    expect(await outcome(verifyPdf(source, nothing))).toMatch(/^(nothing thrown|PDF_|INPUT_)/);
    expect(await outcome(rebuildPdf(source, async () => undefined))).toMatch(/^(nothing thrown|PDF_|REPAIR_)/);
  });

  it('of a million objects is read', async () => {
    const count = 1_000_000;
    const body = plain.slice(0, plain.indexOf('xref\n'));
    const at = body.length;
    const many = `xref\n100 ${count}\n${`${String(15).padStart(10, '0')} 00000 n \n`.repeat(count)}`;
    const table = plain.slice(plain.indexOf('xref\n') + 5, plain.indexOf('startxref'));
    const file = bytes(`${body}${many}${table}startxref\n${at}\n%%EOF\n`);
    const document = await PdfDocument.open(bytesSource(file));
    expect(await document.pageCount()).toBe(1);
    expect(document.nextObjectNumber).toBe(count + 100);
  });
});
