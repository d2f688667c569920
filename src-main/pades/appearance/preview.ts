import type { Box } from '../../../shared/geometry/page-space.ts';
import { newFile } from '../../pdf/new-file.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.ts';
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
  return {
    pdf: newFile([...structure(box, form, contents), ...objects], { root: CATALOG }),
    missing: appearance.missing,
  };
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
