import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import type { AttackClass, Variant } from './attack.ts';
import { CATALOG, contract, FORM, PAGE, signatureObjects, signOnce, signTwice, stream } from './contract.ts';
import { lateTables } from './late-tables.ts';
import { appendRevision, overwrite, type RawObjects, sign } from './raw-pdf.ts';
import { streamUpdate } from './stream-update.ts';

const OTHER_TEXT = stream('BT /F1 12 Tf 72 720 Td (I owe you nothing) Tj ET');

/** A hybrid update: a table, and a stream that only newer programs read (ISO 32000-2, 7.5.8.4). */
function hybridUpdate(pdf: Buffer, table: RawObjects, hidden: RawObjects): Buffer {
  const withStream = streamUpdate(pdf, { objects: hidden });
  const place = withStream.toString('latin1').lastIndexOf('70 0 obj');
  const body = withStream.subarray(0, withStream.lastIndexOf('startxref'));
  return appendRevision(body, table, { trailer: `/XRefStm ${place}`, root: '1 0 R' });
}

/** Parser differential and polyglot: one file in which two programs read two documents. */
export function polyglots(alice: PkiSigner, bob: PkiSigner): AttackClass {
  const plain = contract();
  const signed = signOnce(plain, alice);
  const text = signed.toString('latin1');
  const latin1 = (content: string): Buffer => Buffer.from(content, 'latin1');
  const inFront = (bytes: string): Buffer => Buffer.concat([latin1(bytes), signed]);
  const signField = (edit: (page: string) => string = (page) => page): RawObjects => ({
    ...signatureObjects(9, 'First'),
    3: edit(PAGE('6 0 R 8 0 R 9 0 R')),
    7: FORM('8 0 R 9 0 R'),
  });
  /** Signed in the honest way over a document that means two things. */
  const signedOver = (pdf: Buffer): Buffer => sign(appendRevision(pdf, signField()), alice);
  const variants: Record<string, Buffer> = {
    'a program in front': inFront('#!/bin/sh\necho signed\nexit\n'),
    'an archive in front': inFront('PK\x03\x04 something '),
    'a picture in front': inFront('\xff\xd8\xff\xe0JFIF'),
    'a page of the web in front': inFront('<html><script>1</script></html>\n'),
    'another header in front': inFront('%PDF-1.4\n'),
    'a whole document in front': Buffer.concat([contract({ 4: OTHER_TEXT }), signed]),
    'a document in front whose end leads to its own table': inFront(`%PDF-1.4\n4 0 obj\n${OTHER_TEXT}\nendobj\n`),
    'a header beyond the first kilobyte': inFront(' '.repeat(1100)),
    'one octet in front': inFront('\n'),
    'a second end': Buffer.concat([signed, latin1('%%EOF\n')]),
    'a second end that names the first table': Buffer.concat([
      signed,
      latin1(`startxref\n${/startxref\n(\d+)/.exec(text)?.[1]}\n%%EOF\n`),
    ]),
    'a second end that names the same table': Buffer.concat([
      signed,
      latin1(`startxref\n${[...text.matchAll(/startxref\n(\d+)/g)].at(-1)?.[1]}\n%%EOF\n`),
    ]),
    'an end in a comment behind': Buffer.concat([signed, latin1('% startxref\n0\n%%EOF\n')]),
    'an archive behind': Buffer.concat([signed, latin1(`PK\x05\x06${'\0'.repeat(18)}`)]),
    'an update whose end is within a comment': Buffer.concat([
      signed,
      latin1('%'),
      appendRevision(signed, { 4: OTHER_TEXT }).subarray(signed.length),
    ]),
    'a table whose numbers begin at one': latin1(
      appendRevision(signed, { 4: OTHER_TEXT })
        .toString('latin1')
        .replace(/xref\n4 1\n(?![\s\S]*xref\n4 1)/, 'xref\n5 1\n'),
    ),
    'a table that lists an object twice': latin1(
      appendRevision(signed, { 4: OTHER_TEXT })
        .toString('latin1')
        .replace(/4 1\n(\d{10}) 00000 n \n(?![\s\S]*\n4 1\n)/, '4 1\n$1 00000 n \n4 1\n0000000015 00000 n \n'),
    ),
    'an object of another generation': overwrite(
      appendRevision(signed, { 4: OTHER_TEXT }),
      /\n4 1\n\d{10} 00000 n/g,
      (row) => row.replace('00000 n', '00001 n'),
    ),
    'an object under another number': latin1(
      appendRevision(signed, { 4: OTHER_TEXT })
        .toString('latin1')
        .replace(/4 0 obj(?![\s\S]*\n4 0 obj)/, '5 0 obj'),
    ),
    'tables that lead to one another': latin1(
      appendRevision(signed, { 4: OTHER_TEXT })
        .toString('latin1')
        .replace(
          /\/Prev \d+(?![\s\S]*\/Prev)/,
          (prev) => `/Prev ${String(signed.length + 130).padStart(prev.length - 6, '0')}`,
        ),
    ),
    'a hybrid update with two texts': hybridUpdate(
      signed,
      { 4: OTHER_TEXT },
      { 4: stream('BT /F1 12 Tf 72 720 Td (I owe you 900) Tj ET') },
    ),
    'a hybrid update that hides a text': hybridUpdate(signed, { 30: '<< /A 1 >>' }, { 4: OTHER_TEXT }),
    'a hybrid update that hides a page': hybridUpdate(signed, {}, { 2: '<< /Type /Pages /Kids [] /Count 0 >>' }),
    'a hybrid document with two texts, signed': signedOver(
      hybridUpdate(plain, { 4: OTHER_TEXT }, { 4: stream('BT /F1 12 Tf 72 720 Td (I owe you 900) Tj ET') }),
    ),
    'a hybrid document that hides a text, signed': signedOver(hybridUpdate(plain, {}, { 4: OTHER_TEXT })),
    'an object stream with other words': streamUpdate(signed, {
      packed: {
        num: 60,
        bodies: [
          [8, '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (900) /P 3 0 R /Rect [70 710 300 740] >>'],
        ],
      },
    }),
    'an object stream that says two things of one object': streamUpdate(signed, {
      packed: {
        num: 60,
        bodies: [
          [1, CATALOG],
          [1, CATALOG.replace('2 0 R', '2 0 R /OpenAction 20 0 R')],
        ],
      },
      rows: (places) => [
        [1, 2, 60, 1],
        [60, 1, places.get(60) ?? 0, 0],
        [70, 1, places.get(70) ?? 0, 0],
      ],
    }),
    'an object stream with another number in its header': streamUpdate(signed, {
      packed: { num: 60, bodies: [[5, CATALOG]] },
      rows: (places) => [
        [1, 2, 60, 0],
        [60, 1, places.get(60) ?? 0, 0],
        [70, 1, places.get(70) ?? 0, 0],
      ],
    }),
    'an object stream beyond its end': streamUpdate(signed, {
      packed: { num: 60, bodies: [[1, CATALOG]] },
      rows: (places) => [
        [1, 2, 60, 7],
        [60, 1, places.get(60) ?? 0, 0],
        [70, 1, places.get(70) ?? 0, 0],
      ],
    }),
    'an object stream within itself': streamUpdate(signed, {
      packed: { num: 60, bodies: [[1, CATALOG]] },
      rows: (places) => [
        [1, 2, 60, 0],
        [60, 2, 60, 0],
        [70, 1, places.get(70) ?? 0, 0],
      ],
    }),
    'a table of an unknown kind': streamUpdate(signed, {
      objects: { 4: OTHER_TEXT },
      entries: '/Extends 60 0 R',
      rows: (places) => [
        [4, 1, places.get(4) ?? 0, 3],
        [70, 1, places.get(70) ?? 0, 0],
      ],
    }),
    'a stream whose length a later update changes': appendRevision(
      signOnce(
        contract({
          4: `<< /Length 30 0 R >>\nstream\nBT (I owe you 100) Tj ET\nendstream endobj BT (9) Tj ET\nendstream`,
          30: '24',
        }),
        alice,
      ),
      { 30: '50' },
    ),
    'a key written in two ways': appendRevision(signed, {
      3: PAGE('6 0 R 8 0 R 9 0 R').replace('/Contents', '/#43ontents 20 0 R /Contents'),
      20: OTHER_TEXT,
    }),
    'a key that stands twice': appendRevision(signed, {
      3: PAGE('6 0 R 8 0 R 9 0 R').replace('/Contents', '/Contents 20 0 R /Contents'),
      20: OTHER_TEXT,
    }),
    'a root that stands twice': latin1(
      appendRevision(signed, { 20: CATALOG.replace('2 0 R', '21 0 R') })
        .toString('latin1')
        .replace(/\/Root 1 0 R(?![\s\S]*\/Root)/, '/Root 20 0 R /Root 1 0 R'),
    ),
    'an update by a stream with another root': streamUpdate(signed, {
      objects: { 20: CATALOG.replace('2 0 R', '21 0 R'), 21: '<< /Type /Pages /Kids [] /Count 0 >>' },
      root: '20 0 R',
    }),
    'a linearised head that leads elsewhere': inFront(
      '%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 9 /H [9 9] /O 3 /E 9 /N 1 /T 9 >>\nendobj\n',
    ),
  };
  const extended: RawObjects = { ...signField(), 30: '<< /Private true >>' };
  return {
    title: 'parser differential and polyglot',
    countermeasure: 'one strict parser; what could be read in two ways is refused or counts as changed',
    caught:
      /^((INDETERMINATE|TOTAL-FAILED) (changed-forbidden|unclear)|refused (PDF_DAMAGED|PDF_HYBRID|INPUT_TRUNCATED|INPUT_NOT_PDF|PDF_UNSUPPORTED))/,
    variants: [...Object.entries(variants).map(([name, pdf]): Variant => ({ name, pdf })), ...lateTables(alice)],
    controls: [
      { name: 'a table', pdf: signed },
      { name: 'a cross-reference stream', pdf: sign(streamUpdate(plain, { objects: extended }), alice) },
      {
        name: 'an object stream',
        pdf: sign(
          streamUpdate(plain, {
            objects: signField(),
            packed: {
              num: 60,
              bodies: [
                [30, '<< /Private true >>'],
                [31, '<< /Private false >>'],
              ],
            },
          }),
          alice,
        ),
      },
      {
        name: 'a hybrid file that hides what older programs need not see',
        pdf: signedOver(hybridUpdate(plain, {}, { 30: '<< /Private true >>' })),
      },
      { name: 'other bytes in front, signed along with the rest', pdf: signedOver(contract({}, 'From a mail\n')) },
      { name: 'signed twice', pdf: signTwice(signed, bob) },
    ],
  };
}
