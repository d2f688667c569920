import { describe, expect, it } from 'vitest';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { contract, FORM, PAGE, signatureObjects } from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const alice = testPki().signer('p-256');

const WIDGET = '/Type /Annot /Subtype /Widget /P 3 0 R /F 4';
const TEXT = (value: string, more = '') =>
  `<< ${WIDGET} /FT /Tx /T (Amount) /V ${value} /DA (/F1 9 Tf) /Rect [50 50 150 70] /AP << /N 20 0 R >> ${more} >>`;
const READ_ONLY = (name: string, value: string, more = '') =>
  `<< ${WIDGET} /FT /Tx /T (${name}) /Ff 1 /V ${value} /Rect [50 200 150 220] ${more} >>`;
const BOX = (state: string, value = state) =>
  `<< ${WIDGET} /FT /Btn /T (Agreed) /V /${value} /AS /${state} /Rect [50 80 60 90] /AP << /N << /Yes 21 0 R /Off 22 0 R >> >> >>`;
const CHOICE = (value: string) =>
  `<< ${WIDGET} /FT /Ch /T (Country) /V (${value}) /Opt [[(at) (Austria)] [(de) (Germany)]] /Rect [50 110 150 130] /AP << /N 23 0 R >> >>`;
const RADIO = (value: string) => `<< /FT /Btn /Ff 32768 /T (Way) /V /${value} /Kids [13 0 R 14 0 R] >>`;
const RADIO_KID = (name: string, state: string) =>
  `<< ${WIDGET} /Parent 12 0 R /AS /${state} /Rect [50 140 60 150] /AP << /N << /${name} 21 0 R /Off 22 0 R >> >> >>`;
