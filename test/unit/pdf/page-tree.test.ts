import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import type { PdfLimits } from '../../../src-main/pdf/limits.ts';
import { PdfRef } from '../../../src-main/pdf/objects.ts';
import type { Page } from '../../../src-main/pdf/page-tree.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { buildPdf, buildRaw, FIRST_PAGE, type PageSpec, type PdfSpec } from '../../support/pdf-builder.ts';

const box = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });
const open = (bytes: Uint8Array, limits: Partial<PdfLimits> = {}): Promise<PdfDocument> =>
  PdfDocument.open(bytesSource(bytes), { limits });

async function only(page: PageSpec, spec: PdfSpec = {}): Promise<Page> {
  return (await open(buildPdf({ ...spec, pages: [page] }))).page(1);
}

describe.each([false, true])('page attributes, everything indirect: %s', (indirect) => {
  it('clips the CropBox to the MediaBox (14.11.2)', async () => {
    const page = await only({ mediaBox: [0, 0, 600, 800], cropBox: [-50, 100, 300, 900] }, { indirect });
    expect(page.inherited.mediaBox).toEqual(box(0, 0, 600, 800));
    expect(page.space.crop).toEqual(box(0, 100, 300, 800));
    expect(page.ref).toEqual(new PdfRef(FIRST_PAGE));
  });
  it('takes the MediaBox where the CropBox lies outside it or is none', async () => {
    for (const cropBox of [
      [700, 0, 900, 100],
      [5, 5, 5, 90],
      [1, 2, 3],
    ]) {
      expect((await only({ cropBox }, { indirect })).space.crop).toEqual(box(0, 0, 612, 792));
    }
  });
  it('puts the corners of boxes in order', async () => {
    const page = await only({ mediaBox: [600, 800, 0, 10] }, { indirect });
    expect(page.space.crop).toEqual(box(0, 10, 600, 800));
  });
  it.each([
    [0, 0],
    [90, 90],
    [-90, 270],
    [450, 90],
    [-180, 180],
    [45, 0],
    [360, 0],
  ])('turns /Rotate %i into %i', async (rotate, turned) => {
    expect((await only({ rotate }, { indirect })).space.rotate).toBe(turned);
  });
  it('takes Letter where there is no MediaBox, as viewers do', async () => {
    expect((await only({ mediaBox: null }, { indirect })).space.crop).toEqual(box(0, 0, 612, 792));
  });
  it('knows UserUnit, which is not inherited', async () => {
    expect((await only({ userUnit: 2.5 }, { indirect })).space.userUnit).toBe(2.5);
    expect((await only({ userUnit: -1 }, { indirect })).space.userUnit).toBe(1);
  });
  it('inherits boxes and rotation (7.7.3.4)', async () => {
    const inherited = { mediaBox: [0, 0, 100, 200], cropBox: [10, 10, 90, 190], rotate: 90 };
    const document = await open(buildPdf({ indirect, inherited, pages: [{}, { rotate: 0 }] }));
    const [first, second] = await document.pages();
    expect(first?.space).toEqual({ crop: box(10, 10, 90, 190), rotate: 90, userUnit: 1 });
    expect(second?.space.rotate).toBe(0);
  });
});

describe('trees', () => {
  const tree = (objects: Record<number, string>): Uint8Array =>
    buildRaw(
      new Map([
        [1, '<< /Type /Catalog /Pages 2 0 R >>'],
        ...Object.entries(objects).map(([num, syntax]) => [Number(num), syntax] as const),
      ]),
    );

  it.each<[string, Record<number, string>, number]>([
    ['a wrong /Count', { 2: '<< /Kids [3 0 R 4 0 R] /Count 7 >>', 3: '<< /Type /Page >>', 4: '<< /Type /Page >>' }, 2],
    ['pages without /Type', { 2: '<< /Kids [3 0 R] >>', 3: '<< /MediaBox [0 0 9 9] >>' }, 1],
    [
      'nested nodes',
      { 2: '<< /Kids [3 0 R 5 0 R] >>', 3: '<< /Kids [4 0 R] >>', 4: '<< /Type /Page >>', 5: '<< /Type /Page >>' },
      2,
    ],
    ['a node that is its own kid', { 2: '<< /Kids [2 0 R 3 0 R] >>', 3: '<< /Type /Page >>' }, 1],
    ['a loop of nodes', { 2: '<< /Kids [3 0 R] >>', 3: '<< /Kids [4 0 R 2 0 R] >>', 4: '<< /Type /Page >>' }, 1],
    ['kids that are nothing', { 2: '<< /Kids [null 9 0 R 3 0 R 7] >>', 3: '<< /Type /Page >>' }, 1],
    ['one page twice', { 2: '<< /Kids [3 0 R 3 0 R] >>', 3: '<< /Type /Page >>' }, 2],
    ['a single page in place of the tree', { 2: '<< /Type /Page >>' }, 1],
    ['no pages', { 2: '<< /Type /Pages /Count 3 >>' }, 0],
  ])('%s', async (_name, objects, count) => {
    const document = await open(tree(objects));
    expect(await document.pageCount()).toBe(count);
    expect((await document.pages()).map(({ number }) => number)).toEqual(
      Array.from({ length: count }, (_, i) => i + 1),
    );
  });

  it('refuses a page that is no object of its own', async () => {
    const document = await open(tree({ 2: '<< /Kids [<< /Type /Page >>] >>' }));
    await expect(document.pageCount()).rejects.toHaveProperty('code', 'PDF_DAMAGED');
  });
  it('bounds nodes and depth', async () => {
    const doubling = Object.fromEntries(
      Array.from({ length: 30 }, (_item, index) => [index + 2, `<< /Kids [${index + 3} 0 R ${index + 3} 0 R] >>`]),
    );
    const wide = await open(tree(doubling), { pageNodes: 10_000 });
    await expect(wide.pageCount()).rejects.toHaveProperty('code', 'PDF_LIMIT_EXCEEDED');
    const deep = await open(tree(doubling), { depth: 20 });
    await expect(deep.pageCount()).rejects.toHaveProperty('code', 'PDF_LIMIT_EXCEEDED');
  });
  it('names the pages there are when asked for another', async () => {
    const document = await open(buildPdf({ pages: [{}, {}] }));
    for (const number of [0, -1, 3, 1.5, Number.NaN]) {
      await expect(document.page(number)).rejects.toMatchObject({ code: 'PAGE_OUT_OF_RANGE', details: { pages: 2 } });
    }
  });
  it('gives the same pages to many who ask at once', async () => {
    const document = await open(buildPdf({ pages: Array<PageSpec>(40).fill({}) }));
    const asked = [40, 1, 20, 3, 39].map(async (number) => (await document.page(number)).ref.num);
    expect(await Promise.all(asked)).toEqual([40, 1, 20, 3, 39].map((number) => FIRST_PAGE + 2 * (number - 1)));
    expect(await document.pageCount()).toBe(40);
  });
  it('reads no further than the page asked for', async () => {
    const document = await open(tree({ 2: '<< /Kids [3 0 R 4 0 R] >>', 3: '<< /Type /Page >>', 4: '<< /Type' }));
    expect((await document.page(1)).ref.num).toBe(3);
    await expect(document.page(2)).rejects.toHaveProperty('code', 'PDF_DAMAGED');
  });
});
