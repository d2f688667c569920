import { describe, expect, it } from 'vitest';
import { codeOf } from '../../shared/contract/app-error.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import type { PageRenderer } from '../../src-main/platform/page-renderer.ts';
import { contentRisks } from '../../src-main/workflow/content-risks.ts';
import { pageRenderer } from '../../src-main/workflow/page-renderer.ts';
import { refuseShadow } from '../../src-main/workflow/shadow/shadow-content.ts';
import { AMOUNT, CATALOG, contract, FORM, PAGE, signOnce, stream } from '../support/attacks/contract.ts';
import { appendRevision, type RawObjects } from '../support/attacks/raw-pdf.ts';
import { HIDDEN, preparedShadow } from '../support/attacks/shadow.ts';
import { buildPdf } from '../support/pdf-builder.ts';
import { testPki } from '../support/pki.ts';

async function found(pdf: Uint8Array, acceptShadow = false): Promise<string> {
  const document = await PdfDocument.open(bytesSource(pdf));
  return contentRisks(document, { acceptShadow }).then(() => 'nothing', codeOf);
}

const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you 900 euros) Tj ET');
const WITH_LAYER = PAGE('6 0 R 8 0 R').replace('/Font', '/Properties << /L 30 0 R >> /Font');
/** @param order the list of layers that readers see */
const layered = (content: string, order = '[]'): Buffer =>
  contract({
    1: CATALOG.replace('>>', `/OCProperties << /OCGs [30 0 R] /D << /OFF [30 0 R] /Order ${order} >> >> >>`),
    3: WITH_LAYER,
    4: stream(`BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET /OC /L BDC ${content} EMC`),
    30: '<< /Type /OCG /Name (Other) >>',
  });

/** Twins that are no part of what a page draws and that nobody would see today: nothing to find. */
const UNSEEN: readonly string[] = ['the catalog', 'the annotation', 'the field'];

