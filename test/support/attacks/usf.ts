import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { AttackClass, Variant } from './attack.ts';
import { contract, signOnce, signTwice } from './contract.ts';
import { appendRevision, overwrite } from './raw-pdf.ts';

const RANGE = /\/ByteRange \[[^\]]*\]/g;
const CONTENTS = /\/Contents <[^>]*>/g;

/** What stands in place of /ByteRange with its value. */
const RANGES: Readonly<Record<string, string>> = {
  missing: '',
  null: '/ByteRange null',
  empty: '/ByteRange []',
  'a number': '/ByteRange 0',
  'a name': '/ByteRange /All',
  'a string': '/ByteRange (0 1 2 3)',
  'a dictionary': '/ByteRange << >>',
  'three numbers': '/ByteRange [0 10 20]',
  'two numbers': '/ByteRange [0 40000]',
  'six numbers': '/ByteRange [0 9 10 9 20 9]',
  negative: '/ByteRange [0 -1 10 20]',
  zeros: '/ByteRange [0 0 0 0]',
  fractions: '/ByteRange [0 9.5 10.5 9]',
  names: '/ByteRange [/a /b /c /d]',
  'a list in a list': '/ByteRange [[0 9 10 9]]',
  'numbers elsewhere': '/ByteRange [8 0 R 8 0 R]',
  elsewhere: '/ByteRange 8 0 R',
  'beyond all numbers': '/ByteRange [0 9 99999999999999999999 9]',
  overlapping: '/ByteRange [0 9000 10 9000]',
};

/** What stands in place of /Contents with its value. */
const CONTENT: Readonly<Record<string, string>> = {
  missing: '',
  null: '/Contents null',
  'an empty string': '/Contents <>',
  'an empty literal': '/Contents ()',
  'one zero': '/Contents <00>',
  zeros: `/Contents <${'00'.repeat(4000)}>`,
  'a name': '/Contents /Signed',
  'a number': '/Contents 1',
  'a list': '/Contents []',
  'a dictionary': '/Contents << >>',
  elsewhere: '/Contents 8 0 R',
  'no structure': '/Contents <0102030405>',
  'an empty sequence': '/Contents <3000>',
  'a length without end': '/Contents <3080>',
  'a length beyond the string': '/Contents <3084FFFFFFFF>',
  'an odd number of digits': '/Contents <300>',
  'no digits': '/Contents <zz>',
};

/** The dictionary of an old signature, rewritten by an update. */
const replaced = (signed: Buffer, edit: (body: string) => string): Buffer => {
  const body = /10 0 obj\n([\s\S]*?)\nendobj/.exec(signed.toString('latin1'))?.[1] ?? '';
  return appendRevision(signed, { 10: edit(body) });
};

/** Universal signature forgery: a signature broken so that a careless program finds nothing to check, and says "valid" or "unsigned". */
export function universalForgery(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const signed = signOnce(contract(), alice);
  const variants: Variant[] = [];
  for (const [entry, pattern, forms] of [
    ['/ByteRange', RANGE, RANGES],
    ['/Contents', CONTENTS, CONTENT],
  ] as const) {
    for (const [what, text] of Object.entries(forms)) {
      variants.push({ name: `${entry} ${what}`, pdf: overwrite(signed, pattern, text) });
      variants.push({
        name: `${entry} ${what}, by an update`,
        pdf: replaced(signed, (body) => body.replace(pattern, text)),
      });
    }
  }
  for (const [what, body] of Object.entries({
    null: 'null',
    'a list': '[ ]',
    'an empty dictionary': '<< >>',
    'a dictionary without end': '<< /Type /Sig',
    'a stream': '<< /Type /Sig /Length 0 >>\nstream\n\nendstream',
    freed: null,
  })) {
    variants.push({ name: `the signature ${what}, by an update`, pdf: appendRevision(signed, { 10: body }) });
  }
  return {
    title: 'universal signature forgery (USF)',
    countermeasure: 'every entry present and of its type, or the signature is a format failure',
    caught:
      /^(TOTAL-FAILED (unclear|changed-forbidden) .*FORMAT_FAILURE|INDETERMINATE changed-forbidden|refused PDF_DAMAGED)/,
    variants,
    controls: [
      { name: 'signed once', pdf: signed },
      { name: 'signed twice', pdf: signTwice(signed, bob) },
    ],
  };
}