const look = (content: string, fonts = '/F1 5 0 R') =>
  `<< /Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << ${fonts} >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
const shows = (text: string) => look(`/Tx BMC q BT /F1 9 Tf 2 6 Td ${text} Tj ET Q EMC`);

/** A long value in a size that its font takes. */
const LONG = (size: number): RawObjects => ({
  8: TEXT('(100 euros, of which 99 are paid)'),
  20: shows('(100 euros, of which 99 are paid)').replace('9 Tf', `${size} Tf`),
});

const form = contract({
  3: PAGE('8 0 R 10 0 R 11 0 R 13 0 R 14 0 R 15 0 R 16 0 R'),
  7: FORM('8 0 R 10 0 R 11 0 R 12 0 R 15 0 R 16 0 R'),
  8: TEXT('()'),
  15: READ_ONLY('Total', '(0)', '/AA << /C << /S /JavaScript /JS (1) >> >>'),
  16: READ_ONLY('Rate', '(0)'),
  10: BOX('Off'),
  11: CHOICE('at'),
  12: RADIO('Off'),
  13: RADIO_KID('cash', 'Off'),
  14: RADIO_KID('card', 'Off'),
  20: shows('()'),
  21: look('0 0 10 10 re f'),
  22: look(''),
  23: shows('(Austria)'),
});
const signed = sign(
  appendRevision(form, {
    ...signatureObjects(30, 'First'),
    3: PAGE('8 0 R 10 0 R 11 0 R 13 0 R 14 0 R 15 0 R 16 0 R 30 0 R'),
    7: FORM('8 0 R 10 0 R 11 0 R 12 0 R 15 0 R 16 0 R 30 0 R'),
  }),
  alice,
);

/** Streams whose content was edited get their lengths anew: what is not told has to be so for its content. */
const measured = (body: string | null) =>
  body?.replace(
    /\/Length \d+ >>\nstream\n([\s\S]*)\nendstream/,
    (_, content: string) => `/Length ${content.length} >>\nstream\n${content}\nendstream`,
  ) ?? null;
const changesIn = (objects: RawObjects) =>
  changesOf(
    appendRevision(signed, Object.fromEntries(Object.entries(objects).map(([num, body]) => [num, measured(body)]))),
  );

async function changesOf(pdf: Buffer) {
  const report = await verifyPdf(bytesSource(pdf), {
    anchors: [],
    certificates: [],
    crls: [],
    at: systemClock.now(),
  });
  const first = report.signatures.find(({ field }) => field === 'First');
  return { changesAfter: first?.changesAfter, changes: first?.changes ?? [] };
}

describe('fields that were filled after signing', () => {
  it.each<[string, RawObjects, RegExp]>([
    [
      'a text, its look written anew in place',
      { 8: TEXT('(5,000)'), 20: shows('(5,000)') },
      /“Amount” was filled with “5,000”/,
    ],
    ['a text with a look of its own', { 8: TEXT('(5)').replace('20 0', '40 0'), 40: shows('<35>') }, /filled with “5”/],
    ['a long text in small letters', LONG(6), /filled with “100 euros, of which 99 are paid”/],
    [
      'a text on a dark background, cut at its box',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0 g 0 0 100 20 re f 1 1 98 18 re W n 1 g BT') },
      /filled with “5”/,
    ],
    [
      'a text in a frame with places for letters',
      {
        8: TEXT('(5)'),
        20: shows('(5)').replace(
          'BT',
          '1 w 0.5 0.5 99 19 re S 1 1 m 1 19 l 99 19 l 97 17 l 3 17 l 3 3 l f 50 0 m 50 20 l S BT',
        ),
      },
      /filled with “5”/,
    ],
    ['a turned text', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0 1 -1 0 60 2 cm BT') }, /filled with “5”/],
    [
      'a text in pieces and escapes',
      { 8: TEXT('(a\\)b c)'), 20: look('BT /F1 9 Tf 9 TL 2 12 Td [(a\\)) -20 (\\142)] TJ T* (c) Tj ET') },
      /“a\)b c”/,
    ],
    [
      'a text in a standard font that came with it',
      {
        8: TEXT('(x)'),
        20: look('BT /H 9 Tf (x) Tj ET', '/H 41 0 R'),
        41: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      },
      /“x”/,
    ],
    [
      'a total that the form calculates',
      { 15: READ_ONLY('Total', '(7)', '/AA << /C << /S /JavaScript /JS (1) >> >>'), 10: BOX('Yes') },
      /“Total” was filled with “7”|“Agreed” was filled with “Yes”/,
    ],
    ['a check box', { 10: BOX('Yes') }, /“Agreed” was filled with “Yes”/],
    ['a radio button', { 12: RADIO('card'), 14: RADIO_KID('card', 'card') }, /“Way” was filled with “card”/],
    ['a formatted text', { 8: TEXT('(5)', '/RV (<p><b>5</b></p>)'), 20: shows('(5)') }, /“5”/],
    [
      'a choice among all that it shows',
      { 11: CHOICE('de'), 23: shows('(Austria) Tj 0 -9 Td (Germany)').replace('2 6 Td', '2 12 Td') },
      /“de”/,
    ],
    ['a choice, shown by its name', { 11: CHOICE('de'), 23: shows('(Germany)') }, /“Country” was filled with “de”/],
  ])('%s', async (_name, objects, says) => {
    const { changesAfter, changes } = await changesIn(objects);
    expect(changes[0]).toMatchObject({ assessment: 'permitted', pages: [1] });
    expect(changes[0]?.description).toMatch(/^Page 1: the form field/);
    expect(changes[0]?.description).toMatch(says);
    expect(changesAfter).toBe('permitted');
  });

  it.each<[string, RawObjects]>([
    ['a look that shows another text', { 8: TEXT('(5,000)'), 20: shows('(9,000)') }],
    ['a look that shows more than the value', { 8: TEXT('(5)'), 20: shows('(5,000)') }],
    ['a look that changed alone', { 20: shows('(9,000)') }],
    ['a look that draws a picture', { 8: TEXT('(5)'), 20: look('BT (5) Tj ET /Im Do') }],
    ['a look drawn with curves', { 8: TEXT('()'), 20: look('0 0 m 1 1 2 2 3 3 c f') }],
    [
      'letters brought along',
      {
        8: TEXT('(5)'),
        20: look('BT /H 9 Tf (5) Tj ET', '/H 41 0 R'),
        41: '<< /Type /Font /Subtype /TrueType /FontDescriptor 42 0 R >>',
        42: '<< /Type /FontDescriptor >>',
      },
    ],
    [
      'letters renamed',
      {
        8: TEXT('(5)'),
        20: look('BT /H 9 Tf (5) Tj ET', '/H 41 0 R'),
        41: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [53 /nine] >> >>',
      },
    ],
    [
      'a look that draws letters by a pattern',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('/Tx BMC', '/P1 scn 0 0 100 20 re f') },
    ],
    ['a look that draws letters by lines', { 8: TEXT('(5)'), 20: shows('(5)').replace('/Tx BMC', '20 5 m 20 15 l S') }],
    [
      'a look that draws letters at its edge',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('/Tx BMC', '20 1 m 24 1 l 24 5 l 20 5 l h S') },
    ],
    ['a look that is crossed out', { 8: TEXT('(5)'), 20: shows('(5)').replace('EMC', '0 9 m 100 9 l S') }],
    ['a look under a broad line', { 8: TEXT('(5)'), 20: shows('(5)').replace('EMC', '30 w 0 0 m 100 0 l S') }],
    ['a look that draws letters by boxes', { 8: TEXT('(5)'), 20: shows('(5)').replace('/Tx BMC', '20 5 2 10 re f') }],
    ['a look with a box over the text', { 8: TEXT('(5)'), 20: shows('(5)').replace('EMC', '0 0 100 20 re f') }],
    ['a look whose text is not drawn', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', 'BT 3 Tr') }],
    ['a look that hides a part', { 8: TEXT('(500)'), 20: shows('(5) Tj 1 g (00)') }],
    ['a look that shrinks a part', { 8: TEXT('(500)'), 20: shows('(5) Tj /F1 0.01 Tf (00)') }],
    ['a look with a part outside of it', { 8: TEXT('(500)'), 20: shows('(5) Tj 500 0 Td (00)') }],
    ['a look out of order', { 8: TEXT('(15)'), 20: shows('(1) Tj -9 0 Td (5)') }],
    ['a look out of order by spacing', { 8: TEXT('(15)'), 20: shows('(15)').replace('BT', 'BT -20 Tc') }],
    ['a look whose first text is passed over', { 8: TEXT('(15)'), 20: shows('(1) (5)') }],
    ['a look that cannot be read', { 8: TEXT('(5)'), 20: shows('(5) Tj <303030zz>') }],
    [
      'a look with a font of a graphics state',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('/Font', '/ExtGState << /G << /Font [5 0 R 9] >> >> /Font') },
    ],
    ['a look of a layer', { 8: TEXT('(5)'), 20: shows('(5)').replace('/BBox', '/OC 5 0 R /BBox') }],
    ['a look that is wider than its box', LONG(9)],
    [
      'a look whose text goes on outside of the box',
      { 8: TEXT('(50000)'), 20: shows('(500)').replace('2 6 Td', '80 6 Td').replace('Tj', 'Tj (00) Tj') },
    ],
    [
      'a look that is pulled apart',
      {
        8: TEXT('(55)'),
        20: shows('[(5) -2900 (5)]').replace('9 Tf', '15 Tf').replace('2 6 Td', '50 6 Td').replace(' Tj ET', ' TJ ET'),
      },
    ],
    ['a look that is too small to see', { 8: TEXT('(5)'), 20: shows('(5)').replace('9 Tf', '0.4 Tf') }],
    [
      'a look that its box makes too small',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('[0 0 100 20]', '[0 0 9000 1800]') },
    ],
    ['a look that is too large to see', { 8: TEXT('(5)'), 20: shows('(5)').replace('9 Tf', '900 Tf') }],
    ['a look in the colour of the paper', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '1 g BT') }],
    [
      'a look in the colour of its background',
      { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0.2 g 0 0 100 20 re f 0.2 0.2 0.2 rg BT') },
    ],
    ['a look of which nothing is left', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0 0 100 0.1 re W n BT') }],
    ['a look cut off beside its box', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '300 0 100 20 re W n BT') }],
    ['a look cut off by lines', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0 0 m 2 0 l 2 2 l h W n BT') }],
    ['a look turned out of its box', { 8: TEXT('(5)'), 20: shows('(5)').replace('BT', '0 1 -1 0 300 300 cm BT') }],
    ['a look taken away', { 8: TEXT('(5)').replace(/\/AP << .* >> {2}/, '') }],
    ['a choice that shows more than what was chosen', { 11: CHOICE('de'), 23: shows('(Germany, and I owe nothing)') }],
    ['a formatted text of another value', { 8: TEXT('(5)', '/RV (<p>9</p>)'), 20: shows('(5)') }],
    ['a look that another field has, too', { 8: TEXT('()').replace('20 0', '23 0'), 23: shows('()') }],
    ['another place', { 8: TEXT('()').replace('[50 50', '[50 500') }],
    ['an action', { 8: TEXT('()', '/A << /S /JavaScript /JS (1) >>') }],
    [
      'a total that is calculated where nothing was filled',
      { 15: READ_ONLY('Total', '(7)', '/AA << /C << /S /JavaScript /JS (1) >> >>') },
    ],
    ['a field that may only be read', { 8: TEXT('(5)', '/Ff 1'), 20: shows('(5)') }],
    ['a field that may only be read and that nothing calculates', { 16: READ_ONLY('Rate', '(7)') }],
    ['looks of a check box exchanged', { 10: BOX('Yes').replace('/Yes 21 0 R', '/Yes 22 0 R') }],
    ['a check box that shows another state than its value', { 10: BOX('Yes', 'Off') }],
    ['a state that it never had', { 10: BOX('Maybe') }],
    ['the drawing of a state', { 10: BOX('Yes'), 21: look('0 0 50 50 re f') }],
  ])('%s is not filling', async (_name, objects) => {
    const { changesAfter } = await changesIn(objects);
    expect(changesAfter).toMatch(/indeterminate|forbidden/);
  });

  it('letters that an earlier update left behind count as brought along', async () => {
    const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [53 /nine] >> >>';
    const left = appendRevision(signed, { 8: TEXT('(1)'), 20: shows('(1)'), 50: font });
    const filled = appendRevision(left, { 8: TEXT('(5)'), 20: look('BT /H 9 Tf (5) Tj ET', '/H 50 0 R') });
    expect((await changesOf(left)).changesAfter).toBe('permitted');
    expect((await changesOf(filled)).changesAfter).toMatch(/indeterminate|forbidden/);
  });

  it.each([
    ['a letter for another', '53 /nine', 'indeterminate'],
    ['a letter for itself, and others of their own', '53 /five 200 /g7', 'permitted'],
  ])('a font that was there and has %s', async (_name, differences, changesAfter) => {
    const font = `<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [${differences}] >> >>`;
    const prepared = sign(
      appendRevision(appendRevision(form, { 50: font }), {
        ...signatureObjects(30, 'First'),
        3: PAGE('8 0 R 10 0 R 11 0 R 13 0 R 14 0 R 15 0 R 16 0 R 30 0 R'),
        7: FORM('8 0 R 10 0 R 11 0 R 12 0 R 15 0 R 16 0 R 30 0 R'),
      }),
      alice,
    );
    const filled = appendRevision(prepared, { 8: TEXT('(5)'), 20: look('BT /H 9 Tf 2 6 Td (5) Tj ET', '/H 50 0 R') });
    expect((await changesOf(filled)).changesAfter).toBe(changesAfter);
  });
});
