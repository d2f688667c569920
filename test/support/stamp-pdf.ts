import type { Box, PageSpace } from '../../shared/geometry/page-space.ts';
import { type AppearanceContent, makeAppearance } from '../../src-main/pades/appearance/appearance.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../src-main/pdf/objects.ts';

/** A page without content; `media` is its MediaBox. */
export interface StampPage {
  readonly media: Box;
  readonly space: PageSpace;
}

/** A one-page PDF that shows nothing but stamps, written by code independent of the product's writer. */
export async function stampPdf(
  page: StampPage,
  stamps: readonly (AppearanceContent & { readonly rect: Box })[],
): Promise<{ pdf: Buffer; missing: string[] }> {
  const objects = new Map<number, PdfObject>();
  let next = 10;
  const update = {
    reserve: () => new PdfRef(next++),
    put: (ref: PdfRef, object: PdfObject) => void objects.set(ref.num, object),
  };
  const missing: string[] = [];
  const annotations = [];
  for (const stamp of stamps) {
    const appearance = await makeAppearance({ ...stamp, page });
    missing.push(...appearance.missing);
    const normal = appearance.put(update);
    const ref = update.reserve();
    annotations.push(ref);
    update.put(
      ref,
      new PdfDict([
        ['Type', new PdfName('Annot')],
        ['Subtype', new PdfName('Stamp')],
        ['F', 4],
        ['Rect', corners(appearance.userRect)],
        ['AP', new PdfDict([['N', normal]])],
      ]),
    );
  }
  objects.set(
    1,
    new PdfDict([
      ['Type', new PdfName('Catalog')],
      ['Pages', new PdfRef(2)],
    ]),
  );
  objects.set(
    2,
    new PdfDict([
      ['Type', new PdfName('Pages')],
      ['Kids', [new PdfRef(3)]],
      ['Count', 1],
    ]),
  );
  objects.set(
    3,
    new PdfDict([
      ['Type', new PdfName('Page')],
      ['Parent', new PdfRef(2)],
      ['MediaBox', corners(page.media)],
      ['CropBox', corners(page.space.crop)],
      ['Rotate', page.space.rotate],
      ['UserUnit', page.space.userUnit],
      ['Annots', annotations],
    ]),
  );
  return { pdf: writeFile(objects), missing };
}

function writeFile(objects: ReadonlyMap<number, PdfObject>): Buffer {
  let body = '%PDF-1.7\n';
  let table = 'xref\n0 1\n0000000000 65535 f \n';
  for (const [number, object] of objects) {
    table += `${number} 1\n${String(body.length).padStart(10, '0')} 00000 n \n`;
    body += `${number} 0 obj\n${write(object)}\nendobj\n`;
  }
  const trailer = `trailer\n<< /Size ${Math.max(...objects.keys()) + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(body + table + trailer, 'latin1');
}

function write(object: PdfObject): string {
  if (object instanceof PdfName) return `/${object.name}`;
  if (object instanceof PdfRef) return `${object.num} ${object.gen} R`;
  if (object instanceof PdfString) return `<${Buffer.from(object.bytes).toString('hex')}>`;
  if (object instanceof PdfDict)
    return `<< ${[...object.entries].map(([key, value]) => `/${key} ${write(value)}`).join(' ')} >>`;
  if (object instanceof PdfStream && object.data instanceof Uint8Array) {
    return `${write(object.dict)}\nstream\n${Buffer.from(object.data).toString('latin1')}\nendstream`;
  }
  if (Array.isArray(object)) return `[${object.map(write).join(' ')}]`;
  return String(object);
}

function corners({ x0, y0, x1, y1 }: Box): number[] {
  return [x0, y0, x1, y1];
}
