import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { readCrls } from '../../src-main/cms/crl.ts';
import { listSignatureFields } from '../../src-main/pades/format/fields.ts';
import { hashState, preparePdfSignature } from '../../src-main/pades/sign/sign-pdf.ts';
import { verifyPdf } from '../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import { chooseHome, type FieldWish } from '../../src-main/workflow/field-choice.ts';
import { dressed, planLook } from '../../src-main/workflow/look-plan.ts';
import { type RawObjects, rawPdf } from '../support/attacks/raw-pdf.ts';
import { signWith } from '../support/cms.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { testPki } from '../support/pki.ts';
import { describeWithTool, temporaryFolder } from '../support/tools.ts';
import { pdfsigVerdicts, qpdfComplaint } from '../support/witnesses.ts';

const pki = testPki();
const folder = temporaryFolder('countersign-hostile-');
const VISIBLE: FieldWish = { place: { page: 1, rect: { x0: 20, y0: 20, x1: 160, y1: 70 } } };

/** One more signature on these bytes, by the parts of the product that a use case joins. */
async function signed(pdf: Uint8Array, wish: FieldWish): Promise<Buffer> {
  const signer = pki.signer('rsa-2048');
  const document = await PdfDocument.open(bytesSource(pdf));
  const words = { name: 'A Signer', time: systemClock.now() };
  const choice = await chooseHome(document, wish);
  const { home } = await dressed(choice, { ...words, issuer: 'Test' }, await planLook(document, choice, {}));
  const certificate = new Certificate(signer.certificate);
  const request = { home, words, certificate, chain: signer.chain, algorithm: 'rsa-pkcs1-sha256' as const };
  const prepared = await preparePdfSignature(document, request);
  const key = { sign: async (data: Uint8Array) => signWith(signer, request.algorithm, data) };
  const { bytes: update } = await prepared.complete(hashState(prepared.hash).update(pdf), key);
  return Buffer.concat([pdf, update]);
}

const verify = (pdf: Buffer) =>
  verifyPdf(bytesSource(pdf), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)],
    at: systemClock.now(),
  });

const CONTENT = '<< /Length 28 >>\nstream\nBT /F1 12 Tf (text) Tj ET   \nendstream';
const page = (more: string) => `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 400] /Contents 5 0 R ${more} >>`;
/** A document of two pages, with changes. */
const raw = (changes: RawObjects = {}) =>
  rawPdf({
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    3: page(''),
    4: page(''),
    5: CONTENT,
    ...changes,
  });
