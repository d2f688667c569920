import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { type AttackClass, seeded, type Variant } from './attack.ts';
import { AMOUNT, contract, FORM, PAGE, signatureObjects, signOnce, signTwice } from './contract.ts';
import { certification } from './evil-annotations.ts';
import { appendRevision, type RawObjects, sign } from './raw-pdf.ts';

const look = (content: string, entries = ''): string =>
  `<< /Type /XObject /Subtype /Form /BBox [0 0 240 30] /Resources << /Font << /F1 5 0 R >> >> ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;
const EMPTY = '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Third) /P 3 0 R /F 4 /Rect [300 100 400 140] >>';
/** The contract with a field whose value can be seen. */
const FILLED: RawObjects = {
  8: AMOUNT.replace('/P 3 0 R', '/P 3 0 R /F 4 /AP << /N 31 0 R >>'),
  31: look('BT /F1 12 Tf 12 10 Td (100) Tj ET'),
};

/** The contract on a page that knows a white drawing which it does not show. */
const SHARED: RawObjects = {
  3: PAGE('6 0 R 8 0 R').replace('/Font', '/XObject << /X 32 0 R >> /Font'),
  32: look('1 g 0 0 240 30 re f'),
};

function signedShared(alice: PkiSigner): Buffer {
  const objects = {
    ...signatureObjects(9, 'First'),
    3: `${SHARED[3]}`.replace('8 0 R]', '8 0 R 9 0 R]'),
    7: FORM('8 0 R 9 0 R'),
  };
  return sign(appendRevision(contract(SHARED), objects), alice);
}

/** What the second signature of the sneaky attack draws: white with other words, or nothing but words. */
const COVERS: readonly [string, string][] = [
  ['white with other words', '1 g 0 0 240 30 re f 0 g BT /F1 12 Tf 12 10 Td (I owe you nothing) Tj ET'],
  ['white alone', '1 g 0 0 240 30 re f'],
  ['words between the words', 'BT /F1 12 Tf 12 10 Td (not) Tj ET'],
  ['black', '0 g 0 0 240 30 re f'],
];

/** Sneaky signatures: a further signature, valid by itself, whose appearance lies over what was signed before. */
export function sneakySignatures(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const approved = signOnce(contract(), alice);
  const certified = signOnce(contract(), alice, certification(2));
  const widget = (rect: string, entries = ''): string =>
    (signatureObjects(12, 'Second')[12] ?? '').replace('/Rect [300 50 400 90]', `/Rect [${rect}] ${entries}`);
  const sneaky = (name: string, first: Buffer, objects: RawObjects): Variant => ({
    name,
    pdf: signTwice(first, bob, objects),
  });
  const variants: Variant[] = [];
  for (const [what, first] of [
    ['signed', approved],
    ['certified', certified],
  ] as const) {
    for (const [cover, content] of COVERS) {
      variants.push(
        sneaky(`${cover}, over a ${what} text`, first, { 12: widget('60 710 300 740'), 14: look(content) }),
      );
    }
  }
  const random = seeded(1789);
  for (let count = 0; count < 10; count++) {
    const [x, y] = [80 + random.below(60), 715 + random.below(6)];
    const rect = `${x} ${y} ${x + 40 + random.below(100)} ${y + 10 + random.below(30)}`;
    const [cover, content] = COVERS[random.below(2)] ?? ['', ''];
    variants.push(
      sneaky(`${cover}, at ${rect}`, random.pick([approved, certified]), { 12: widget(rect), 14: look(content) }),
    );
  }
  const white = look(COVERS[1]?.[1] ?? '');
  variants.push(
    sneaky('over the whole page', approved, { 12: widget('0 0 595 842'), 14: white }),
    sneaky('drawn out of its box by a matrix', approved, {
      12: widget('60 710 300 740'),
      14: look('1 g -1000 -1000 3000 3000 re f', '/Matrix [1 0 0 1 0 0]'),
    }),
    sneaky('turned', approved, {
      12: widget('60 710 300 740'),
      14: look('1 g 0 0 240 30 re f', '/Matrix [0 1 -1 0 0 0]'),
    }),
    sneaky('with its corners the wrong way round', approved, { 12: widget('300 740 60 710'), 14: white }),
    sneaky('with several appearances', approved, {
      12: widget('60 710 300 740', '/AS /On').replace('/AP << /N 14 0 R >>', '/AP << /N << /On 14 0 R >> >>'),
      14: white,
    }),
    sneaky('with states of which none is chosen', approved, {
      12: widget('60 710 300 740').replace('/AP << /N 14 0 R >>', '/AP << /N << /On 14 0 R >> >>'),
      14: white,
    }),
    sneaky('drawn with what only the page names', signedShared(alice), {
      3: `${SHARED[3]}`.replace('8 0 R]', '8 0 R 9 0 R 12 0 R]'),
      12: widget('60 710 300 740'),
      14: '<< /Type /XObject /Subtype /Form /BBox [0 0 240 30] /Length 5 >>\nstream\n/X Do\nendstream',
    }),
    sneaky('drawn with what only the page names, one deeper', signedShared(alice), {
      3: `${SHARED[3]}`.replace('8 0 R]', '8 0 R 9 0 R 12 0 R]'),
      12: widget('60 710 300 740'),
      14: look('/Y Do').replace('/Font', '/XObject << /Y 33 0 R >> /Font'),
      33: '<< /Type /XObject /Subtype /Form /BBox [0 0 240 30] /Resources << >> /Length 5 >>\nstream\n/X Do\nendstream',
    }),
    sneaky('over a text field', signOnce(contract(FILLED), alice), { 12: widget('50 50 150 70'), 14: white }),
    sneaky('by a second widget of the field', approved, {
      12: '<< /FT /Sig /T (Second) /V 13 0 R /Kids [20 0 R 21 0 R] >>',
      20: widget('400 400 450 420').replace('/FT /Sig /T (Second) /V 13 0 R', '/Parent 12 0 R'),
      21: widget('60 710 300 740').replace('/FT /Sig /T (Second) /V 13 0 R', '/Parent 12 0 R'),
      3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R 21 0 R'),
      14: white,
    }),
    sneaky('on paper only', approved, { 12: widget('60 710 300 740').replace('/F 132', '/F 36'), 14: white }),
    sneaky('on the screen only', approved, { 12: widget('60 710 300 740').replace('/F 132', '/F 0'), 14: white }),
    sneaky('where the mouse is', approved, { 12: widget('60 710 300 740').replace('/F 132', '/F 288'), 14: white }),
    sneaky('when the mouse is over it', approved, {
      12: widget('60 710 300 740').replace('/AP << /N 14 0 R >>', '/AP << /N 15 0 R /R 14 0 R /D 14 0 R >>'),
      14: white,
      15: look(''),
    }),
    sneaky('in front of all others', approved, {
      3: PAGE('12 0 R 6 0 R 8 0 R 9 0 R'),
      12: widget('60 710 300 740'),
      14: white,
    }),
    sneaky(
      'an empty field that was enlarged',
      signOnce(contract({ 30: EMPTY, 3: PAGE('6 0 R 8 0 R 30 0 R'), 7: FORM('8 0 R 30 0 R') }), alice),
      {
        30: EMPTY.replace('[300 100 400 140]', '[60 710 300 740]'),
      },
    ),
    sneaky('although nothing is permitted', signOnce(contract(), alice, certification(1)), {
      12: widget('60 710 300 740'),
      14: white,
    }),
  );
  return {
    title: 'sneaky signatures (SSA)',
    countermeasure: 'what the box of a later signature covers is a change of what is seen',
    caught: /^(TOTAL-PASSED changed-permitted visual|(INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear))/,
    variants,
    controls: [
      {
        name: 'a second signature in its own free space',
        pdf: signTwice(approved, bob, { 12: widget('300 400 540 430'), 14: look(COVERS[0]?.[1] ?? '') }),
      },
      {
        name: 'the same after a certification',
        pdf: signTwice(certified, bob, { 12: widget('300 400 540 430'), 14: look(COVERS[0]?.[1] ?? '') }),
      },
      { name: 'an invisible second signature', pdf: signTwice(approved, bob, { 12: widget('0 0 0 0') }) },
    ],
  };
}
