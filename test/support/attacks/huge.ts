import { deflateSync } from 'node:zlib';
import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { encode } from '../../../src-main/cms/der-writer.ts';
import type { AttackClass, Variant } from './attack.ts';
import { forged } from './certificate-substitution.ts';
import { CATALOG, contract, FORM, PAGE, signOnce, signTwice, stream } from './contract.ts';
import { appendRevision, type RawObjects } from './raw-pdf.ts';
import { streamUpdate } from './stream-update.ts';

const packed = (bytes: Buffer, entries: string): string => {
  const data = deflateSync(bytes).toString('latin1');
  return `<< ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream`;
};

/** Huge and recursive input: what would cost a careless program its stack, its memory or the afternoon. */
export function hugeInput(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const signed = signOnce(contract(), alice);
  const zeros = Buffer.alloc(20_000_000);
  const many = (count: number, make: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => make(at)).join(' ');
  const page = (annotations: string): string => PAGE(`6 0 R 8 0 R 9 0 R ${annotations}`);
  const updates: Readonly<Record<string, RawObjects>> = {
    'lists in lists': { 6: '['.repeat(100_000) },
    'lists in lists, closed': { 6: `${'['.repeat(5000)}${']'.repeat(5000)}` },
    'dictionaries in dictionaries': { 6: `${'<< /A '.repeat(5000)}1${' >>'.repeat(5000)}` },
    'a string without end': { 6: `(${'('.repeat(200_000)}` },
    'a name of a megabyte': { 6: `/${'a'.repeat(1_000_000)}` },
    'a number of a million digits': { 6: '9'.repeat(1_000_000) },
    'a comment of a megabyte': { 6: `%${'c'.repeat(1_000_000)}\nnull` },
    'references in a circle': { 6: '20 0 R', 20: '21 0 R', 21: '20 0 R' },
    'references to themselves': { 4: '4 0 R' },
    'a length that needs itself': { 4: '<< /Length 4 0 R >>\nstream\n\nendstream' },
    'lengths that need one another': {
      4: '<< /Length 20 0 R >>\nstream\n\nendstream',
      20: '<< /Length 4 0 R >>\nstream\n\nendstream',
    },
    'pages that hold themselves': { 2: '<< /Type /Pages /Kids [2 0 R] /Count 1 >>' },
    'pages a thousand deep': Object.fromEntries([
      [2, '<< /Type /Pages /Kids [1000 0 R] /Count 1 >>'],
      ...Array.from({ length: 1000 }, (_, at): [number, string] => [
        1000 + at,
        `<< /Type /Pages /Kids [${1001 + at} 0 R] /Count 1 /Parent ${999 + at} 0 R >>`,
      ]),
    ]),
    'pages that multiply': Object.fromEntries([
      [2, '<< /Type /Pages /Kids [1000 0 R 1000 0 R] /Count 99999999 >>'],
      ...Array.from({ length: 40 }, (_, at): [number, string] => [
        1000 + at,
        `<< /Type /Pages /Kids [${1001 + at} 0 R ${1001 + at} 0 R] /Count 99999999 >>`,
      ]),
    ]),
    'fields that hold themselves': { 7: FORM('8 0 R 9 0 R 20 0 R'), 20: '<< /T (a) /Kids [20 0 R] >>' },
    'fields that multiply': Object.fromEntries([
      [7, FORM('8 0 R 9 0 R 1000 0 R')],
      ...Array.from({ length: 60 }, (_, at): [number, string] => [
        1000 + at,
        `<< /T (${'n'.repeat(200)}) /Kids [<< /T (a) /Kids [${1001 + at} 0 R] >> << /T (b) /Kids [${1001 + at} 0 R] >>] >>`,
      ]),
    ]),
    'a form of two hundred thousand fields': { 7: FORM(`8 0 R 9 0 R ${many(200_000, () => '8 0 R')}`) },
    'a hundred thousand annotations': { 3: page(many(100_000, () => '6 0 R')) },
    'a stream that unpacks to much more': { 4: packed(zeros, '/Filter /FlateDecode') },
    'a stream packed many times': {
      4: packed(deflateSync(deflateSync(zeros)), '/Filter [/FlateDecode /FlateDecode /FlateDecode]'),
    },
    'a stream with a hundred filters': { 4: packed(Buffer.from('x'), `/Filter [${many(100, () => '/FlateDecode')}]`) },
    'an appearance that draws itself': {
      6: '<< /Type /Annot /Subtype /Stamp /Rect [10 10 20 20] /AP << /N 20 0 R >> >>',
      20: '<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 20 0 R >> >> /Length 5 >>\nstream\n/X Do\nendstream',
    },
    'an appearance that unpacks to much more': {
      6: '<< /Type /Annot /Subtype /Stamp /Rect [10 10 20 20] /AP << /N 20 0 R >> >>',
      20: packed(Buffer.alloc(80_000_000), '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Filter /FlateDecode'),
    },
    'validation data in a circle': {
      1: CATALOG.replace('>>', '/DSS 20 0 R >>'),
      20: '<< /Certs 21 0 R /VRI 20 0 R >>',
      21: '[21 0 R]',
    },
    'a signature that refers to itself': { 10: '<< /Type /Sig /Reference [10 0 R] /Contents <00> >>' },
  };
  const variants: Variant[] = Object.entries(updates).map(([name, objects]) => ({
    name,
    pdf: appendRevision(signed, objects),
  }));
  let grown = signed;
  for (let count = 0; count < 300; count++)
    grown = appendRevision(grown, { 6: `<< /Type /Annot /Subtype /Link /Rect [0 0 ${count} 1] >>` });
  variants.push(
    { name: 'three hundred revisions', pdf: grown },
    {
      name: 'a table that promises four billion objects',
      pdf: Buffer.from(
        appendRevision(signed, {})
          .toString('latin1')
          .replace(/xref\ntrailer(?![\s\S]*xref\ntrailer)/, 'xref\n0 4000000000\ntrailer'),
        'latin1',
      ),
    },
    {
      name: 'a cross-reference stream with columns of gigabytes',
      pdf: Buffer.from(
        streamUpdate(signed, { objects: { 4: stream('') } })
          .toString('latin1')
          .replace(/\/W \[1 4 2\](?![\s\S]*\/W \[1)/, '/W [1 999999999 2]'),
        'latin1',
      ),
    },
    {
      name: 'an object stream that promises a billion objects',
      pdf: Buffer.from(
        streamUpdate(signed, { packed: { num: 60, bodies: [[6, 'null']] } })
          .toString('latin1')
          .replace(/\/N 1 /, '/N 999999999 '),
        'latin1',
      ),
    },
    { name: 'a CMS structure nested two thousand deep', pdf: forged(() => nested(2000, 0x30)) },
    {
      name: 'a CMS structure of indefinite lengths without end',
      pdf: forged(() => Buffer.alloc(7000, Buffer.from([0x30, 0x80]))),
    },
    {
      name: 'a CMS structure that claims four gigabytes',
      pdf: forged(() => Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff])),
    },
    {
      name: 'a CMS structure with an object identifier of a kilobyte',
      pdf: forged(() => encode(0x30, encode(0x06, Buffer.alloc(1000, 0xff)))),
    },
  );
  return {
    title: 'huge and recursive input',
    countermeasure: 'bounds on size, depth, objects and unpacking; passing one is said, nothing hangs',
    caught: /^((INDETERMINATE|TOTAL-FAILED) |refused (PDF_DAMAGED|PDF_LIMIT_EXCEEDED|PDF_UNSUPPORTED))/,
    variants,
    controls: [
      { name: 'as it is', pdf: signed },
      {
        name: 'a page of many pieces',
        pdf: signOnce(
          contract({
            4: stream(many(5000, (at) => `BT /F1 4 Tf ${at % 500} ${Math.floor(at / 500) * 20} Td (x) Tj ET`)),
          }),
          alice,
        ),
      },
      { name: 'signed twice', pdf: signTwice(signed, bob) },
      {
        name: 'validation data of a hundred thousand entries',
        pdf: appendRevision(signed, {
          1: CATALOG.replace('>>', '/DSS 20 0 R >>'),
          20: `<< /Certs [${many(100_000, () => '21 0 R')}] >>`,
          21: stream('no certificate'),
        }),
      },
    ],
  };
}

/** Values of one tag, each around the next. */
function nested(depth: number, tag: number): Uint8Array {
  let value: Uint8Array = new Uint8Array();
  for (let count = 0; count < depth; count++) value = encode(tag, value);
  return value;
}
