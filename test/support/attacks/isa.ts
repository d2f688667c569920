import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { AttackClass, Variant } from './attack.ts';
import { AMOUNT, CATALOG, contract, FORM, PAGE, signatureObjects, signOnce, signTwice, stream } from './contract.ts';
import { appendRevision, type RawObjects } from './raw-pdf.ts';
import { streamUpdate } from './stream-update.ts';

const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you nothing) Tj ET');

/** What is changed after signing. */
const CHANGES: Readonly<Record<string, RawObjects>> = {
  'the text of the page': { 4: OTHER_TEXT },
  'the font': { 5: '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>' },
  'the size of the page': { 3: PAGE('6 0 R 8 0 R 9 0 R').replace('595 842', '595 700') },
  'the pages': {
    2: '<< /Type /Pages /Kids [40 0 R] /Count 1 >>',
    40: PAGE('').replace('4 0 R', '41 0 R'),
    41: OTHER_TEXT,
  },
  'the catalog': { 1: CATALOG.replace('2 0 R', '40 0 R'), 40: '<< /Type /Pages /Kids [3 0 R] /Count 1 /Rotate 180 >>' },
  'the place of a text field': { 8: AMOUNT.replace('[50 50 150 70]', '[70 715 190 735]') },
  'the form, emptied': { 7: FORM('') },
};

/** How an update is written that careless programs read all the same. */
const TAILS: Readonly<Record<string, (signed: Buffer, objects: RawObjects) => Buffer>> = {
  'a sound update': (signed, objects) => appendRevision(signed, objects),
  'a sound update with a copy of the signature': (signed, objects) =>
    appendRevision(signed, { ...objects, 10: copyOfSignature(signed) }),
  'a sound update with a second field for the signature': (signed, objects) =>
    appendRevision(signed, {
      ...objects,
      30: (signatureObjects(30, 'Copy')[30] ?? '').replace('31 0 R', '10 0 R').replace('/AP << /N 32 0 R >>', ''),
      ...(objects[7] === undefined ? { 7: FORM('8 0 R 9 0 R 30 0 R') } : {}),
    }),
  'an update with a cross-reference stream': packedUpdate,
  'objects without a cross-reference': (signed, objects) => cut(signed, objects, 'xref\n'),
  'an update without a trailer': (signed, objects) => cut(signed, objects, 'trailer\n'),
  'an update without its last line': (signed, objects) => cut(signed, objects, 'startxref\n'),
  'an update that ends before its %%EOF': (signed, objects) => cut(signed, objects, '%%EOF'),
  'objects in front of the old end': (signed, objects) =>
    Buffer.concat([cut(signed, objects, 'xref\n'), signed.subarray(signed.lastIndexOf('startxref'))]),
  'an update whose cross-reference points beside': (signed, objects) => {
    const pdf = appendRevision(signed, objects);
    const at = pdf.lastIndexOf('startxref\n') + 'startxref\n'.length;
    return Buffer.concat([pdf.subarray(0, at), Buffer.from('7\n%%EOF\n')]);
  },
  'an update that forgets what was before': (signed, objects) =>
    Buffer.from(
      appendRevision(signed, objects)
        .toString('latin1')
        .replace(/ \/Prev \d+(?![\s\S]*\/Prev)/, ''),
      'latin1',
    ),
  'a whole document behind': (signed, objects) => Buffer.concat([signed, contract(objects)]),
};

/** What `cut` leaves of an update: everything before the last `word`. */
function cut(signed: Buffer, objects: RawObjects, word: string): Buffer {
  const pdf = appendRevision(signed, objects);
  const at = pdf.lastIndexOf(word === 'xref\n' ? 'xref\n0' : word);
  return pdf.subarray(0, at > signed.length ? at : pdf.lastIndexOf(`\n${word}`, pdf.lastIndexOf('startxref') - 1) + 1);
}

function copyOfSignature(signed: Buffer): string {
  return /10 0 obj\n([\s\S]*?)\nendobj/.exec(signed.toString('latin1'))?.[1] ?? '';
}

/** An update whose objects lie in an object stream, as far as they may. */
function packedUpdate(signed: Buffer, objects: RawObjects): Buffer {
  const all = Object.entries(objects).flatMap(([num, body]) => (body === null ? [] : [[Number(num), body] as const]));
  const bodies = all.filter(([, body]) => !body.endsWith('endstream'));
  const plain = Object.fromEntries(all.filter(([, body]) => body.endsWith('endstream')));
  return streamUpdate(signed, { objects: plain, ...(bodies.length > 0 ? { packed: { num: 60, bodies } } : {}) });
}

/** Incremental saving: the signed bytes stay, what is seen comes from bytes behind them. */
export function incrementalSaving(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const signed = signOnce(contract(), alice);
  const variants: Variant[] = Object.entries(TAILS).flatMap(([tail, write]) =>
    Object.entries(CHANGES).map(([what, objects]) => ({ name: `${what}, by ${tail}`, pdf: write(signed, objects) })),
  );
  return {
    title: 'incremental saving (ISA)',
    countermeasure:
      'whatever follows the signed revision is a complete update whose every object may change, or the file is not unchanged',
    caught:
      /^((INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear)|refused (PDF_DAMAGED|INPUT_TRUNCATED|PDF_HYBRID))/,
    variants,
    controls: [
      { name: 'nothing follows', pdf: signed },
      { name: 'a second signature follows', pdf: signTwice(signed, bob) },
      { name: 'white space follows', pdf: Buffer.concat([signed, Buffer.from('\n\n  \n')]) },
    ],
  };
}
