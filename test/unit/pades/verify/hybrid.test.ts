import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { CATALOG, contract, FORM, PAGE, signatureObjects, stream } from '../../../support/attacks/contract.ts';
import { appendRevision, sign } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const alice = testPki().signer('p-256');
const LAYERS = '<< /OCGs [] /D << >> >>';
const hex = (value: number): string => value.toString(16).padStart(8, '0');

/** A document whose stream of hidden objects lists one that older tables list elsewhere; then signed with a table. */
function hybrid(num: number, hidden: string): Buffer {
  const layers = CATALOG.replace('>>', '/OCProperties 51 0 R >>');
  const plain = contract({ 1: layers, 50: '(unused)', 51: LAYERS });
  const object = `${num} 0 obj\n${hidden}\nendobj\n`;
  const streamAt = plain.length + object.length;
  const entries = `01${hex(plain.length)}00 01${hex(streamAt)}00>`;
  const dict = `<< /Type /XRef /Size 71 /W [1 4 1] /Index [${num} 1 70 1] /Filter /ASCIIHexDecode /Length ${entries.length} >>`;
  const body = Buffer.concat([
    plain,
    Buffer.from(`${object}70 0 obj\n${dict}\nstream\n${entries}\nendstream\nendobj\n`),
  ]);
  const update = appendRevision(body, {}, { trailer: `/XRefStm ${streamAt}`, root: '1 0 R' });
  const fields = { ...signatureObjects(9, 'First'), 3: PAGE('6 0 R 8 0 R 9 0 R'), 7: FORM('8 0 R 9 0 R') };
  return sign(appendRevision(update, fields), alice);
}

const TEXT = 'BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET';

describe('a hybrid file in which programs find an object in two places', () => {
  it.each<[string, number, string, string]>([
    ['content that differs', 4, stream(TEXT.replace('100', '999')), 'PDF_HYBRID'],
    ['a page that differs', 3, PAGE('8 0 R'), 'PDF_HYBRID'],
    ['a field that differs', 8, '<< /FT /Tx /T (Amount) /V (999) >>', 'PDF_HYBRID'],
    ['layers that are hidden otherwise', 51, LAYERS.replace('/D << >>', '/D << /BaseState /OFF >>'), 'PDF_HYBRID'],
    ['content that is the same', 4, stream(TEXT), 'none'],
    ['an object that nothing uses', 50, '(other)', 'none'],
  ])('%s', async (_name, num, hidden, expected) => {
    const outcome = await verifyPdf(bytesSource(hybrid(num, hidden)), {
      anchors: [],
      certificates: [],
      crls: [],
      at: systemClock.now(),
    }).then(({ signatures }) => signatures[0]?.changesAfter, codeOf);
    expect(outcome).toBe(expected);
  });
});
