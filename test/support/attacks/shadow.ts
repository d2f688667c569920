import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { AttackClass, Variant } from './attack.ts';
import { contract, FORM, signatureObjects, stream } from './contract.ts';
import { appendRevision, type RawObjects, relist, sign } from './raw-pdf.ts';

const drawing = (content: string, entries = ''): string =>
  `<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
const text = (words: string): string => `BT /F1 12 Tf 72 720 Td (${words}) Tj ET`;

const RESOURCES =
  '<< /Font << /F1 5 0 R /F2 21 0 R >> /XObject << /Cover 22 0 R /Seal 23 0 R >> /ExtGState << /G 24 0 R >> /ColorSpace << /C 25 0 R >> /Properties << /L 26 0 R >> >>';
const ANNOTATIONS = '6 0 R 8 0 R 27 0 R 28 0 R';
const page = (annotations: string, { resources = '20 0 R', contents = '[4 0 R 29 0 R]', more = '' } = {}): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${contents} /Resources ${resources} /Annots [${annotations}] ${more} >>`;
const CATALOG = (more: string): string => `<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R ${more} >>`;
const LAYERS = '/OCProperties 30 0 R';
const COVER = '<< /Type /Annot /Subtype /Square /Rect [60 710 300 740] /F 4 /IC [1 1 1] /AP << /N 31 0 R >> >>';
const PRICE = (value: string, appearance = 32): string =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (Price) /V (${value}) /DA (/F1 12 Tf 0 g) /P 3 0 R /F 4 /Rect [60 640 200 660] /AP << /N ${appearance} 0 R >> >>`;
const WHITE = '1 g 60 710 240 30 re f';

/** A contract whose author can later show something else: covers, layers, a second font, a filled field. */
const PREPARED: RawObjects = {
  1: CATALOG(LAYERS),
  3: page(ANNOTATIONS),
  4: stream(text('I owe you 900 euros')),
  7: FORM('8 0 R 28 0 R').replace('>>', '/DA (/F1 12 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >>'),
  20: RESOURCES,
  21: '<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding 33 0 R >>',
  22: drawing(`${WHITE} 0 g ${text('I owe you 100 euros')}`, '/Resources 20 0 R'),
  23: '<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n \nendstream',
  24: '<< /Type /ExtGState /ca 1 >>',
  25: '[/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>]',
  26: '<< /Type /OCG /Name (Draft) >>',
  27: COVER,
  28: PRICE('100'),
  29: stream(
    '/Cover Do q /G gs /C cs 1 scn 20 0 0 20 400 600 cm /Seal Do Q /OC /L BDC BT /F2 12 Tf 72 600 Td (within 30 days) Tj ET EMC',
  ),
  30: '<< /OCGs [26 0 R] /D << /ON [26 0 R] /Order [] >> >>',
  31: drawing(WHITE),
  32: drawing('BT /F1 12 Tf 2 4 Td (100) Tj ET', '/Resources 20 0 R'),
  33: '<< /Type /Encoding /BaseEncoding /WinAnsiEncoding >>',
};

interface Shadow {
  readonly signed: Buffer;
  readonly bob: PkiSigner;
}

const FORM_OF = (fields: string): string =>
  FORM(fields).replace('>>', '/DA (/F1 12 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >>');

function signedShadow(alice: PkiSigner, extra: RawObjects = {}): Buffer {
  const start = contract({ ...PREPARED, ...extra });
  const objects = {
    ...signatureObjects(40, 'First'),
    3: page(`${ANNOTATIONS} 40 0 R`),
    7: FORM_OF('8 0 R 28 0 R 40 0 R'),
  };
  return sign(appendRevision(start, objects), alice);
}

/** The second signature that the author brings along, and further objects under it. */
function underSecond({ signed, bob }: Shadow, objects: RawObjects): Buffer {
  const honest = {
    ...signatureObjects(43, 'Second'),
    3: page(`${ANNOTATIONS} 40 0 R 43 0 R`),
    7: FORM_OF('8 0 R 28 0 R 40 0 R 43 0 R'),
  };
  return sign(appendRevision(signed, { ...honest, ...objects }), bob);
}

/** Each change alone, and under a second valid signature. */
function variantsOf(shadow: Shadow, changes: Readonly<Record<string, RawObjects>>): Variant[] {
  return Object.entries(changes).flatMap(([name, objects]) => {
    const onPage = objects[3];
    const onForm = objects[7];
    const second = {
      ...objects,
      ...(onPage ? { 3: onPage.replace('40 0 R]', '40 0 R 43 0 R]') } : {}),
      ...(onForm ? { 7: onForm.replace('40 0 R]', '40 0 R 43 0 R]') } : {}),
    };
    return [
      { name, pdf: appendRevision(shadow.signed, objects) },
      { name: `${name}, under a second valid signature`, pdf: underSecond(shadow, second) },
    ];
  });
}

const SIGNED_PAGE = `${ANNOTATIONS} 40 0 R`;
const without = (num: number): string => SIGNED_PAGE.replace(`${num} 0 R `, '');
const resources = (from: string, to: string): string => RESOURCES.replace(from, to);

const HIDE: Readonly<Record<string, RawObjects>> = {
  'the cover drawing emptied': { 22: drawing('') },
  'the cover drawing freed': { 22: null },
  'the cover drawing made small': { 22: drawing(WHITE).replace('[0 0 595 842]', '[0 0 1 1]') },
  'the cover drawing moved': { 22: drawing(WHITE, '/Matrix [1 0 0 1 0 -400]') },
  'the cover drawing on a hidden layer': {
    22: drawing(WHITE, '/OC 26 0 R'),
    30: '<< /OCGs [26 0 R] /D << /OFF [26 0 R] >> >>',
  },
  'the cover drawing taken out of the resources': { 20: resources('/Cover 22 0 R', '') },
  'the cover drawing exchanged in the resources': { 20: resources('/Cover 22 0 R', '/Cover 23 0 R') },
  'the drawing of the cover taken out of the content': { 29: stream('') },
  'the second content taken off the page': { 3: page(SIGNED_PAGE, { contents: '4 0 R' }) },
  'the contents in another order': { 3: page(SIGNED_PAGE, { contents: '[29 0 R 4 0 R]' }) },
  'the covering annotation taken off the page': { 3: page(without(27)) },
  'the covering annotation freed': { 27: null },
  'the covering annotation hidden': { 27: COVER.replace('/F 4', '/F 2') },
  'the covering annotation not printed': { 27: COVER.replace('/F 4', '/F 0') },
  'the covering annotation moved': { 27: COVER.replace('[60 710 300 740]', '[60 10 300 40]') },
  'the covering annotation without its appearance': { 27: COVER.replace('/AP << /N 31 0 R >>', '') },
  'the appearance of the covering annotation emptied': { 31: drawing('') },
  'the covering annotation on a layer': { 27: COVER.replace('/F 4', '/F 4 /OC 26 0 R') },
  'the layer switched off': { 30: '<< /OCGs [26 0 R] /D << /OFF [26 0 R] /Order [] >> >>' },
  'the layer made one of printing only': {
    26: '<< /Type /OCG /Name (Draft) /Usage << /View << /ViewState /OFF >> >> >>',
  },
  'the layers taken out of the catalog': { 1: CATALOG('') },
  'layers that come with the catalog': { 1: CATALOG('/OCProperties << /OCGs [26 0 R] /D << /OFF [26 0 R] >> >>') },
  'the field that covers hidden': { 28: PRICE('100').replace('/F 4', '/F 2') },
  'the field that covers moved': { 28: PRICE('100').replace('[60 640 200 660]', '[60 40 200 60]') },
  'the page cropped': { 3: page(SIGNED_PAGE, { more: '/CropBox [0 0 595 700]' }) },
};

const REPLACE: Readonly<Record<string, RawObjects>> = {
  'another font': { 21: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>' },
  'another font under the old name': { 20: resources('/F1 5 0 R', '/F1 21 0 R') },
  'the font with other glyphs': { 33: '<< /Type /Encoding /BaseEncoding /WinAnsiEncoding /Differences [49 /nine] >>' },
  'the font of another kind': {
    5: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs << >> /Encoding 33 0 R /FirstChar 0 /LastChar 0 /Widths [0] >>',
  },
  'the font of another width': {
    5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 48 /LastChar 57 /Widths [0 0 0 0 0 0 0 0 0 0] >>',
  },
  'the picture': {
    23: '<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Length 1 >>\nstream\n~\nendstream',
  },
  'the colour': { 25: '[/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [1] /N 1 >>]' },
  'the transparency': { 24: '<< /Type /ExtGState /ca 0 >>' },
  'the default appearance of the form': {
    7: FORM('8 0 R 28 0 R 40 0 R').replace('>>', '/DA (/F1 0.1 Tf 1 g) /DR << /Font << /F1 5 0 R >> >> >>'),
  },
  'the default fonts of the form': {
    7: FORM('8 0 R 28 0 R 40 0 R').replace('>>', '/DA (/F1 12 Tf 0 g) /DR << /Font << /F1 21 0 R >> >> >>'),
  },
  'the appearances of the form, to be made anew': {
    7: FORM_OF('8 0 R 28 0 R 40 0 R').replace('>> >> >>', '>> >> /NeedAppearances true >>'),
  },
  'the default appearance of the field': { 28: PRICE('100').replace('0 g', '1 g') },
  'the appearance of the field without its value': {
    32: drawing('BT /F1 12 Tf 2 4 Td (900) Tj ET', '/Resources 20 0 R'),
  },
  'the appearance of the field by another object': { 28: PRICE('100', 22) },
  'the appearance of the field by a new object': {
    28: PRICE('100', 45),
    45: drawing('BT /F1 12 Tf 2 4 Td (900) Tj ET', '/Resources 20 0 R'),
  },
  'the value of the field without its appearance': { 28: PRICE('900') },
  'the value of the field, showing another one': {
    28: PRICE('900', 45),
    45: drawing('BT /F1 12 Tf 2 4 Td (800) Tj ET', '/Resources 20 0 R'),
  },
  'the kind of the field': { 28: PRICE('100').replace('/FT /Tx', '/FT /Ch /Opt [(900)]') },
  'the field by a choice with other words': { 28: PRICE('100').replace('/FT /Tx', '/FT /Btn /MK << /CA (900) >>') },
  'the field with a mask over it': { 28: PRICE('100').replace('/F 4', '/F 4 /MK << /BG [0 0 0] >>') },
  'the text of the page': { 4: stream(text('I owe you 900 cents')) },
  'the resources of the page': { 3: page(SIGNED_PAGE, { resources: '<< /Font << /F1 21 0 R >> >>' }) },
  'the resources that pages inherit': {
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << /Font << /F1 21 0 R >> >> >>',
    3: page(SIGNED_PAGE, { resources: 'null' }),
  },
  'the scale of the page': { 3: page(SIGNED_PAGE, { more: '/UserUnit 2' }) },
};

/** The shadow document: objects of numbers in use that no table lists, in front of the signature. */
export const HIDDEN: Readonly<Record<string, readonly [num: number, body: string]>> = {
  'the text': [4, stream(text('I owe you nothing'))],
  'the page': [3, page(SIGNED_PAGE, { contents: '29 0 R' })],
  'the page list': [2, '<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>'],
  'the catalog': [1, CATALOG('')],
  'the cover': [22, drawing('')],
  'the font': [21, '<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>'],
  'the resources': [20, resources('/F1 5 0 R', '/F1 21 0 R')],
  'the annotation': [27, COVER.replace('[60 710 300 740]', '[0 0 1 1]')],
  'the field': [28, PRICE('900')],
  'the layer': [30, '<< /OCGs [26 0 R] /D << /OFF [26 0 R] >> >>'],
};

const CLASS = {
  caught:
    /^((INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear)|TOTAL-PASSED changed-permitted visual|refused PDF_DAMAGED)/,
} as const;

function controls(shadow: Shadow): Variant[] {
  return [
    { name: 'nothing follows', pdf: shadow.signed },
    { name: 'a second signature follows', pdf: underSecond(shadow, {}) },
    { name: 'objects written again as they were', pdf: underSecond(shadow, { 22: PREPARED[22] ?? '', 20: RESOURCES }) },
  ];
}

/** Shadow attack "hide": what covered something when it was signed is taken away. */
export function shadowHide(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const shadow = { signed: signedShadow(alice), bob };
  return {
    ...CLASS,
    title: 'shadow attack: hide',
    countermeasure: 'objects that pages use may neither go nor change, and pages have to look as they were signed',
    variants: variantsOf(shadow, HIDE),
    controls: controls(shadow),
  };
}

/** Shadow attack "replace": what looks harmless to change alters what is read. */
export function shadowReplace(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const shadow = { signed: signedShadow(alice), bob };
  return {
    ...CLASS,
    title: 'shadow attack: replace',
    countermeasure: 'fonts and resources never change, and the appearance of a field shows its value',
    variants: variantsOf(shadow, REPLACE),
    controls: controls(shadow),
  };
}

/** The hidden twins of objects, as they stand in the bytes that are signed: a comment for every program that follows the tables. */
export function preparedShadow(names: readonly (keyof typeof HIDDEN)[] = Object.keys(HIDDEN)): Buffer {
  const plain = contract(PREPARED).toString('latin1');
  const at = plain.lastIndexOf('xref\n0');
  const twins = names.map((name) => `${HIDDEN[name]?.[0]} 0 obj\n${HIDDEN[name]?.[1]}\nendobj\n`).join('');
  const moved = `${plain.slice(0, at)}${twins}${plain.slice(at)}`;
  return Buffer.from(moved.replace(/startxref\n\d+/, `startxref\n${at + twins.length}`), 'latin1');
}

/** Shadow attack "hide and replace": a later table leads to a second document that was in the signed bytes all along. */
export function shadowHideAndReplace(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const objects = { ...signatureObjects(40, 'First'), 3: page(SIGNED_PAGE), 7: FORM_OF('8 0 R 28 0 R 40 0 R') };
  const signed = sign(appendRevision(preparedShadow(), objects), alice);
  const shadow = { signed, bob };
  const whole = signed.toString('latin1');
  const place = (name: string): number => {
    const [num = 0, body = ''] = HIDDEN[name] ?? [];
    return whole.indexOf(`${num} 0 obj\n${body}\nendobj`);
  };
  const variants: Variant[] = [];
  for (const [name, [num]] of Object.entries(HIDDEN)) {
    variants.push({ name: `${name}, by a table`, pdf: relist(signed, { [num]: place(name) }) });
    const copied = { [num]: HIDDEN[name]?.[1] ?? '' };
    variants.push({ name: `${name}, by a copy`, pdf: appendRevision(signed, copied) });
    variants.push({
      name: `${name}, by a table in front of a second valid signature`,
      pdf: underSecond({ signed: relist(signed, { [num]: place(name) }), bob }, {}),
    });
  }
  const all = Object.fromEntries(Object.entries(HIDDEN).map(([name, [num]]) => [num, place(name)]));
  variants.push({ name: 'everything at once', pdf: relist(signed, all) });
  variants.push({ name: 'another root', pdf: relist(signed, { 46: place('the catalog') }, '46 0 R') });
  return {
    ...CLASS,
    title: 'shadow attack: hide and replace',
    countermeasure: 'a later table may add objects, but never lead an old number elsewhere where pages use it',
    variants,
    controls: controls(shadow),
  };
}
