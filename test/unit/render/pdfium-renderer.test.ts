import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { type ByteSource, bytesSource } from '../../../src-main/platform/byte-source.ts';
import type { PagePicture } from '../../../src-main/platform/page-renderer.ts';
import { pdfiumRenderer } from '../../../src-main/render/pdfium-renderer.ts';
import { encryptPdf, USER } from '../../support/encrypt.ts';
import { buildPdf, FIRST_PAGE, type PageSpec } from '../../support/pdf-builder.ts';
import { describeWithTool, temporaryFolder } from '../../support/tools.ts';

const renderer = pdfiumRenderer({ pixels: 1_000_000, milliseconds: 20_000 });
afterAll(() => renderer.close());

const RED = '1 0 0 rg 0 0 50 50 re f';
const shown = { width: 200, annotations: true } as const;

/** Draws the first page; the document is closed again. */
async function draw(pdf: Uint8Array, wish: { printing?: boolean; annotations?: boolean; length?: number } = {}) {
  const document = await renderer.open(bytesSource(pdf), { length: wish.length });
  try {
    return await document.render(1, { ...shown, ...wish });
  } finally {
    await document.close();
  }
}

/** Colour at a place in pixels from the top left. */
function at({ width, rgba }: PagePicture, x: number, y: number): string {
  return Buffer.from(rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)).toString('hex');
}

describe('drawing pages', () => {
  const page = (spec: PageSpec) => buildPdf({ pages: [{ mediaBox: [0, 0, 100, 200], content: RED, ...spec }] });

  it.each<[string, PageSpec, { width: number; height: number; x: number; y: number }]>([
    ['as it stands', {}, { width: 200, height: 400, x: 10, y: 390 }],
    ['turned', { rotate: 90 }, { width: 200, height: 100, x: 5, y: 5 }],
    ['cut', { cropBox: [0, 0, 50, 50] }, { width: 200, height: 200, x: 190, y: 10 }],
  ])('%s', async (_name, spec, { width, height, x, y }) => {
    const picture = await draw(page(spec));
    expect([picture.width, picture.height, picture.rgba.length]).toEqual([width, height, 4 * width * height]);
    expect(at(picture, x, y)).toBe('ff0000');
    if (height !== 200) expect(at(picture, width - 5, height / 2 - 5)).toBe('ffffff');
  });

  it('an earlier revision is drawn from its bytes alone', async () => {
    const first = page({});
    const content = '<< /Length 23 >>\nstream\n0 1 0 rg 0 0 50 50 re f\nendstream';
    const both = buildPdf({
      pages: [{ mediaBox: [0, 0, 100, 200], content: RED }],
      revisions: [new Map([[FIRST_PAGE + 1, content]])],
    });
    expect(at(await draw(both, { length: first.length }), 10, 390)).toBe('ff0000');
    expect(at(await draw(both), 10, 390)).toBe('00ff00');
  });

  it('annotations are drawn as asked, on screen and on paper', async () => {
    const stamp = (flags: number) =>
      buildPdf({
        pages: [{ mediaBox: [0, 0, 100, 200], content: '' }],
        revisions: [
          new Map([
            [60, `<< /Type /Annot /Subtype /Stamp /Rect [0 0 50 50] /F ${flags} /AP << /N 61 0 R >> >>`],
            [
              61,
              `<< /Type /XObject /Subtype /Form /BBox [0 0 50 50] /Length ${RED.length} >>\nstream\n${RED}\nendstream`,
            ],
            [
              FIRST_PAGE,
              `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 200] /Contents ${FIRST_PAGE + 1} 0 R /Annots [60 0 R] >>`,
            ],
          ]),
        ],
      });
    const colour = async (flags: number, wish: Parameters<typeof draw>[1] = {}) =>
      at(await draw(stamp(flags), wish), 10, 390);
    expect(await colour(4)).toBe('ff0000');
    expect(await colour(4, { annotations: false })).toBe('ffffff');
    // NoView and Print: on paper only.
    expect(await colour(36)).toBe('ffffff');
    expect(await colour(36, { printing: true })).toBe('ff0000');
  });

  it('the text under a box is read', async () => {
    const document = await renderer.open(bytesSource(buildPdf({ pages: [{ text: 'to be paid' }] })));
    expect(document.pages).toBe(1);
    const boxes = [
      { x0: 60, y0: 690, x1: 300, y1: 730 },
      { x0: 60, y0: 90, x1: 300, y1: 130 },
    ];
    expect(await document.text(1, boxes)).toEqual(['to be paid', '']);
    await document.close();
  });
});