describe('a document that is prepared to show something else is not signed', () => {
  it.each(Object.keys(HIDDEN).filter((name) => !UNSEEN.includes(name)))('a hidden twin: %s', async (name) => {
    expect(await found(preparedShadow([name]))).toBe('SHADOW_CONTENT');
  });

  it.each<[string, () => Buffer]>([
    ['a whole hidden document', () => preparedShadow()],
    [
      'another text in an earlier version',
      () =>
        appendRevision(contract({ 4: OTHER_TEXT }), {
          4: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET'),
        }),
    ],
    [
      'another page in an earlier version',
      () =>
        appendRevision(contract({ 4: OTHER_TEXT }), {
          2: '<< /Type /Pages /Kids [31 0 R] /Count 1 >>',
          31: PAGE('').replace('4 0 R', '32 0 R'),
          32: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET'),
        }),
    ],
    [
      'another text in an earlier version of a large file',
      () =>
        appendRevision(contract({ 4: OTHER_TEXT, 40: stream('x'.repeat(9 * 1024 * 1024)) }), {
          4: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET'),
        }),
    ],
    [
      'another text in an earlier version, behind the same beginning',
      () => {
        const clauses = Array.from({ length: 30 }, (_, at) => `(${at} whatever else was agreed) Tj 0 -20 Td `).join('');
        const text = (end: string) => stream(`BT /F1 9 Tf 72 800 Td ${clauses} (I owe you ${end}) Tj ET`);
        return appendRevision(contract({ 4: text('900 euros') }), { 4: text('100 euros') });
      },
    ],
    [
      'other resources that the page inherits, in an earlier version',
      () => {
        const page = PAGE('').replace(/\/Resources << .*? >> >>/, '');
        const pages = (font: number) =>
          `<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 5 0 R >> /XObject << /X ${font} 0 R >> >> >>`;
        const drawn = (words: string) => {
          const content = `BT /F1 12 Tf 72 720 Td (${words}) Tj ET`;
          return `<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
        };
        const first = contract({ 2: pages(30), 3: page, 4: stream('/X Do'), 30: drawn('I owe you 900 euros') });
        return appendRevision(first, { 2: pages(31), 31: drawn('I owe you 100 euros') });
      },
    ],
    [
      'another text on the twelfth page of an earlier version',
      () => {
        const kids = Array.from({ length: 12 }, (_, at) => `${50 + at} 0 R`);
        const empty = Object.fromEntries(
          kids.map((_, at) => [50 + at, PAGE('').replace('4 0 R', at === 11 ? '70 0 R' : '71 0 R')]),
        );
        const first = contract({
          2: `<< /Type /Pages /Kids [${kids.join(' ')}] /Count 12 >>`,
          ...empty,
          70: OTHER_TEXT,
          71: stream(''),
        });
        return appendRevision(first, { 70: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET') });
      },
    ],
    [
      'another text on a hidden layer',
      () => layered('1 g 60 710 200 30 re f 0 g BT /F1 12 Tf 72 720 Td (I owe you 900 cents) Tj ET'),
    ],
  ])('%s', async (_name, make) => {
    expect(await found(make())).toBe('SHADOW_CONTENT');
    expect(await found(make(), true)).toBe('nothing');
  });
});

describe('ordinary documents are signed', () => {
  const plain = contract();
  const update = (objects: RawObjects) => () => appendRevision(plain, objects);

  it.each<[string, () => Uint8Array]>([
    ['of one revision', () => plain],
    ['signed before', () => signOnce(plain, testPki().signer('p-256'))],
    ['saved again', update({})],
    [
      'with a note',
      update({
        3: PAGE('6 0 R 8 0 R 30 0 R'),
        30: '<< /Type /Annot /Subtype /Text /Rect [9 9 29 29] /Contents (ok) >>',
      }),
    ],
    ['with a field filled', update({ 8: AMOUNT.replace('(100)', '(200)') })],
    [
      'with a further field',
      update({ 3: PAGE('6 0 R 8 0 R 30 0 R'), 7: FORM('8 0 R 30 0 R'), 30: AMOUNT.replace('(Amount)', '(Day)') }),
    ],
    ['with a page turned', update({ 3: PAGE('6 0 R 8 0 R').replace('/MediaBox', '/Rotate 90 /MediaBox') })],
    [
      'with a line added',
      update({
        3: PAGE('6 0 R 8 0 R').replace('4 0 R', '[4 0 R 30 0 R]'),
        30: stream('BT /F1 12 Tf 72 600 Td (Seen) Tj ET'),
      }),
    ],
    ['with the content packed anew', update({ 4: stream('BT /F1 12 Tf 72 720 Td (I owe you) Tj ( 100 euros) Tj ET') })],
    [
      'with a page appended',
      update({
        2: '<< /Type /Pages /Kids [3 0 R 30 0 R] /Count 2 >>',
        30: PAGE('').replace('4 0 R', '31 0 R'),
        31: OTHER_TEXT,
      }),
    ],
    ['with a hidden layer beside the text', () => layered('BT /F1 12 Tf 72 500 Td (Draft) Tj ET')],
    [
      'with another text on a layer that its list of layers shows',
      () =>
        layered(
          '1 g 60 710 200 30 re f 0 g BT /F1 12 Tf 72 720 Td (I owe you 900 cents) Tj ET',
          '[(Languages) [30 0 R]]',
        ),
    ],
    ['with objects that nothing uses', () => contract({ 30: '<< /Type /Page >>', 31: CATALOG, 32: OTHER_TEXT })],
    [
      'with another document attached',
      () => {
        const inner = contract({ 4: OTHER_TEXT }).toString('latin1');
        return contract({
          1: CATALOG.replace('>>', '/Names << /EmbeddedFiles << /Names [(a.pdf) 30 0 R] >> >> >>'),
          30: '<< /Type /Filespec /F (a.pdf) /EF << /F 31 0 R >> >>',
          31: `<< /Type /EmbeddedFile /Length ${inner.length} >>\nstream\n${inner}\nendstream`,
        });
      },
    ],
    ['with object streams', () => buildPdf({ form: 'object-streams', pages: [{}, {}] })],
  ])('%s', async (_name, make) => {
    expect(await found(make())).toBe('nothing');
  });
});

describe('looking costs little', () => {
  /** What was asked of the renderer. */
  const asked = { opened: 0, drawn: 0 };
  const counting: PageRenderer = {
    close: async () => undefined,
    async open(source, wish) {
      asked.opened += 1;
      const document = await pageRenderer().open(source, wish);
      return {
        pages: document.pages,
        text: (page, boxes) => document.text(page, boxes),
        close: () => document.close(),
        render(page, how) {
          asked.drawn += 1;
          return document.render(page, how);
        },
      };
    },
  };
  const look = async (pdf: Uint8Array): Promise<typeof asked> => {
    Object.assign(asked, { opened: 0, drawn: 0 });
    await refuseShadow(await PdfDocument.open(bytesSource(pdf)), counting, undefined).catch(codeOf);
    return { ...asked };
  };
  const words = (text: string) => stream(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`);

  it('nothing is opened where no page is made otherwise', async () => {
    expect(
      await look(appendRevision(contract(), { 8: AMOUNT.replace('(100)', '(200)'), 4: words('I owe you 100 euros') })),
    ).toEqual({ opened: 0, drawn: 0 });
  });

  it('nothing is drawn where the words are the same', async () => {
    expect(await look(appendRevision(contract(), { 4: words('I owe ) Tj (you 100 euros') }))).toEqual({
      opened: 2,
      drawn: 0,
    });
  });

  it('a version of a page is looked at once, however many revisions it stood in, and a file not twice', async () => {
    const often = [1, 2, 3].reduce((pdf) => appendRevision(pdf, { 8: AMOUNT }), contract({ 4: words('Draft') }));
    const pdf = appendRevision(often, { 4: words('I owe you 100 euros') });
    expect(await look(pdf)).toEqual({ opened: 2, drawn: 2 });
    expect(await look(pdf)).toEqual({ opened: 0, drawn: 0 });
  });
});
