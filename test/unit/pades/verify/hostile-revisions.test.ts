import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import {
  CATALOG,
  contract,
  FORM,
  PAGE,
  signatureObjects,
  signOnce,
  signTwice,
  stream,
} from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, type RevisionOptions, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';
import { verifyBytes } from '../../../support/sign-bytes.ts';

const pki = testPki();
const alice = pki.signer('p-256');
const bob = pki.signer('p-384');

const PAGE_2 = (more = '') =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 32 0 R /Resources << /Font << /F1 5 0 R >> >> ${more} >>`;
const HIDDEN = '<< /OCGs [34 0 R] /D << /OFF [34 0 R] /Order [] >> >>';
/** The catalog of a document with a hidden layer; the settings of layers are an object of their own, as most programs write them. */
const LAYERED = CATALOG.replace('>>', '/OCProperties 33 0 R /Names 35 0 R >>');
const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you 9) Tj ET');
const STAMP = (appearance: number) =>
  `<< /Type /Annot /Subtype /Stamp /Rect [10 10 20 20] /P 3 0 R /AP << /N ${appearance} 0 R >> >>`;
const DRAWING = '<< /Type /XObject /Subtype /Form /BBox [0 0 100 40] /Length 0 >>\nstream\n\nendstream';

/** Two pages, the second without annotations; a layer that is switched off; a stamp. */
const start = contract({
  1: LAYERED,
  2: '<< /Type /Pages /Kids [3 0 R 31 0 R] /Count 2 >>',
  6: STAMP(36),
  31: PAGE_2(),
  32: stream('BT /F1 12 Tf 72 720 Td (to be paid within 30 days) Tj ET'),
  33: HIDDEN,
  34: '<< /Type /OCG /Name (draft) >>',
  35: '<< /Dests << >> >>',
  36: DRAWING,
  37: '[38 0 R 39 0 R]',
  38: OTHER_TEXT,
  39: OTHER_TEXT,
  40: PAGE_2().replace('32 0 R', '37 0 R'),
});
const signed = signOnce(start, alice);

interface Attack {
  readonly name: string;
  readonly make: () => Buffer;
}
const after = (name: string, objects: RawObjects, options?: RevisionOptions): Attack => ({
  name,
  make: () => appendRevision(signed, objects, options),
});
/** Under a second valid signature: fields 50, 51, 52. */
const covered = (name: string, objects: RawObjects, fields = '50 0 R', annotations = '50 0 R'): Attack => ({
  name: `${name}, under a second valid signature`,
  make: () =>
    sign(
      appendRevision(signed, {
        ...signatureObjects(50, 'Second'),
        3: PAGE(`6 0 R 8 0 R 9 0 R ${annotations}`),
        7: FORM(`8 0 R 9 0 R ${fields}`),
        ...objects,
      }),
      bob,
    ),
});
const second = (from: string, to: string) => (signatureObjects(50, 'Second')[50] ?? '').replace(from, to);

const ATTACKS: readonly Attack[] = [
  after('content of a page without annotations replaced, the page naming it as its annotations', {
    31: PAGE_2('/Annots 32 0 R'),
    32: OTHER_TEXT,
  }),
  after('layers shown by turning their settings into validation data', {
    1: LAYERED.replace('>>', '/DSS << /VRI 33 0 R >> >>'),
    33: '<< >>',
  }),
  after('layers shown by turning their settings into a list of certificates', {
    1: LAYERED.replace('>>', '/DSS << /Certs 33 0 R >> >>'),
    33: '[ ]',
  }),
  after('layers shown by putting the form in their place', {
    1: LAYERED.replace('7 0 R', '33 0 R'),
    33: FORM('8 0 R 9 0 R'),
  }),
  covered('layers shown by putting the form in their place', {
    1: LAYERED.replace('7 0 R', '33 0 R'),
    7: FORM('8 0 R 9 0 R'),
    33: FORM('8 0 R 9 0 R 50 0 R'),
  }),
  covered('appearance of a stamp replaced, the stamp named as a widget of the new field', {
    50: second('/P 3 0 R', '/P 3 0 R /Kids [6 0 R 53 0 R]'),
    53: second('/FT /Sig /T (Second)', '/Parent 50 0 R'),
    6: STAMP(54),
    54: DRAWING.replace('100 40', '200 40'),
  }),
  covered(
    'a text field’s widget taken over by the new field',
    {
      50: '<< /FT /Sig /T (Second) /V 51 0 R /Kids [6 0 R 53 0 R] >>',
      53: second('/FT /Sig /T (Second) /V 51 0 R', '/Parent 50 0 R'),
    },
    '50 0 R',
    '53 0 R',
  ),
  covered('the new widget covers the page', { 50: second('[300 50 400 90]', '[0 0 595 842]') }),
  covered(
    'many new widgets cover the page',
    {
      50: '<< /FT /Sig /T (Second) /V 51 0 R /Kids [53 0 R 54 0 R 55 0 R 56 0 R] >>',
      ...Object.fromEntries(
        [0, 1, 2, 3].map((at) => [
          53 + at,
          second('/FT /Sig /T (Second) /V 51 0 R', '/Parent 50 0 R').replace(
            '[300 50 400 90]',
            `[0 ${at * 200} 595 ${at * 200 + 200}]`,
          ),
        ]),
      ),
    },
    '50 0 R',
    '53 0 R 54 0 R 55 0 R 56 0 R',
  ),
  covered('the new widget stands on two pages', { 31: PAGE_2('/Annots [50 0 R]') }),
  covered('the new widget covers the page on paper only', {
    50: second('[300 50 400 90]', '[0 0 595 842]').replace('/F 132', '/F 36'),
  }),
  covered('the new widget covers the page where the mouse is', {
    50: second('[300 50 400 90]', '[0 0 595 842]').replace('/F 132', '/F 288'),
  }),
  covered('the new widget’s box is no rectangle', { 50: second('[300 50 400 90]', '[0]') }),
  covered('the new field has the name of the first', { 50: second('(Second)', '(First)') }),
  covered('the new field has the name of the text field', { 50: second('(Second)', '(Amount)') }),
  covered('two fields with the one signature', { 53: second('(Second)', '(Third)') }, '50 0 R 53 0 R', '50 0 R 53 0 R'),
  covered('the new field is no widget but a page', {
    50: second('/Type /Annot /Subtype /Widget', '/Type /Page /Contents 51 0 R'),
  }),
  {
    name: 'the size in the trailer made smaller',
    make: () =>
      Buffer.from(
        appendRevision(signed, { 34: '<</Type/OCG/Name(draft)>>' })
          .toString('latin1')
          .replace(/\/Size \d+(?![\s\S]*\/Size)/, '/Size 5'),
        'latin1',
      ),
  },
  after('another parent for the page', {
    3: PAGE('6 0 R 8 0 R 9 0 R').replace('2 0 R', '60 0 R'),
    60: '<< /Type /Pages /Rotate 90 /Kids [3 0 R] /Count 1 >>',
  }),
  after('the page tree turned', { 2: '<< /Type /Pages /Kids [3 0 R 31 0 R] /Count 2 /Rotate 90 >>' }),
  after('the signature dictionary moved', { 10: '<< /Type /Sig >>' }),
  after('names added', {
    35: '<< /Dests << >> /JavaScript 60 0 R >>',
    60: '<< /Names [(a) << /S /JavaScript /JS (1) >>] >>',
  }),
  after('names removed under the name of validation data', {
    1: LAYERED.replace('>>', '/DSS << /VRI 35 0 R >> >>'),
    35: '<< >>',
  }),
  after('extensions named for nothing', {
    1: LAYERED.replace('>>', '/Extensions << /ADBE << /ExtensionLevel 8 >> >> >>'),
  }),
  after('an object stream that nothing lists', {
    60: '<< /Type /ObjStm /N 1 /First 4 /Length 9 >>\nstream\n4 0 << >>\nendstream',
  }),
  after('form became XFA', { 7: FORM('8 0 R 9 0 R').replace('>>', '/XFA [] >>') }),
  after('validation data that hold a page', { 1: LAYERED.replace('>>', '/DSS << /Certs [31 0 R] >> >>'), 31: DRAWING }),
];

describe('what no later revision may do', () => {
  it.each(ATTACKS)('$name', async ({ make }) => {
    const report = await verifyBytes(make());
    const first = report.signatures.find((one) => one.field === 'First');
    expect(first?.indication, JSON.stringify(first?.changes)).not.toBe('TOTAL-PASSED');
    expect(report.verdict).not.toBe('TOTAL-PASSED');
  });
  it('while an honest second signature on the same document passes', async () => {
    expect((await verifyBytes(signed)).verdict).toBe('TOTAL-PASSED');
    const again = await verifyBytes(signTwice(signed, bob));
    expect(again.verdict).toBe('TOTAL-PASSED');
  });
});

describe('a signature whose /Reference cannot be read', () => {
  it.each([
    ['is damaged', '<< /a'],
    ['is a circle', '80 0 R'],
  ])('because it %s, is taken to certify the document', async (_what, body) => {
    const certified = signOnce(contract({ 80: body }), alice, '/Reference 80 0 R');
    const report = await verifyBytes(signTwice(certified, bob));
    expect(report.signatures.map(({ certify }) => certify)).toEqual(['no-changes', null]);
    expect(report.documentStatus).toBe('changed-forbidden');
  });
});

/** Offsets of the cross-reference sections of `signed`, oldest first. */
const sections = [...signed.toString('latin1').matchAll(/startxref\s+(\d+)/g)].map((match) => Number(match[1]));
const offsetOf = (num: number) => signed.lastIndexOf(`\n${num} 0 obj`) + 1;
const tail = (text: string) => Buffer.concat([signed, Buffer.from(text, 'latin1')]);
const table = (at: number, rows: readonly (readonly [number, number])[], previous: number) => {
  const entries = rows.map(([num, offset]) => `${num} 1\n${String(offset).padStart(10, '0')} 00000 n \n`);
  const trailer = `trailer\n<< /Size 50 /Root 1 0 R /Prev ${previous} >>\nstartxref\n${at}\n%%EOF\n`;
  return `xref\n${entries.join('')}${trailer}`;
};
const FORGED_CONTENT = `4 0 obj\n${OTHER_TEXT}\nendobj\n`;

describe('what no tail may do', () => {
  it.each([
    [
      'leave the signed revision out of the chain, its objects listed anew',
      () => {
        const kept = [1, 3, 7, 9, 10, 11].map((num) => [num, offsetOf(num)] as const);
        const at = signed.length + FORGED_CONTENT.length;
        return tail(FORGED_CONTENT + table(at, [...kept, [4, signed.length]], sections[0] ?? 0));
      },
    ],
    ['name the signed section again', () => tail(`${FORGED_CONTENT}startxref\n${sections[1]}\n%%EOF\n`)],
    ['name an older section', () => tail(`${FORGED_CONTENT}startxref\n${sections[0]}\n%%EOF\n`)],
    ['come without a cross-reference', () => tail(FORGED_CONTENT)],
    ['begin with another header', () => tail(`%PDF-1.7\n${FORGED_CONTENT}`)],
    [
      'follow itself',
      () =>
        tail(
          FORGED_CONTENT +
            table(signed.length + FORGED_CONTENT.length, [[4, signed.length]], signed.length + FORGED_CONTENT.length),
        ),
    ],
    [
      'list an object under another number',
      () =>
        tail(FORGED_CONTENT + table(signed.length + FORGED_CONTENT.length, [[32, signed.length]], sections[1] ?? 0)),
    ],
  ])('%s', async (_name, make) => {
    const verdict = await verifyBytes(make()).then(
      (report) => report.verdict,
      (error: unknown) => codeOf(error),
    );
    expect(verdict).not.toBe('TOTAL-PASSED');
    expect(verdict).not.toBe('NO_SIGNATURE');
  });

  it('count its objects from one, which programs read differently', async () => {
    const one = '1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R >>\nendobj\n';
    const rows = `0000000000 65535 f \n${String(signed.length).padStart(10, '0')} 00000 n \n`;
    const at = signed.length + one.length;
    const trailer = `trailer\n<< /Size 50 /Root 1 0 R /Prev ${sections[1]} >>\nstartxref\n${at}\n%%EOF\n`;
    const outcome = await verifyBytes(tail(`${one}xref\n1 2\n${rows}${trailer}`)).then(() => 'read', codeOf);
    expect(outcome).toBe('PDF_DAMAGED');
  });
});
