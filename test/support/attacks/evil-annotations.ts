import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { type AttackClass, seeded, type Variant } from './attack.ts';
import { AMOUNT, contract, PAGE, signOnce, signTwice } from './contract.ts';
import { appendRevision, type RawObjects } from './raw-pdf.ts';

/** A certification that permits annotations (ISO 32000-2, table 257) unless `permission` says otherwise. */
export const certification = (permission: 1 | 2 | 3): string =>
  `/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /V /1.2 /P ${permission} >> >>]`;

const KINDS: readonly [string, string][] = [
  ['FreeText', '/Contents (I owe you nothing) /DA (/Helv 12 Tf 0 g) /C [1 1 1]'],
  ['Square', '/C [1 1 1] /IC [1 1 1]'],
  ['Circle', '/C [1 1 1] /IC [1 1 1]'],
  ['Polygon', '/C [1 1 1] /IC [1 1 1] /Vertices [60 710 300 710 300 740 60 740]'],
  ['Ink', '/C [1 1 1] /BS << /W 30 >> /InkList [[60 725 300 725]]'],
  ['Line', '/C [1 1 1] /BS << /W 30 >> /L [60 725 300 725]'],
  ['Highlight', '/C [0 0 0] /QuadPoints [60 740 300 740 60 710 300 710]'],
  ['StrikeOut', '/C [0 0 0] /QuadPoints [60 740 300 740 60 710 300 710]'],
  ['Stamp', '/Name /Void'],
  ['Redact', '/IC [0 0 0] /QuadPoints [60 740 300 740 60 710 300 710]'],
  ['Watermark', ''],
  ['Link', '/Border [0 0 30] /C [1 1 1]'],
  ['Screen', '/MK << /BG [1 1 1] >>'],
  ['FileAttachment', '/FS << /Type /Filespec /F (new-contract.pdf) >>'],
  ['Widget', '/FT /Tx /T (Over) /V (I owe you nothing) /DA (/Helv 12 Tf 0 g) /MK << /BG [1 1 1] >>'],
  ['Unheard', ''],
];
const LOOK = (words: string): string => {
  const content = `1 g 0 0 240 30 re f 0 g BT /F1 12 Tf 12 10 Td (${words}) Tj ET`;
  return `<< /Type /XObject /Subtype /Form /BBox [0 0 240 30] /Resources << /Font << /F1 5 0 R >> >> /Length ${content.length} >>\nstream\n${content}\nendstream`;
};
const over = (kind: string, entries: string, rect = '60 710 300 740'): string =>
  `<< /Type /Annot /Subtype /${kind} /Rect [${rect}] /P 3 0 R /F 4 ${entries} /AP << /N 21 0 R >> >>`;

/** Evil annotations: where a certification permits annotations, one lies over what was certified. */
export function evilAnnotations(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const certified = signOnce(contract(), alice, certification(3));
  const add = (objects: RawObjects): Buffer =>
    appendRevision(certified, { 3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'), ...objects });
  const variants: Variant[] = KINDS.map(([kind, entries]) => ({
    name: `${kind} over the text`,
    pdf: add({ 20: over(kind, entries), 21: LOOK('I owe you nothing') }),
  }));
  const random = seeded(2021);
  const places = Array.from({ length: 8 }, () => {
    const [x, y] = [60 + random.below(60), 712 + random.below(8)];
    return `${x} ${y} ${x + 80 + random.below(200)} ${y + 12 + random.below(300)}`;
  });
  for (const rect of places) {
    const [kind, entries] = random.pick<readonly [string, string]>([
      ['Square', '/IC [1 1 1]'],
      ['Stamp', ''],
      ['FreeText', '/Contents (no)'],
    ]);
    variants.push({
      name: `${kind} at ${rect}`,
      pdf: add({ 20: over(kind, entries, rect), 21: LOOK(`I owe you ${random.below(100)} cents`) }),
    });
  }
  variants.push(
    { name: 'the whole page', pdf: add({ 20: over('Square', '/IC [1 1 1]', '0 0 595 842'), 21: LOOK('void') }) },
    { name: 'without /Type', pdf: add({ 20: over('Square', '').replace('/Type /Annot ', ''), 21: LOOK('void') }) },
    {
      name: 'in front of all others',
      pdf: add({ 3: PAGE('20 0 R 6 0 R 8 0 R 9 0 R'), 20: over('Square', ''), 21: LOOK('void') }),
    },
    {
      name: 'written into the list',
      pdf: add({ 3: PAGE(`6 0 R 8 0 R 9 0 R ${over('Square', '')}`), 21: LOOK('void') }),
    },
    { name: 'in place of the link', pdf: appendRevision(certified, { 6: over('Square', ''), 21: LOOK('void') }) },
    { name: 'in place of the field', pdf: appendRevision(certified, { 8: over('Stamp', ''), 21: LOOK('void') }) },
    {
      name: 'the link drawn over the text',
      pdf: appendRevision(certified, { 6: over('Link', '/Border [0 0 0]'), 21: LOOK('void') }),
    },
    {
      name: 'the field moved over the text',
      pdf: appendRevision(certified, { 8: AMOUNT.replace('[50 50 150 70]', '[60 710 300 740]') }),
    },
    {
      name: 'with an action',
      pdf: add({ 20: over('Square', '/A << /S /URI /URI (https://a.b) >>'), 21: LOOK('void') }),
    },
    {
      name: 'with triggers',
      pdf: add({ 20: over('Square', '/AA << /E << /S /JavaScript /JS (1) >> >>'), 21: LOOK('void') }),
    },
    {
      name: 'under another signature',
      pdf: signTwice(certified, bob, {
        3: PAGE('6 0 R 8 0 R 9 0 R 12 0 R 20 0 R'),
        20: over('Square', ''),
        21: LOOK('void'),
      }),
    },
    {
      name: 'although only forms are permitted',
      pdf: appendRevision(signOnce(contract(), alice, certification(2)), {
        3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
        20: over('Square', ''),
        21: LOOK('void'),
      }),
    },
    {
      name: 'although nothing is permitted',
      pdf: appendRevision(signOnce(contract(), alice, certification(1)), {
        3: PAGE('6 0 R 8 0 R 9 0 R 20 0 R'),
        20: over('Square', ''),
        21: LOOK('void'),
      }),
    },
  );
  return {
    title: 'evil annotations (EAA)',
    countermeasure: 'whatever an annotation covers is a change of what is seen, permitted or not',
    caught: /^(TOTAL-PASSED changed-permitted visual|(INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear))/,
    variants,
    controls: [
      ...([2, 3] as const).map((permission) => ({
        name: `certified with P ${permission}, signed again`,
        pdf: signTwice(signOnce(contract(), alice, certification(permission)), bob),
      })),
      { name: 'certified', pdf: certified },
      { name: 'certified with P 1', pdf: signOnce(contract(), alice, certification(1)) },
    ],
  };
}
