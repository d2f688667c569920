import { inflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../../shared/contract/app-error.ts';
import { bytesSource } from '../../../src-main/platform/byte-source.ts';
import { compareRevisions } from '../../../src-main/workflow/compare-revisions.ts';
import { pageRenderer } from '../../../src-main/workflow/page-renderer.ts';
import { buildPdf, FIRST_PAGE, PAGES } from '../../support/pdf-builder.ts';

afterAll(() => pageRenderer().close());

const square = (x: number, y: number) => `1 0 0 rg ${x} ${y} 20 20 re f`;
const stream = (content: string) => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;
const page = { mediaBox: [0, 0, 100, 200], content: square(10, 10) };
const third = `<< /Type /Page /Parent ${PAGES} 0 R /MediaBox [0 0 100 200] >>`;
const pdf = buildPdf({
  pages: [page, page],
  revisions: [
    new Map([
      [FIRST_PAGE + 3, stream(`${square(10, 10)} ${square(10, 150)} ${square(70, 60)}`)],
      [60, third],
      [PAGES, `<< /Type /Pages /Kids [${FIRST_PAGE} 0 R ${FIRST_PAGE + 2} 0 R 60 0 R] /Count 3 >>`],
    ]),
  ],
});

describe('a signed revision beside the file as it is now', () => {
  it('shows each page twice, with boxes around what differs', async () => {
    const comparison = await compareRevisions({ source: bytesSource(pdf) }, 1);
    expect(comparison.pages).toEqual({ before: 2, after: 3 });
    expect((await comparison.page(1, 100)).differences).toEqual([]);
    const second = await comparison.page(2, 100);
    expect(second).toMatchObject({ page: 2, width: 100, height: 200 });
    expect(second.differences).toEqual([
      { left: 0, top: 16, right: 32, bottom: 64 },
      { left: 64, top: 112, right: 96, bottom: 144 },
    ]);
    const added = await comparison.page(3, 100);
    expect(added.before).toBeNull();
    expect(added.differences).toEqual([{ left: 0, top: 0, right: 100, bottom: 200 }]);
    expect(await comparison.page(4, 100).catch(codeOf)).toBe('PAGE_OUT_OF_RANGE');
    await comparison.close();
  });

  it('gives pictures that are PNG files', async () => {
    const comparison = await compareRevisions({ source: bytesSource(pdf) }, 1);
    const { after } = await comparison.page(1, 50);
    await comparison.close();
    const png = Buffer.from(after ?? []);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([50, 100]);
    const rows = inflateSync(png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8));
    expect([...rows.subarray(201 * 90 + 1 + 4 * 8, 201 * 90 + 1 + 4 * 8 + 4)]).toEqual([255, 0, 0, 255]);
  });

  it('needs a revision that there is', async () => {
    expect(await compareRevisions({ source: bytesSource(pdf) }, 3).catch(codeOf)).toBe('USAGE');
  });
});
