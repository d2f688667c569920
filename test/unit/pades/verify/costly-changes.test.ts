import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { contract, FORM, PAGE, signatureObjects } from '../../../support/attacks/contract.ts';
import { appendRevision, type RawObjects, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

/** Updates that are small and would take minutes to look through. What ends them is a limit; without one the test would not end. */
const alice = testPki().signer('p-256');

const packed = (entries: string, content: string) => {
  const data = deflateSync(Buffer.from(content, 'latin1'));
  return `<< ${entries} /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data.toString('latin1')}\nendstream`;
};
const WIDGET = '/Type /Annot /Subtype /Widget /P 3 0 R /F 4 /Rect [50 50 150 70] /AP << /N 20 0 R >>';
const field = (value: string, more = '') => `<< ${WIDGET} /FT /Tx /T (Amount) /V (${value}) ${more} >>`;
const look = (content: string) =>
  packed('/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>', content);
const FIVE = 'BT /F1 9 Tf 2 6 Td (5) Tj ET';
const metadata = (text: string) => packed('/Type /Metadata /Subtype /XML', text);

function signedWith(objects: RawObjects): Buffer {
  const form = contract({
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R /Metadata 60 0 R >>',
    3: PAGE('8 0 R'),
    7: FORM('8 0 R'),
    8: field(''),
    20: look(''),
    60: metadata('<x:xmpmeta></x:xmpmeta>'),
    ...objects,
  });
  return sign(
    appendRevision(form, { ...signatureObjects(30, 'First'), 3: PAGE('8 0 R 30 0 R'), 7: FORM('8 0 R 30 0 R') }),
    alice,
  );
}

async function statusOf(pdf: Buffer): Promise<string> {
  const options = { anchors: [], certificates: [], crls: [], at: systemClock.now() };
  return (await verifyPdf(bytesSource(pdf), options)).documentStatus;
}

it.each<[string, RawObjects, string]>([
  ['an ordinary one', {}, 'changed-permitted'],
  ['a description of half names', { 60: metadata('xmlns '.repeat(100_000)) }, 'unclear'],
  ['a description of names in names', { 60: metadata('xmlns:'.repeat(100_000)) }, 'unclear'],
  ['a formatted text of brackets', { 8: field('5', `/RV (${'<'.repeat(300_000)})`) }, 'unclear'],
])('fields are filled, with %s', async (_name, objects, status) => {
  expect(await statusOf(appendRevision(signedWith({}), { 8: field('5'), 20: look(FIVE), ...objects }))).toBe(status);
});

it('thousands of widgets that share one long look are not all read', async () => {
  const kids = Array.from({ length: 2000 }, (_item, at) => 1000 + at);
  const parent = (value: string) =>
    `<< /FT /Tx /T (Amount) /V (${value}) /Kids [${kids.map((num) => `${num} 0 R`).join(' ')}] >>`;
  const signed = signedWith({
    8: parent(''),
    20: look(`${'q Q '.repeat(60_000)}${FIVE}`),
    ...Object.fromEntries(kids.map((num) => [num, `<< ${WIDGET} /Parent 8 0 R >>`])),
  });
  expect(await statusOf(appendRevision(signed, { 8: parent('5') }))).toBe('unclear');
});
