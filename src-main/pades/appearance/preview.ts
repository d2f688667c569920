import type { Box } from '../../../shared/geometry/page-space.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { ByteWriter, writeObject } from '../../pdf/serialize.ts';
import { type AppearanceContent, makeAppearance } from './appearance.ts';
import { compressed } from './embedded-font.ts';

/** A visible signature that is not placed yet. */
export interface PreviewRequest extends AppearanceContent {
  /** Points on the page as displayed. */
  readonly size: { readonly width: number; readonly height: number };
}

/** What the signature will look like. */
export interface AppearancePreview {
  /** A PDF of one page, exactly as large as the box, that shows the signature's own drawing and nothing else. */
  readonly pdf: Uint8Array;
  /** Characters that no font can show. */
  readonly missing: readonly string[];
}

const CATALOG = new PdfRef(1);
const PAGES = new PdfRef(2);
const PAGE = new PdfRef(3);
const FIRST_FREE = 4;

/**
 * Draws a signature as it will be drawn into the document: same fonts, same operators, so that a preview made from it is the final look.
 * @throws AppError as makeAppearance does
 */
export async function previewAppearance(request: PreviewRequest): Promise<AppearancePreview> {
  const box: Box = { x0: 0, y0: 0, x1: request.size.width, y1: request.size.height };
  const page = { space: { crop: box, rotate: 0, userUnit: 1 } } as const;
  const appearance = await makeAppearance({ ...request, page, rect: box });
  const objects: PdfObject[] = [];
  const form = appearance.put({
    reserve: () => new PdfRef(FIRST_FREE + objects.push(null) - 1),
    put: ({ num }, object) => {
      objects[num - FIRST_FREE] = object;
    },
  });
  const content = compressed(Buffer.from('/Look Do\n', 'latin1'));
  const contents = new PdfRef(FIRST_FREE + objects.push(content) - 1);
  return { pdf: file([...structure(box, form, contents), ...objects]), missing: appearance.missing };
}

function structure(box: Box, form: PdfRef, contents: PdfRef): PdfDict[] {
  return [
    new PdfDict([
      ['Type', new PdfName('Catalog')],
      ['Pages', PAGES],
    ]),
    new PdfDict([
      ['Type', new PdfName('Pages')],
      ['Kids', [PAGE]],
      ['Count', 1],
    ]),
    new PdfDict([
      ['Type', new PdfName('Page')],
      ['Parent', PAGES],
      ['MediaBox', [box.x0, box.y0, box.x1, box.y1]],
      ['Resources', new PdfDict([['XObject', new PdfDict([['Look', form]])]])],
      ['Contents', contents],
    ]),
  ];
}

/** A whole file (ISO 32000-2, 7.5.1) of these objects, numbered from 1. */
function file(objects: readonly PdfObject[]): Uint8Array {
  const writer = new ByteWriter();
  writer.write('%PDF-1.7\n');
  const rows = ['0000000000 65535 f \n'];
  for (const [index, object] of objects.entries()) {
    rows.push(`${String(writer.offset).padStart(10, '0')} 00000 n \n`);
    writer.write(`${index + 1} 0 obj\n`);
    writeObject(writer, object);
    writer.write('\nendobj\n');
  }
  const startxref = writer.offset;
  writer.write(`xref\n0 ${rows.length}\n${rows.join('')}trailer\n`);
  writeObject(
    writer,
    new PdfDict([
      ['Size', rows.length],
      ['Root', CATALOG],
    ]),
  );
  writer.write(`\nstartxref\n${startxref}\n%%EOF\n`);
  return writer.bytes();
}
