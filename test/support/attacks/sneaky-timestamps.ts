import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { type AttackClass, seeded, type Variant } from './attack.ts';
import { stamped, token } from './back-dating.ts';
import { contract, signOnce } from './contract.ts';
import { certification } from './evil-annotations.ts';
import type { RawObjects } from './raw-pdf.ts';

const WORDS = ['I owe you nothing', 'Paid', 'Cancelled by both', 'Amount: 9,900', 'Approved by the board'] as const;

const widget = (rect: string, entries = '/F 132 /AP << /N 22 0 R >>'): string =>
  `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Stamp) /V 21 0 R /P 3 0 R /Rect [${rect}] ${entries} >>`;

function saying(words: string): string {
  const content = `BT /F1 12 Tf 2 10 Td (${words}) Tj ET`;
  return `<< /Type /XObject /Subtype /Form /BBox [0 0 240 30] /Resources << /Font << /F1 5 0 R >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
}

/**
 * Sneaky timestamps: a document timestamp of an honest authority, which anybody gets for nothing and which no permission binds, with words
 * in its box. Nobody has to own a certificate for that.
 */
export function sneakyTimestamps(alice: PkiSigner, authority: PkiSigner): AttackClass {
  const approved = signOnce(contract(), alice);
  const stamp = (first: Buffer, more: RawObjects = {}): Buffer =>
    stamped(first, (content) => token(content, authority, systemClock.now()), more);
  const random = seeded(5816);
  const variants: Variant[] = [];
  const shapes = [
    ['signed', approved],
    ['certified for forms', signOnce(contract(), alice, certification(2))],
    ['certified for remarks', signOnce(contract(), alice, certification(3))],
    ['certified for nothing', signOnce(contract(), alice, certification(1))],
  ] as const;
  for (const [shape, first] of shapes) {
    for (const words of WORDS) {
      const [x, y] = [60 + random.below(200), 200 + random.below(400)];
      const more = { 20: widget(`${x} ${y} ${x + 240} ${y + 30}`), 22: saying(words) };
      variants.push({ name: `“${words}” at ${x}, ${y} of a ${shape} text`, pdf: stamp(first, more) });
    }
  }
  const drawn = widget('60 300 300 330', '/F 132 /MK << /CA (Paid) >>');
  variants.push({ name: 'words that programs draw', pdf: stamp(approved, { 20: drawn }) });
  return {
    title: 'Sneaky timestamps',
    countermeasure: 'a timestamp that is seen is no mere timestamp',
    caught: /^(TOTAL-FAILED|INDETERMINATE)/,
    variants,
    controls: shapes.map(([shape, first]) => ({ name: `a timestamp over a ${shape} text`, pdf: stamp(first) })),
  };
}
