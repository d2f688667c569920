import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { makeCms } from '../cms.ts';
import type { AttackClass, Variant } from './attack.ts';
import { contract, FORM, PAGE, signatureObjects, signOnce, stream } from './contract.ts';
import { appendRevision, type Gap, openGap, overwrite, sign, signWith } from './raw-pdf.ts';

const HONEST = 'BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET';
const FORGED = 'BT /F1 12 Tf 72 720 Td (I owe you 900 euros) Tj ET';

/** The contract before it is signed; the text of the page stands behind the signature dictionary. */
function prepared(edit: (dictionary: string) => string = (dictionary) => dictionary): Buffer {
  const made = signatureObjects(9, 'First');
  return appendRevision(contract(), {
    ...made,
    10: edit(made[10] ?? ''),
    3: PAGE('6 0 R 8 0 R 9 0 R').replace('4 0 R', '12 0 R'),
    7: FORM('8 0 R 9 0 R'),
    12: stream(HONEST),
  });
}

/** Signature wrapping: the covered bytes hold, but the gap is made wider than /Contents, and what is seen stands in the gap. */
export function signatureWrapping(alice: PkiSigner): AttackClass {
  const cms = (content: Uint8Array) => makeCms(alice, 'ecdsa-sha256', content);
  const lax = (name: string, move: (gap: Required<Gap>, pdf: Buffer) => Partial<Gap>, pdf = prepared()): Variant => {
    const gap = { ...openGap(pdf), end: pdf.length };
    return { name, pdf: signWith(pdf, cms, { ...gap, ...move(gap, pdf) }) };
  };
  const forge = (variant: Variant): Variant => {
    const pdf = Buffer.from(variant.pdf);
    pdf.write(FORGED, pdf.lastIndexOf(HONEST), 'latin1');
    return { ...variant, pdf };
  };
  const contentEnd = (pdf: Buffer) => pdf.lastIndexOf(HONEST) + HONEST.length;
  const variants: Variant[] = [
    forge(lax('the text of the page in the gap', (_gap, pdf) => ({ gapEnd: contentEnd(pdf) }))),
    forge(
      lax('all objects behind in the gap', (_gap, pdf) => ({ gapEnd: pdf.lastIndexOf('xref\n', pdf.length - 40) })),
    ),
    forge(lax('nothing covered but the last line', (_gap, pdf) => ({ gapEnd: pdf.lastIndexOf('%%EOF') }))),
    forge(lax('the range ends before the text', (_gap, pdf) => ({ end: pdf.lastIndexOf(HONEST) }))),
    forge(
      lax('two ranges in one list, the second after the text', (gap, pdf) => ({
        gapStart: gap.gapStart,
        gapEnd: contentEnd(pdf) + 1,
      })),
    ),
  ];
  for (const more of [1, 2, 3, 8, 40]) {
    variants.push(lax(`gap ${more} longer at its end`, (gap) => ({ gapEnd: gap.gapEnd + more })));
    variants.push(lax(`gap ${more} longer at its start`, (gap) => ({ gapStart: gap.gapStart - more })));
    variants.push(lax(`gap moved by ${more}`, (gap) => ({ gapStart: gap.gapStart + more, gapEnd: gap.gapEnd + more })));
  }
  for (const less of [3, 6, 7, 30, 120, 300]) {
    variants.push(lax(`the last ${less} bytes not covered`, (gap) => ({ end: gap.end - less })));
  }
  variants.push(
    lax('gap without the delimiters', (gap) => ({ gapStart: gap.gapStart + 1, gapEnd: gap.gapEnd - 1 })),
    lax('gap without the padding', (gap) => ({ gapEnd: gap.gapStart + 6000 })),
  );
  const RANGE = /\/ByteRange \[[^\]]*\]/;
  const more = (name: string, edit: (dictionary: string) => string): Variant => lax(name, () => ({}), prepared(edit));
  const afterContents = (text: string) => (dictionary: string) => dictionary.replace(/> >>$/, `> ${text} >>`);
  variants.push(
    more('a second /ByteRange behind', afterContents('/ByteRange [0 100 200 300]')),
    more('a second /ByteRange in front', (dictionary) =>
      dictionary.replace('/Type /Sig', '/Type /Sig /ByteRange [0 1 2 3]'),
    ),
    more('a second /ByteRange under another spelling', afterContents('/#42yteRange [0 100 200 300]')),
    more('a second /Contents behind', afterContents('/Contents <3000>')),
    more('a second /Contents in front', (dictionary) =>
      dictionary.replace('/Type /Sig', '/Type /Sig /Contents <3000>'),
    ),
    more('a second /Contents under another spelling', afterContents('/#43ontents <3000>')),
    more('a list of six numbers', (dictionary) => dictionary.replace(RANGE, (range) => range.replace(']', ' 1 2]'))),
  );
  // The covered bytes themselves, moved: the second part behind the forged one, the range written anew.
  const signed = signOnce(contract(), alice);
  for (const [what, end] of Object.entries({ 'white space': '00 0>', 'a line': '00\r\n>', 'a comment': '%000>' })) {
    variants.push({ name: `${what} inside the string`, pdf: overwrite(signed, /0000>/g, end) });
  }
  const [, start = '', gapEnd = ''] = /\/ByteRange \[0 (\d+) (\d+) /.exec(signed.toString('latin1')) ?? [];
  for (const size of [64, 1000, 40_000]) {
    const wrapped = Buffer.concat([
      signed.subarray(0, Number(gapEnd)),
      Buffer.from(`\n4 0 obj\n${stream(FORGED)}\nendobj\n`.padEnd(size)),
      signed.subarray(Number(gapEnd)),
    ]);
    const moved = String(Number(gapEnd) + Math.max(size, 100)).padStart(10, '0');
    variants.push({ name: `the second part moved by ${size}`, pdf: wrapped });
    variants.push({
      name: `the second part moved by ${size}, and the range with it`,
      pdf: overwrite(wrapped, /\/ByteRange \[0 \d+ \d+/g, `/ByteRange [0 ${start} ${moved}`),
    });
  }
  return {
    title: 'signature wrapping (SWA)',
    countermeasure:
      'the gap is exactly the string of this dictionary’s own /Contents, and the range ends where the revision does',
    caught: /^(TOTAL-FAILED .*(FORMAT_FAILURE|HASH_FAILURE)|refused PDF_DAMAGED|INDETERMINATE unclear)/,
    variants,
    controls: [
      { name: 'the text behind the signature', pdf: sign(prepared(), alice) },
      { name: 'signed once', pdf: signed },
    ],
  };
}
