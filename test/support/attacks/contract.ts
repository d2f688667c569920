import type { PkiSigner } from '../../../scripts/pki/make-pki.ts';
import { appendRevision, type RawObjects, rawPdf, sign, signatureBody } from './raw-pdf.ts';

/** Object numbers of the contract. */
export const CONTRACT = {
  catalog: 1,
  pages: 2,
  page: 3,
  content: 4,
  font: 5,
  link: 6,
  form: 7,
  amount: 8,
  /** First number that nothing uses. */
  free: 9,
} as const;

export const stream = (text: string): string => `<< /Length ${text.length} >>\nstream\n${text}\nendstream`;

export const CATALOG = '<< /Type /Catalog /Pages 2 0 R /AcroForm 7 0 R >>';
export const PAGE = (annotations: string): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [${annotations}] >>`;
export const FORM = (fields: string): string => `<< /Fields [${fields}] /SigFlags 3 >>`;
export const AMOUNT = '<< /Type /Annot /Subtype /Widget /FT /Tx /T (Amount) /V (100) /P 3 0 R /Rect [50 50 150 70] >>';

/** One page that says what is owed, a link, a text field. Unsigned. @param front bytes before the header */
export function contract(changes: RawObjects = {}, front = ''): Buffer {
  const objects = {
    1: CATALOG,
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: PAGE('6 0 R 8 0 R'),
    4: stream('BT /F1 12 Tf 72 720 Td (I owe you 100 euros) Tj ET'),
    5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    6: '<< /Type /Annot /Subtype /Link /Rect [10 10 20 20] /Border [0 0 0] >>',
    7: FORM('8 0 R'),
    8: AMOUNT,
    ...changes,
  };
  return rawPdf(objects, '', front);
}

/** The objects of a visible signature in a field of its own, the next free numbers from `first` on: field, value, appearance. */
export function signatureObjects(first: number, name: string, extra = ''): RawObjects {
  return {
    [first]: `<< /Type /Annot /Subtype /Widget /FT /Sig /T (${name}) /V ${first + 1} 0 R /P 3 0 R /F 132 /Rect [300 50 400 90] /AP << /N ${first + 2} 0 R >> >>`,
    [first + 1]: signatureBody(extra),
    [first + 2]: `<< /Type /XObject /Subtype /Form /BBox [0 0 100 40] /Length 0 >>\nstream\n\nendstream`,
  };
}

/** Signs the contract the first time: field 9, value 10, appearance 11. */
export function signOnce(
  pdf: Buffer,
  signer: PkiSigner,
  extra = '',
  edit: (dictionary: string) => string = (dictionary) => dictionary,
): Buffer {
  const made = signatureObjects(9, 'First', extra);
  const objects = { ...made, 10: edit(made[10] ?? ''), 3: PAGE('6 0 R 8 0 R 9 0 R'), 7: FORM('8 0 R 9 0 R') };
  return sign(appendRevision(pdf, objects), signer);
}

/** Signs it again as a signer should: field 12, value 13, appearance 14. `more` smuggles further objects in. */
export function signTwice(pdf: Buffer, signer: PkiSigner, more: RawObjects = {}): Buffer {
  const objects = {
    ...signatureObjects(12, 'Second'),
    3: PAGE('6 0 R 8 0 R 9 0 R 12 0 R'),
    7: FORM('8 0 R 9 0 R 12 0 R'),
    ...more,
  };
  return sign(appendRevision(pdf, objects), signer);
}
