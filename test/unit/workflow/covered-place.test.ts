import { afterAll, describe, expect, it } from 'vitest';
import { toDisplayed } from '../../../shared/geometry/page-space.ts';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import { PdfRef } from '../../../src-main/pdf/objects.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import type { PageRenderer } from '../../../src-main/platform/page-renderer.ts';
import { pdfiumRenderer } from '../../../src-main/render/pdfium-renderer.ts';
import { coverWarnings } from '../../../src-main/workflow/covered-place.ts';
import { contract, PAGE, stream } from '../../support/attacks/contract.ts';
import type { RawObjects } from '../../support/attacks/raw-pdf.ts';

const renderer = pdfiumRenderer();
afterAll(() => renderer.close());
const NONE: PageRenderer = {
  open: () => Promise.reject(new Error('nothing is to be drawn')),
  close: async () => undefined,
};

/** @param rect default user space of the first page */
async function warnings(objects: RawObjects, rect: readonly [number, number, number, number], how = renderer) {
  const document = await PdfDocument.open(bytesSource(contract(objects)));
  const page = await document.page(1);
  const [x0, y0, x1, y1] = rect;
  const visible = { page, rect: toDisplayed(page.space, { x0, y0, x1, y1 }) };
  return coverWarnings(document, { visible, home: { kind: 'new', name: 'Mine', page } }, how, undefined);
}

const OVER_TEXT = [60, 700, 260, 740] as const;
const FREE = [60, 300, 260, 340] as const;
const drawn = (content: string) => ({ 4: stream(content) });
const FORM = (content: string) =>
  `<< /Type /XObject /Subtype /Form /BBox [0 0 100 40] /Length ${content.length} >>\nstream\n${content}\nendstream`;
const WITH_FORM = PAGE('').replace('/Font', '/XObject << /X 20 0 R >> /Font');

describe('before a visible signature is made', () => {
  it('it is said which text it will lie over', async () => {
    expect(await warnings({}, OVER_TEXT)).toEqual([
      'On page 1 the signature will lie over the text “I owe you 100 euros”. Choose a free place if that is to be seen.',
    ]);
  });

  it.each<[string, RawObjects]>([
    ['a drawing', drawn('0 0 1 rg 100 310 m 140 330 l 130 305 l f')],
    [
      'a picture in a form',
      { 3: WITH_FORM, 4: stream('q 1 0 0 1 80 300 cm /X Do Q'), 20: FORM('5 5 m 30 30 l 20 5 l f') },
    ],
    ['a text that is written on from afar', drawn('BT /F1 12 Tf 20 320 Td (                    far) Tj ET')],
    ['a text below a line of its own', drawn('BT /F1 12 Tf 14 TL 72 348 Td (x) Tj T* (y below) Tj T* (z) Tj ET')],
    ['a turned text', drawn('BT 0 12 -12 0 100 305 Tm /F1 1 Tf (turned) Tj ET')],
    [
      'the look of an annotation',
      {
        3: PAGE('20 0 R'),
        20: '<< /Type /Annot /Subtype /Stamp /F 4 /Rect [70 305 200 335] /AP << /N 21 0 R >> >>',
        21: FORM('5 5 m 90 30 l 20 5 l f'),
      },
    ],
    [
      'a text on a turned page',
      { 3: PAGE('').replace('/MediaBox', '/Rotate 90 /MediaBox'), ...drawn('BT /F1 12 Tf 80 320 Td (turned) Tj ET') },
    ],
  ])('%s is seen, too', async (_name, objects) => {
    expect(await warnings(objects, FREE)).toHaveLength(1);
  });

  it.each<[string, RawObjects]>([
    ['a rule', drawn('60 310 m 260 310 l S')],
    ['dots', drawn('[1 3] 0 d 60 310 m 260 310 l S')],
    ['white', drawn('1 g 0 0 595 842 re f')],
  ])('%s is there to be signed on', async (_name, objects) => {
    expect(await warnings(objects, FREE)).toEqual([]);
  });

  it.each<[string, RawObjects]>([
    ['is free', {}],
    ['lies beside a drawing', drawn('q 2 0 0 2 0 0 cm 10 10 m 40 40 l S Q 300 300 50 50 re f')],
    ['lies before a text', drawn('BT /F1 12 Tf 270 320 Td (beside) Tj ET')],
  ])('nothing is drawn where the place %s', async (_name, objects) => {
    expect(await warnings(objects, FREE, NONE)).toEqual([]);
  });

  it('nothing is said of an invisible signature, nor of a page that cannot be read', async () => {
    const document = await PdfDocument.open(bytesSource(contract()));
    const page = await document.page(1);
    const home = { kind: 'new', name: 'Mine', page } as const;
    expect(await coverWarnings(document, { visible: undefined, home }, NONE, undefined)).toEqual([]);
    const broken = { ...page, ref: new PdfRef(99) };
    const unreadable: PageRenderer = {
      ...renderer,
      open: (_source, wish) => renderer.open(bytesSource(new Uint8Array(9)), wish),
    };
    const rect = { x0: 60, y0: 700, x1: 260, y1: 740 };
    expect(await coverWarnings(document, { visible: { page: broken, rect }, home }, unreadable, undefined)).toEqual([]);
  });
});
