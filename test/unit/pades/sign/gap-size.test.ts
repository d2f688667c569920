import { describe, expect, it } from 'vitest';
import { gapSize } from '../../../../src-main/pades/sign/gap-size.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { buildPdf } from '../../../support/pdf-builder.ts';

const XMP = '<pdfaid:part>2</pdfaid:part>';
const archival = buildPdf({
  catalog: '/Metadata 20 0 R',
  revisions: [new Map([[20, `<< /Type /Metadata /Subtype /XML /Length ${XMP.length} >>\nstream\n${XMP}\nendstream`]])],
});
const open = (bytes: Uint8Array) => PdfDocument.open(bytesSource(bytes));

describe('the room for a signature', () => {
  it('is what is needed and what is to be kept free', async () => {
    expect(await gapSize(await open(buildPdf()), 20_000, 16_384)).toBe(36_384);
    expect(await gapSize(await open(archival), 8_000, 16_384)).toBe(24_384);
  });

  it('makes no longer string than PDF/A allows, unless the signature itself is longer', async () => {
    expect(await gapSize(await open(archival), 20_000, 16_384)).toBe(32_767);
    expect(await gapSize(await open(archival), 40_000, 16_384)).toBe(40_000);
  });
});