const text = (pdf: Buffer, edit: (text: string) => string) => Buffer.from(edit(pdf.toString('latin1')), 'latin1');
const NOTE = '<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note) >>';
const FORMS = (form: string, more: RawObjects = {}) =>
  raw({ 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R >>', 7: form, ...more });

interface Source {
  readonly name: string;
  readonly pdf: () => Uint8Array;
  readonly wish?: FieldWish;
}
const EMPTY = '/Type /Annot /Subtype /Widget /FT /Sig /P 3 0 R /F 4 /Rect [20 20 160 70]';
const field = (name: string): FieldWish => ({ field: name });

const SOURCES: readonly Source[] = [
  {
    name: 'annotations that two pages share',
    pdf: () => raw({ 3: page('/Annots 6 0 R'), 4: page('/Annots 6 0 R'), 6: '[8 0 R]', 8: NOTE }),
  },
  { name: 'annotations null', pdf: () => raw({ 3: page('/Annots null') }) },
  { name: 'annotations that lead to null', pdf: () => raw({ 3: page('/Annots 6 0 R'), 6: 'null' }) },
  { name: 'annotations that lead to nothing', pdf: () => raw({ 3: page('/Annots 60 0 R') }) },
  {
    name: 'annotations and fields in one list',
    pdf: () => FORMS('<< /Fields 6 0 R >>', { 3: page('/Annots 6 0 R'), 6: '[]' }),
  },
  { name: 'a form null', pdf: () => FORMS('null') },
  { name: 'a form without fields', pdf: () => FORMS('<< >>') },
  { name: 'a form with fields null and no XFA', pdf: () => FORMS('<< /Fields null /XFA null /SigFlags null >>') },
  { name: 'indirect flags', pdf: () => FORMS('<< /Fields 6 0 R /SigFlags 8 0 R >>', { 6: '[]', 8: '1' }) },
  { name: 'a direct form', pdf: () => raw({ 1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] >> >>' }) },
  {
    name: 'odd keys and strings on the page',
    pdf: () => raw({ 3: page('/A#20b (\\(\\200\\r) /#2F <0D0A> /X [1.50 -.5 +3 true null /N]') }),
  },
  { name: 'turned by -90', pdf: () => raw({ 3: page('/Rotate -90') }) },
  { name: 'turned by 450', pdf: () => raw({ 3: page('/Rotate 450') }) },
  {
    name: 'a negative, reversed media box',
    pdf: () => raw({ 3: page('').replace('0 0 300 400', '300 200 -100 -300') }),
  },
  { name: 'user units', pdf: () => raw({ 3: page('/UserUnit 2.5') }) },
  { name: 'no end of line at the end', pdf: () => text(raw(), (pdf) => pdf.trimEnd()) },
  { name: 'junk at the end', pdf: () => text(raw(), (pdf) => `${pdf}\0\0\0junk`) },
  {
    name: 'lone carriage returns',
    pdf: () =>
      text(raw({ 5: '<< /Length 0 >>\nstream\n\nendstream' }), (pdf) => pdf.replace('stream\n\nend', 'stream\r\rend')),
  },
  { name: 'a size too small', pdf: () => text(raw(), (pdf) => pdf.replace('/Size 6', '/Size 3')) },
  {
    name: 'another generation of page and catalog',
    pdf: () =>
      text(raw(), (pdf) =>
        pdf
          .replace('1 0 obj', '1 7 obj')
          .replace('3 0 obj', '3 2 obj')
          .replace('[3 0 R', '[3 2 R')
          .replace('/Root 1 0', '/Root 1 7')
          .replace(/(1 1\n\d{10} )00000/, '$100007')
          .replace(/(\n3 1\n\d{10} )00000/, '$100002'),
      ),
  },
  { name: 'a free object in use', pdf: () => text(raw({ 6: null }), (pdf) => pdf) },
  {
    name: 'an empty field',
    pdf: () => FORMS('<< /Fields [8 0 R] >>', { 3: page('/Annots [8 0 R]'), 8: `<< ${EMPTY} /T (Here) >>` }),
    wish: field('Here'),
  },
  {
    name: 'an empty field with a widget apart',
    pdf: () =>
      FORMS('<< /Fields [8 0 R] >>', {
        3: page('/Annots [9 0 R]'),
        8: '<< /FT /Sig /T (Here) /Kids [9 0 R] >>',
        9: `<< ${EMPTY.replace('/FT /Sig', '/Parent 8 0 R')} >>`,
      }),
    wish: field('Here'),
  },
  {
    name: 'an empty field with two widgets',
    pdf: () =>
      FORMS('<< /Fields [8 0 R] >>', {
        3: page('/Annots [9 0 R]'),
        4: page('/Annots [10 0 R]'),
        8: '<< /FT /Sig /T (Here) /Kids [9 0 R 10 0 R] >>',
        9: `<< ${EMPTY.replace('/FT /Sig', '/Parent 8 0 R')} >>`,
        10: `<< ${EMPTY.replace('/FT /Sig', '/Parent 8 0 R').replace('3 0 R', '4 0 R')} >>`,
      }),
    wish: field('Here'),
  },
  {
    name: 'an empty field below another, its name in UTF-16',
    pdf: () =>
      FORMS('<< /Fields [8 0 R] >>', {
        3: page('/Annots [9 0 R]'),
        8: '<< /T (Part) /FT /Sig /Kids [9 0 R] >>',
        9: `<< ${EMPTY.replace('/FT /Sig', '/Parent 8 0 R')} /T <FEFF00DC> >>`,
      }),
    wish: field('Part.Ü'),
  },
  {
    name: 'an empty field with null kids and a null value',
    pdf: () =>
      FORMS('<< /Fields [8 0 R] >>', { 3: page('/Annots [8 0 R]'), 8: `<< ${EMPTY} /T (Here) /Kids null /V null >>` }),
    wish: field('Here'),
  },
  {
    name: 'an empty field that its page does not list',
    pdf: () => FORMS('<< /Fields [8 0 R] >>', { 8: `<< ${EMPTY} /T (Here) >>` }),
    wish: field('Here'),
  },
  {
    name: 'an empty field with a lock',
    pdf: () =>
      FORMS('<< /Fields [8 0 R] >>', {
        3: page('/Annots [8 0 R]'),
        8: `<< ${EMPTY} /T (Here) /Lock << /Type /SigFieldLock /Action /Include /Fields [(Other)] >> >>`,
      }),
    wish: field('Here'),
  },
  {
    name: 'two fields of one name',
    pdf: () =>
      FORMS('<< /Fields [8 0 R 9 0 R] >>', {
        3: page('/Annots [8 0 R 9 0 R]'),
        8: `<< ${EMPTY} /T (Here) >>`,
        9: `<< ${EMPTY} /T (Here) >>`,
      }),
    wish: field('Here'),
  },
  {
    name: 'everything in object streams, every value an object',
    pdf: () =>
      buildPdf({
        form: 'object-streams',
        indirect: true,
        pages: [{}, {}],
        fields: [{ name: 'Here', rect: [20, 20, 160, 70] }],
      }),
    wish: field('Here'),
  },
  {
    name: 'three hundred pages',
    pdf: () => buildPdf({ form: 'xref-stream', pages: Array.from({ length: 300 }, () => ({})), id: false }),
  },
];

describeWithTool(['qpdf', 'pdfsig'], 'hostile but readable documents', () => {
  it.each(SOURCES)('$name', async ({ name, pdf, wish }) => {
    const before = pdf();
    const original = join(folder, 'before.pdf');
    writeFileSync(original, before);
    const first = await signed(before, wish ?? VISIBLE);
    const second = await signed(first, VISIBLE);
    const target = join(folder, 'after.pdf');
    writeFileSync(target, second);
    expect(second.subarray(0, before.length).equals(Buffer.from(before))).toBe(true);
    const report = await verify(second);
    expect(report.verdict, JSON.stringify(report.signatures[0])).toBe('TOTAL-PASSED');
    expect(report.signatures.map(({ changesAfter }) => changesAfter)).toEqual(['permitted', 'none']);
    if ((await qpdfComplaint(original)) === '') expect(await qpdfComplaint(target)).toBe('');
    const empty = (await listSignatureFields(await PdfDocument.open(bytesSource(second)))).filter((one) => !one.signed);
    const valid = (await pdfsigVerdicts(target)).filter((one) => one.valid);
    // Poppler lists a field once for each of its widgets.
    expect(valid).toHaveLength(name === 'an empty field with two widgets' ? 3 : 2);
    expect(empty).toHaveLength(name === 'two fields of one name' ? 1 : 0);
    expect(readFileSync(original).equals(Buffer.from(before))).toBe(true);
  });
});
