import { PdfDict, PdfName, type PdfObject } from '../../pdf/objects.ts';

const WHITE_POINT = [0.9505, 1, 1.089];

/** sRGB by its primaries: a colour space that needs no output intent (ISO 32000-2, 8.6.5.3). */
export const SRGB: PdfObject[] = [
  new PdfName('CalRGB'),
  new PdfDict([
    ['WhitePoint', WHITE_POINT],
    ['Gamma', [2.2, 2.2, 2.2]],
    ['Matrix', [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]],
  ]),
];

/** Its greys (8.6.5.2). */
export const GREY: PdfObject[] = [
  new PdfName('CalGray'),
  new PdfDict([
    ['WhitePoint', WHITE_POINT],
    ['Gamma', 2.2],
  ]),
];
