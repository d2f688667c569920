import { describe, expect, it } from 'vitest';
import { PdfDocument } from '../../../src-main/pdf/document.ts';
import type { ByteSource } from '../../../src-main/platform/byte-source.ts';
import { chooseHome } from '../../../src-main/workflow/field-choice.ts';
import { buildPdf, type PdfSpec } from '../../support/pdf-builder.ts';

function documentOf(spec: PdfSpec): Promise<PdfDocument> {
  const bytes = buildPdf(spec);
  const source: ByteSource = {
    size: bytes.length,
    read: async (offset, length) => bytes.slice(offset, Math.min(bytes.length, offset + length)),
  };
  return PdfDocument.open(source);
}

const rect = (x0: number, y0: number, x1: number, y1: number) => ({ x0, y0, x1, y1 });

describe('a place', () => {
  const pages = [{ mediaBox: [0, 0, 300, 200] }, { mediaBox: [0, 0, 300, 200], rotate: 90 }, {}];

  it.each([
    [1, 1],
    [3, 3],
    [-1, 3],
    [-3, 1],
  ])('on page %i is on page %i', async (page, expected) => {
    const document = await documentOf({ pages });
    const { visible, home } = await chooseHome(document, { place: { page, rect: rect(10, 10, 60, 60) } });
    const { ref } = await document.page(expected);
    expect(visible?.page.ref).toEqual(ref);
    expect(home).toMatchObject({ kind: 'new', name: 'Signature1', page: { ref } });
  });

  it.each([4, 0, -4, 1.5, Number.NaN])('on page %d is on no page', async (page) => {
    const wish = chooseHome(await documentOf({ pages }), { place: { page, rect: rect(10, 10, 60, 60) } });
    await expect(wish).rejects.toMatchObject({ code: 'PAGE_OUT_OF_RANGE', details: { pages: 3 } });
  });

  it.each([
    ['the whole page', 1, rect(0, 0, 300, 200), true],
    ['the whole page as it is turned', 2, rect(0, 0, 200, 300), true],
    ['the whole page as it would be unturned', 2, rect(0, 0, 300, 200), false],
    ['a little over the edge', 1, rect(-0.4, 0, 300.4, 200), true],
    ['over the edge', 1, rect(-1, 0, 100, 100), false],
    ['too flat to be seen', 1, rect(10, 10, 100, 10.9), false],
    ['back to front', 1, rect(100, 10, 50, 60), false],
    ['not a number', 1, rect(10, Number.NaN, 100, 100), false],
    ['without end', 1, rect(10, 10, Number.POSITIVE_INFINITY, 100), false],
  ])('that is %s', async (_what, page, place, allowed) => {
    const wish = chooseHome(await documentOf({ pages }), { place: { page, rect: place } });
    if (allowed) expect((await wish).visible?.rect).toEqual(place);
    else await expect(wish).rejects.toMatchObject({ code: 'RECT_INVALID' });
  });
});

describe('a field', () => {
  const fields = [{ name: 'Signature1' }, { name: 'Seen', rect: [10, 10, 100, 50] as const }];

  it('that is there keeps its own place', async () => {
    const document = await documentOf({ fields });
    expect((await chooseHome(document, { field: 'Signature1' })).visible).toBeUndefined();
    expect((await chooseHome(document, { field: 'Seen' })).visible?.rect).toEqual(rect(10, 10, 100, 50));
    const place = { page: 1, rect: rect(10, 10, 60, 60) };
    await expect(chooseHome(document, { field: 'Seen', place })).rejects.toMatchObject({ code: 'FIELD_EXISTS' });
  });

  it('that is not named takes a free name', async () => {
    expect((await chooseHome(await documentOf({ fields }), {})).fieldName).toBe('Signature2');
  });

  it('that is not there is offered those that are', async () => {
    await expect(chooseHome(await documentOf({ fields }), { field: 'Buyer' })).rejects.toMatchObject({
      code: 'FIELD_NOT_FOUND',
      message: expect.stringContaining('“Signature1”, “Seen”'),
    });
  });
});
