import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../../support/cli.ts';
import { buildPdf, type PdfForm } from '../../support/pdf-builder.ts';
import { signaturesOf } from '../../support/signed-pdf.ts';
import { toolPath } from '../../support/tools.ts';
import { qpdfComplaint } from '../../support/witnesses.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();
let key: string[];
let form: string;

const FIELDS = [
  { name: 'Buyer', page: 2, rect: [100, 200, 300, 260] },
  { name: 'Seller' },
  { name: 'Remarks', type: 'Tx', rect: [100, 400, 300, 420] },
] as const;

beforeAll(async () => {
  key = await bench.keyStore('p-256');
  form = bench.write(
    'form.pdf',
    buildPdf({ pages: [{}, { rotate: 90, cropBox: [50, 100, 612, 792] }], fields: FIELDS }),
  );
});

describe('fields', () => {
  it('lists signature fields with page and rectangle as displayed, and no others', async () => {
    expect(await bench.json(['fields', form])).toEqual({
      file: form,
      fields: [
        // Turned by 90°: what runs up the page in the file runs to the right in the window.
        { name: 'Buyer', signed: false, page: 2, rect: [100, 312, 60, 200] },
        { name: 'Seller', signed: false, page: 1, rect: [0, 0, 0, 0] },
      ],
    });
    const { stdout, stderr, status } = await bench.run(['fields', form]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe('empty   Buyer  (page 2, rect 100,312,60,200)\nempty   Seller  (page 1, rect 0,0,0,0)\n');
  });

  it('says so where there are none', async () => {
    const plain = bench.write('plain.pdf', buildPdf());
    expect(await bench.json(['fields', plain])).toEqual({ file: plain, fields: [] });
    expect((await bench.run(['fields', plain])).stdout).toBe('No signature fields.\n');
  });
});

describe('sign --field', () => {
  it.each<PdfForm>(['classic', 'xref-stream', 'object-streams'])(
    '%s: fills the empty field, then the other',
    async (kind) => {
      const source = bench.write(`${kind}.pdf`, buildPdf({ form: kind, pages: [{}, {}], fields: FIELDS }));
      const first = await bench.sign(source, bench.at(`${kind}-1.pdf`), ...key, '--field', 'Buyer');
      expect(first.field).toBe('Buyer');
      expect(await bench.json(['fields', first.output])).toMatchObject({
        fields: [
          { name: 'Buyer', signed: true },
          { name: 'Seller', signed: false },
        ],
      });
      const second = await bench.sign(first.output, bench.at(`${kind}-2.pdf`), ...key, '--field', 'Seller');
      const report = await bench.verify(second.output);
      expect(report.verdict).toBe('TOTAL-PASSED');
      expect(report.signatures.map(({ field, changesAfter }) => [field, changesAfter])).toEqual([
        ['Buyer', 'permitted'],
        ['Seller', 'none'],
      ]);
      expect(signaturesOf(readFileSync(second.output))).toHaveLength(2);
      // The visible field has its appearance, the one without size none.
      const text = readFileSync(second.output).toString('latin1');
      expect(text.match(/\/AP\s*<<\s*\/N \d+ 0 R/g)).toHaveLength(1);
      if (toolPath('qpdf') !== undefined) expect(await qpdfComplaint(second.output)).toBe('');
    },
  );

  it('names a new field together with --page and --rect', async () => {
    const place = ['--page', '1', '--rect', '10,10,100,50'];
    const { field, output } = await bench.sign(form, bench.at('new.pdf'), ...key, '--field', 'Witness', ...place);
    expect(field).toBe('Witness');
    expect(await bench.json(['fields', output])).toMatchObject({
      fields: [
        { name: 'Buyer' },
        { name: 'Seller' },
        { name: 'Witness', signed: true, page: 1, rect: [10, 10, 100, 50] },
      ],
    });
  });

  it.each([
    ['a name that is not there', 'FIELD_NOT_FOUND', ['--field', 'Byer']],
    ['the name of a text field', 'FIELD_NOT_FOUND', ['--field', 'Remarks']],
    [
      'the name of a text field for a new one',
      'FIELD_EXISTS',
      ['--field', 'Remarks', '--page', '1', '--rect', '9,9,90,90'],
    ],
    ['an existing field and a place', 'FIELD_EXISTS', ['--field', 'Buyer', '--page', '1', '--rect', '9,9,90,90']],
    ['a page that is not there', 'PAGE_OUT_OF_RANGE', ['--page', '3', '--rect', '9,9,90,90']],
    ['a page before the first', 'PAGE_OUT_OF_RANGE', ['--page', '-3', '--rect', '9,9,90,90']],
    ['page 0', 'PAGE_OUT_OF_RANGE', ['--page', '0', '--rect', '9,9,90,90']],
    ['a rectangle off the page', 'RECT_INVALID', ['--page', '2', '--rect', '600,500,100,100']],
    ['a rectangle without area', 'RECT_INVALID', ['--rect', '9,9,0,90']],
    ['three numbers', 'RECT_INVALID', ['--rect', '9,9,90']],
    ['a page without a rectangle', 'USAGE', ['--page', '1']],
  ])('%s: %s, status 64, nothing written', async (_what, code, words) => {
    const target = bench.at('refused.pdf');
    const result = await bench.run(['sign', form, '-o', target, ...key, ...words, '--json']);
    expect(errorOf(result).code).toBe(code);
    expect(result.status).toBe(64);
    expect(() => readFileSync(target)).toThrow('ENOENT');
  });

  it('a signed field is not signed again', async () => {
    const { output } = await bench.sign(form, bench.at('once.pdf'), ...key, '--field', 'Buyer');
    const again = await bench.run(['sign', output, '-o', bench.at('again.pdf'), ...key, '--field', 'Buyer', '--json']);
    expect([again.status, errorOf(again).code]).toEqual([64, 'FIELD_ALREADY_SIGNED']);
  });

  it('an unnamed signature does not take the name of a field of another kind', async () => {
    const taken = { name: 'Signature1', type: 'Tx' } as const;
    const source = bench.write('taken.pdf', buildPdf({ fields: [taken] }));
    expect((await bench.sign(source, bench.at('taken-1.pdf'), ...key)).field).toBe('Signature2');
  });
});
