import { expect, it } from 'vitest';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { contract, FORM, PAGE, signatureObjects } from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

/** A form whose looks say in their bytes what the value says, and show something else or nothing. */
const alice = testPki().signer('p-256');

const WIDGET = '/Type /Annot /Subtype /Widget /P 3 0 R /F 4';
const text = (value: string, more = '') =>
  `<< ${WIDGET} /FT /Tx /T (Amount) /V (${value}) /DA (/F1 9 Tf) /Rect [50 50 150 70] /AP << /N 20 0 R >> ${more} >>`;
const small = (value: string) => text(value).replace('50 50 150 70', '50 50 150 60');
const turned = (value: string) => text(value, '/MK << /R 180 >>');
const box = (state: string, value = state) =>
  `<< ${WIDGET} /FT /Btn /T (Agreed) /V /${value} /AS /${state} /Rect [50 80 60 90] /AP << /N << /Yes 21 0 R /Off 22 0 R >> >> >>`;
const list = (value: string) =>
  `<< ${WIDGET} /FT /Ch /T (Land) /V (${value}) /Opt [(Austria) (Germany)] /Rect [50 110 150 150] /AP << /N 23 0 R >> >>`;

const stream = (entries: string, content: string) =>
  `<< /Type /XObject /Subtype /Form ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
const FONTS = '/Font << /F1 5 0 R /H 41 0 R >>';
const look = (content: string, bounds = '[0 0 100 20]', more = '', resources = FONTS) =>
  stream(`/BBox ${bounds} ${more} /Resources << ${resources} >>`, content);
const shows = (value: string, before = '', after = '') =>
  look(`/Tx BMC q ${before} BT /F1 9 Tf 2 6 Td (${value}) Tj ET Q EMC ${after}`);
const marking = (y: number) =>
  look(
    `0.6 0.7 0.9 rg 0 ${y} 100 12 re f 0 g BT /F1 9 Tf 2 28 Td (Austria) Tj 0 -12 Td (Germany) Tj ET`,
    '[0 0 100 40]',
  );
const LETTERS = '/Type /Font /Subtype /Type1 /FirstChar 48 /LastChar 57 /BaseFont';
const widths = (width: number) => `<< ${LETTERS} /Helvetica /Widths [${`${width} `.repeat(10)}] >>`;
const INK = '[/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>]';

const FORM_OBJECTS: RawObjects = {
  10: box('Off'),
  11: list('Austria'),
  20: shows(''),
  21: look('0 0 10 10 re f'),
  22: look(''),
  23: marking(26),
  41: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
};

/** Forms signed with this field in them. */
const signedForms = new Map<string, Buffer>();
function signedWith(field: string): Buffer {
  const known = signedForms.get(field);
  if (known !== undefined) return known;
  const fields = '8 0 R 10 0 R 11 0 R';
  const form = contract({ 3: PAGE(fields), 7: FORM(fields), 8: field, ...FORM_OBJECTS });
  const first = { ...signatureObjects(30, 'First'), 3: PAGE(`${fields} 30 0 R`), 7: FORM(`${fields} 30 0 R`) };
  const pdf = sign(appendRevision(form, first), alice);
  signedForms.set(field, pdf);
  return pdf;
}

async function changesAfter(field: string, objects: RawObjects): Promise<string | undefined> {
  const report = await verifyPdf(bytesSource(appendRevision(signedWith(field), objects)), {
    anchors: [],
    certificates: [],
    crls: [],
    at: systemClock.now(),
  });
  return report.signatures.find(({ field: name }) => name === 'First')?.changesAfter;
}

it.each<[string, string, RawObjects]>([
  ['a text', text(''), { 8: text('100'), 20: shows('100') }],
  [
    'a text in a field that is meant to be upside down',
    turned(''),
    {
      8: turned('601'),
      20: look('BT /F1 9 Tf 2 6 Td (601) Tj ET', '[0 0 100 20]', '/Matrix [-1 0 0 -1 100 20]'),
    },
  ],
  ['a low field', small(''), { 8: small('109'), 20: look('BT /F1 8 Tf 2 2 Td (109) Tj ET', '[0 0 100 10]') }],
  [
    'a look with a scale of its own',
    small(''),
    { 8: small('109'), 20: look('BT /F1 .8 Tf .2 .2 Td (109) Tj ET', '[0 0 10 1]') },
  ],
  ['letters that lean', text(''), { 8: text('109'), 20: look('BT /F1 9 Tf 1 0 .3 1 2 6 Tm (109) Tj ET') }],
  [
    'letters in order, one by one',
    text(''),
    { 8: text('109'), 20: look('BT /F1 9 Tf 2 6 Td (1) Tj 9 0 Td (0) Tj 9 0 Td (9) Tj ET') },
  ],
  ['a check box', text(''), { 10: box('Yes') }],
  ['a list that highlights what was chosen', text(''), { 11: list('Germany'), 23: marking(14) }],
])('%s shows its value', async (_name, field, objects) => {
  expect(await changesAfter(field, objects)).toBe('permitted');
});

it.each<[string, string, string]>([
  [
    'upside down by its matrix',
    '601',
    look('BT /F1 9 Tf 2 6 Td (601) Tj ET', '[0 0 100 20]', '/Matrix [-1 0 0 -1 0 0]'),
  ],
  ['mirrored by its matrix', '601', look('BT /F1 9 Tf 2 6 Td (601) Tj ET', '[0 0 100 20]', '/Matrix [-1 0 0 1 0 0]')],
  ['upside down on the page', '601', shows('601', '-1 0 0 -1 60 20 cm')],
  ['upside down in its text', '601', look('BT /F1 9 Tf -1 0 0 -1 60 14 Tm (601) Tj ET')],
  ['upside down by the size of its font', '601', look('BT /F1 -9 Tf 60 14 Td (601) Tj ET')],
  ['mirrored in its text', '601', look('BT /F1 9 Tf -1 0 0 1 60 6 Tm (601) Tj ET')],
  ['above its box', '109', look('BT /F1 9 Tf 2 20.9 Td (109) Tj ET')],
  ['below its box', '109', look('BT /F1 6 Tf 2 -5.9 Td (109) Tj ET')],
  ['raised out of its box', '109', look('BT /F1 9 Tf 2 6 Td 40 Ts (109) Tj ET')],
  ['in the half that is clipped', '109', shows('109', '0 0 100 10 re W n 1 0 0 1 0 10 cm')],
  ['clipped behind its second digit', '10900', look('0 0 80 20 re W n BT /F1 9 Tf 68 6 Td (10900) Tj ET')],
  ['pressed to a line', '109', look('BT /F1 9 Tf 1 Tz 2 6 Td (109) Tj ET')],
  ['pressed to a line by its matrix', '109', look('BT /F1 9 Tf .05 0 0 2 2 6 Tm (109) Tj ET')],
  ['under an upright line', '-100', shows('-100', '', '1 G 4 w 3.5 0 m 3.5 20 l S')],
  ['under an area that its edges surround', '100', shows('100', '', '1 g 0 0 m 0 20 l 100 20 l 100 0 l f')],
  ['on an area that its edges surround', '100', shows('100', '0 0 m 0 20 l 100 20 l 100 0 l f')],
  [
    'on an area that edges and a line across surround',
    '100',
    shows('100', '0 0 m 50 0 l 50 20 l 100 20 l 100 0 l 50 0 l 50 20 l 0 20 l f'),
  ],
  [
    'among upright lines of its colour',
    '100',
    shows(
      '100',
      '3 w 5 0 m 5 20 l 8 0 m 8 20 l 11 0 m 11 20 l 14 0 m 14 20 l 17 0 m 17 20 l 20 0 m 20 20 l 23 0 m 23 20 l 26 0 m 26 20 l 29 0 m 29 20 l S',
    ),
  ],
  ['through a box as broad as its own', '100', shows('100', '4 w 0 8 100 1 re S')],
  ['in white beside a dark strip', '100', shows('100', '0 g 0 0 100 1 re f 1 g')],
  [
    'in white that is called ink',
    '100',
    look('/S cs 0 scn BT /F1 9 Tf 2 6 Td (100) Tj ET', '[0 0 100 20]', '', `${FONTS} /ColorSpace << /S ${INK} >>`),
  ],
  [
    'in a black that was made white',
    '100',
    look('0 g BT /F1 9 Tf 2 6 Td (100) Tj ET', '[0 0 100 20]', '', `${FONTS} /ColorSpace << /DefaultGray ${INK} >>`),
  ],
  ['in black where only lines are white', '100', shows('100', '0 g 0 0 100 20 re f 1 SCN')],
  [
    'in a layer',
    '100',
    look('/OC /L BDC BT /F1 9 Tf 2 6 Td (100) Tj ET EMC', '[0 0 100 20]', '', `${FONTS} /Properties << /L 5 0 R >>`),
  ],
  ['with a font that only the page has', '100', look('BT /F2 9 Tf 2 6 Td (100) Tj ET')],
  ['with a state that only the page has', '100', shows('100', '/G gs')],
  ['as a text in another order', '132', look('BT /F1 9 Tf 2 6 Td 9 Tc (13) Tj 0 Tc 7 0 Td (2) Tj ET')],
  ['as two texts over each other', '15', look('BT /F1 9 Tf 2 6 Td (1) Tj 0 0 Td (5) Tj ET')],
  ['as two lines over each other', '15', look('BT /F1 9 Tf 2 6 Td (1) Tj 0 -1.5 Td (5) Tj ET')],
  ['with steps back', '15', look('BT /F1 9 Tf 30 6 Td [(1) 400 400 400 (5)] TJ ET')],
])('a value that is drawn %s is not shown', async (_name, value, drawn) => {
  expect(await changesAfter(text(''), { 8: text(value), 20: drawn })).toMatch(/indeterminate|forbidden/);
});

it.each<[string, string, string]>([
  ['from right to left', '109', 'BT /F1 1 Tf -1 Tc 3 .2 Td (109) Tj ET'],
  ['below it', '109', 'BT /F1 1 Tf 1 -4 Td (109) Tj ET'],
  ['without its first digit', '9109', 'BT /F1 1 Tf -.6 .2 Td (9109) Tj ET'],
])('in a box of small units a value that is drawn %s is not shown', async (_name, value, content) => {
  const objects = { 8: small(value), 20: look(content, '[0 0 10 1]') };
  expect(await changesAfter(small(''), objects)).toMatch(/indeterminate|forbidden/);
});

it.each<[string, string]>([
  ['whose letters go backwards', widths(-556)],
  ['whose letters lie over each other', widths(0)],
  ['of signs', `<< ${LETTERS} /ZapfDingbats >>`],
  ['of signs, a part of it', `<< ${LETTERS} /ABCDEF+Wingdings-Regular >>`],
  ['with a letter behind a code that is none', `<< ${LETTERS} /Helvetica /Encoding << /Differences [200 /one] >> >>`],
])('a font %s shows no value', async (_name, font) => {
  const value = font.includes('/one') ? '\\31000' : '109';
  const drawn = look(`BT /H 9 Tf 40 6 Td (${value}) Tj ET`).replace('41 0 R', '42 0 R');
  const objects = { 8: text(value), 20: drawn, 42: font };
  expect(await changesAfter(text(''), objects)).toMatch(/indeterminate|forbidden/);
});

it.each([
  [3, 'permitted'],
  [2, 'indeterminate'],
])('a value of three letters where %i may be', async (most, outcome) => {
  const limited = (value: string) => text(value, `/MaxLen ${most}`);
  expect(await changesAfter(limited(''), { 8: limited('500'), 20: shows('500') })).toBe(outcome);
});

it.each<[string, RawObjects]>([
  ['a box that is checked and shown empty', { 10: box('Off', 'Yes') }],
  ['a box that does not say what it shows', { 10: box('Yes').replace('/AS /Yes', '') }],
  ['a list that highlights something else', { 11: list('Germany'), 23: marking(26) }],
])('%s does not show its value', async (_name, objects) => {
  expect(await changesAfter(text(''), objects)).toMatch(/indeterminate|forbidden/);
});

it.each<[string, RawObjects, RegExp]>([
  ['a check box whose mark says words', { 21: look('BT /F1 9 Tf (I owe you nothing) Tj ET') }, /indeterminate/],
  ['a check box whose mark is a picture', { 21: look('/Im Do') }, /indeterminate/],
  ['a check box whose mark is a sign', { 21: look('BT /F1 9 Tf (4) Tj ET') }, /permitted/],
  ['a check box with a twin', { 8: text('').replace('Amount', 'Agreed') }, /indeterminate/],
  [
    'a form that says its values twice',
    { 7: '<< /Fields [8 0 R 10 0 R] /SigFlags 3 /XFA [(d) 22 0 R] >>' },
    /indeterminate/,
  ],
])('%s', async (_name, objects, outcome) => {
  const form = contract({ 3: PAGE('8 0 R 10 0 R'), 7: FORM('8 0 R 10 0 R'), 8: text(''), ...FORM_OBJECTS, ...objects });
  const fields = `${objects[7] ?? FORM('8 0 R 10 0 R')}`.replace('10 0 R]', '10 0 R 30 0 R]');
  const first = { ...signatureObjects(30, 'First'), 3: PAGE('8 0 R 10 0 R 30 0 R'), 7: fields };
  const pdf = appendRevision(sign(appendRevision(form, first), alice), { 10: box('Yes') });
  const report = await verifyPdf(bytesSource(pdf), {
    anchors: [],
    certificates: [],
    crls: [],
    at: systemClock.now(),
  });
  expect(report.signatures[0]?.changesAfter).toMatch(outcome);
});
