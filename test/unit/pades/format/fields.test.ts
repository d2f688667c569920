import { describe, expect, it } from 'vitest';
import { listSignatureFields } from '../../../../src-main/pades/format/fields.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { contract, FORM, PAGE, signOnce } from '../../../support/attacks/contract.ts';
import type { RawObjects } from '../../../support/attacks/raw-pdf.ts';
import { testPki } from '../../../support/pki.ts';

const list = async (pdf: Buffer) => listSignatureFields(await PdfDocument.open(bytesSource(pdf)));
const withFields = (objects: RawObjects, fields: string, annotations = '6 0 R 8 0 R') =>
  contract({ ...objects, 7: FORM(fields), 3: PAGE(annotations) });

describe('listSignatureFields', () => {
  it('names signed and empty fields with their place', async () => {
    const signed = signOnce(contract(), testPki().signer('p-256'));
    expect(await list(signed)).toMatchObject([
      { name: 'First', signed: true, widget: { page: 1, rect: { x0: 300, y0: 50, x1: 400, y1: 90 } }, lock: null },
    ]);
  });

  it('joins names along the tree, inherits the type, finds widgets among the kids', async () => {
    const pdf = withFields(
      {
        9: '<< /T (Board) /FT /Sig /Kids [10 0 R 11 0 R] >>',
        10: '<< /T (Chair) /Parent 9 0 R /Lock << /Type /SigFieldLock /Action /Exclude /Fields [(Notes)] /P 2 >> >>',
        11: '<< /T (Clerk) /Parent 9 0 R /Kids [12 0 R] >>',
        12: '<< /Type /Annot /Subtype /Widget /Parent 11 0 R /Rect [20 40 10 30] >>',
      },
      '8 0 R 9 0 R',
      '6 0 R 8 0 R 12 0 R',
    );
    expect(await list(pdf)).toMatchObject([
      { name: 'Board.Chair', signed: false, lock: { action: 'Exclude', fields: ['Notes'], permission: 2 } },
      { name: 'Board.Clerk', signed: false, widget: { page: 1, rect: { x0: 10, y0: 30, x1: 20, y1: 40 } } },
    ]);
  });

  it('cuts cycles and passes over what is no field', async () => {
    const pdf = withFields(
      { 9: '<< /T (A) /Kids [10 0 R] >>', 10: '<< /T (B) /FT /Sig /Kids [9 0 R 10 0 R] >>', 11: '(text)' },
      '9 0 R 10 0 R 11 0 R 99 0 R 7 0 R null',
    );
    expect((await list(pdf)).length).toBeLessThanOrEqual(1);
  });

  it('finds none without a form', async () => {
    expect(await list(contract({ 1: '<< /Type /Catalog /Pages 2 0 R >>' }))).toEqual([]);
  });
});