describe('what cannot be drawn', () => {
  const refusal = async (work: () => Promise<unknown>) => {
    const error = await work().catch((thrown: unknown) => thrown);
    expect(codeOf(error)).toBe('PAGE_NOT_RENDERED');
    return (error as { details: { why: string } }).details.why;
  };

  it('is named, and the next document is drawn all the same', async () => {
    expect(await refusal(() => draw(Buffer.from('no PDF at all')))).toBe('format');
    const document = await renderer.open(bytesSource(buildPdf()));
    expect(await refusal(() => document.render(9, shown))).toBe('page');
    expect((await document.render(1, shown)).width).toBe(200);
    await document.close();
  });

  it('bytes that cannot be read are no empty page', async () => {
    const bytes = buildPdf();
    const broken: ByteSource = { size: bytes.length, read: () => Promise.reject(new Error('gone')) };
    expect(await refusal(() => renderer.open(broken))).toBe('read');
  });

  it('a picture that would be too large is made smaller', async () => {
    const document = await renderer.open(bytesSource(buildPdf()));
    const { width, height } = await document.render(1, { width: 20_000, annotations: true });
    expect(width * height).toBeLessThan(1_100_000);
    expect(width).toBeGreaterThan(800);
    await document.close();
  });

  it('what takes too long ends its thread; other documents are drawn on in another', async () => {
    const impatient = pdfiumRenderer({ pixels: 8_000_000, milliseconds: 1_500 });
    const innocent = await impatient.open(bytesSource(buildPdf()));
    // A colour that takes 200,000 steps for each pixel, and no memory.
    const steps = `{ add ${'sin '.repeat(200_000)} dup dup }`;
    const bomb = buildPdf({
      revisions: [
        new Map([
          [
            FIRST_PAGE,
            '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 200] /Contents 90 0 R /Resources << /Shading << /S 70 0 R >> >> >>',
          ],
          [
            70,
            '<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [100 0 0 200 0 0] /Function 71 0 R >>',
          ],
          [
            71,
            `<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1] /Length ${steps.length} >>\nstream\n${steps}\nendstream`,
          ],
          [90, '<< /Length 5 >>\nstream\n/S sh\nendstream'],
        ]),
      ],
    });
    const hostile = await impatient.open(bytesSource(bomb));
    expect(await refusal(() => hostile.render(1, shown))).toBe('time');
    expect(await refusal(() => hostile.render(1, shown))).toBe('time');
    expect((await innocent.render(1, shown)).width).toBe(200);
    await impatient.close();
  });

  it('is given up where the person stops it', async () => {
    const document = await renderer.open(bytesSource(buildPdf()), { signal: AbortSignal.abort() }).catch(codeOf);
    expect(document).toBe('CANCELLED');
  });
});

describe('files', () => {
  it('are read in blocks, not whole', async () => {
    const pages = Array.from({ length: 40 }, () => ({ content: `${RED} % ${'x'.repeat(300_000)}` }));
    const bytes = buildPdf({ pages });
    let read = 0;
    const source: ByteSource = {
      size: bytes.length,
      read: async (offset, length) => {
        read += length;
        return bytes.subarray(offset, offset + length);
      },
    };
    const document = await renderer.open(source);
    await document.render(20, shown);
    expect(read).toBeLessThan(bytes.length / 2);
    await document.close();
  });

  describeWithTool('qpdf', 'that are encrypted', () => {
    it('open with their password and with no other', async () => {
      const file = await encryptPdf(buildPdf({ pages: [{ content: RED }] }), temporaryFolder(), { words: ['256'] });
      const source = bytesSource(readFileSync(file));
      const error = await renderer.open(source, { password: 'wrong' }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ details: { why: 'password' } });
      const document = await renderer.open(source, { password: USER });
      expect(at(await document.render(1, shown), 5, 250)).toBe('ff0000');
      await document.close();
    });
  });
});
