import { readFileSync } from 'node:fs';
import path from 'node:path';
import { concatTransformationMatrix, drawObject, PDFDocument, popGraphicsState, pushGraphicsState } from 'pdf-lib';

const CONTRACT = path.join(import.meta.dirname, '..', '..', 'resources', 'sample', 'contract.pdf');
/** Pixels of the picture, a byte each, that makes up what the contract lacks. */
const PICTURE = { width: 200, height: 290 } as const;

/** The sample contract with a picture on its last page, as a scanned stamp would be: 100 kB, the same bytes every time. */
export async function documentOf100Kb(): Promise<Uint8Array> {
  const document = await PDFDocument.load(readFileSync(CONTRACT), { updateMetadata: false });
  const { width, height } = PICTURE;
  let state = 1;
  const grey = Uint8Array.from({ length: width * height }, () => {
    state = (state * 48271) % 2147483647;
    return state & 0xff;
  });
  const picture = document.context.stream(grey, {
    Type: 'XObject',
    Subtype: 'Image',
    Width: width,
    Height: height,
    ColorSpace: 'DeviceGray',
    BitsPerComponent: 8,
  });
  const page = document.getPage(document.getPageCount() - 1);
  const name = page.node.newXObject('Picture', document.context.register(picture));
  const place = concatTransformationMatrix(60, 0, 0, 87, 400, 60);
  page.pushOperators(pushGraphicsState(), place, drawObject(name), popGraphicsState());
  return document.save({ useObjectStreams: false });
}
