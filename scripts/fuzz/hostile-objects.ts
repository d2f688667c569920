import fc from 'fast-check';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from '../../src-main/pdf/objects.ts';

const KEYS = [
  'Type',
  'Kids',
  'Parent',
  'Count',
  'Pages',
  'Root',
  'Length',
  'Filter',
  'DecodeParms',
  'Predictor',
  'Columns',
  'Colors',
  'N',
  'First',
  'W',
  'Index',
  'Size',
  'Prev',
  'XRefStm',
  'Fields',
  'FT',
  'V',
  'T',
  'AP',
  'Rect',
  'MediaBox',
  'CropBox',
  'Rotate',
  'UserUnit',
  'Annots',
  'AcroForm',
  'Perms',
  'DSS',
  'Certs',
  'OCSPs',
  'CRLs',
  'VRI',
  'ByteRange',
  'Contents',
  'SubFilter',
  'Reference',
  'TransformMethod',
  'TransformParams',
  'P',
  'Action',
  'Lock',
  'SV',
  'SigFlags',
  'AA',
  'OpenAction',
  'Next',
  'S',
  'Names',
  'Metadata',
  'StructTreeRoot',
  'Encrypt',
  'CF',
  'StmF',
  'O',
  'U',
  'R',
  'Resources',
  'Font',
  'Extends',
] as const;

const WORDS = [
  'Page',
  'Pages',
  'Catalog',
  'Sig',
  'DocTimeStamp',
  'ObjStm',
  'XRef',
  'FlateDecode',
  'LZWDecode',
  'ASCII85Decode',
  'Widget',
  'Tx',
];

/** Numbers at every edge. */
export const number = fc.oneof(
  fc.constantFrom(
    0,
    -1,
    1,
    2,
    0.5,
    -0.1,
    255,
    65535,
    65536,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    1e15,
    1e300,
    -1e15,
  ),
  fc.integer(),
);

/** References: near ones, so that loops arise, and far ones. */
export const reference = fc.oneof(
  { weight: 4, arbitrary: fc.nat(40).map((num) => new PdfRef(num)) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(9_000_000), fc.nat(65535)).map(([num, gen]) => new PdfRef(num, gen)) },
);

export const key = fc.constantFrom(...KEYS);

/** An array in an array in an array. */
const deep = fc.integer({ min: 2, max: 400 }).map((depth) => {
  let value: PdfObject = null;
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : new PdfDict([['Kids', value]]);
  return value;
});

/** Whatever a dictionary of a hostile file may hold. */
export const { value } = fc.letrec<{ value: PdfObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom<PdfObject>(null, true, false),
    number,
    reference,
    fc.constantFrom(...WORDS).map((word) => new PdfName(word)),
    fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean()).map(([bytes, hex]) => new PdfString(bytes, hex)),
    fc.array(tie('value'), { maxLength: 8 }),
    fc.array(number, { minLength: 4, maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => new PdfDict(entries)),
    deep,
  ),
}));
