import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { SignerKind } from '../../../scripts/pki/make-pki.ts';
import { buildPdf, type PdfForm } from '../../support/pdf-builder.ts';
import { signaturesOf } from '../../support/signed-pdf.ts';
import { describeWithTool } from '../../support/tools.ts';
import {
  mutoolVerdicts,
  nobleAccepts,
  opensslAccepts,
  pdfsigVerdicts,
  qpdfComplaint,
} from '../../support/witnesses.ts';
import { Workbench } from '../../support/workbench.ts';

const bench = new Workbench();

/** Who signs, where, and who can say that it is valid; Ed25519 is read by no witness but a library. */
const STEPS: readonly { readonly kind: SignerKind; readonly words: readonly string[] }[] = [
  { kind: 'rsa-2048', words: ['--page', '1', '--rect', '60,100,180,60'] },
  { kind: 'p-384', words: [] },
  { kind: 'p-256', words: ['--page', '2', '--rect', '60,100,180,60', '--reason', 'I agree, too'] },
  { kind: 'ed25519', words: ['--page', '1', '--rect', '300,100,180,60', '--field', 'Witness'] },
];

describeWithTool(['qpdf', 'pdfsig', 'mutool', 'openssl'], 'signing again', () => {
  it.each<PdfForm>(['classic', 'xref-stream', 'object-streams'])(
    '%s: all earlier signatures stay valid',
    async (form) => {
      const file = (step: number) => bench.at(`${form}-${step}.pdf`);
      bench.write(`${form}-0.pdf`, buildPdf({ form, pages: [{}, { rotate: 90 }] }));
      for (const [index, { kind, words }] of STEPS.entries()) {
        const key = await bench.keyStore(kind);
        const { verification } = await bench.sign(file(index), file(index + 1), ...key, ...words);
        // What `sign` says of all signatures of the file it saved is what `verify` says of them without revocation lists.
        const apart = await bench.json(['verify', file(index + 1), '--offline', '--trust', bench.pki.root], 2);
        const timeless = ({ verdict, documentStatus, signatures }: Record<string, unknown>) =>
          JSON.stringify({ verdict, documentStatus, signatures }).replace(/"bestSignatureTime":"[^"]*"/g, '');
        expect(timeless(verification)).toBe(timeless(apart));
      }
      const last = file(STEPS.length);
      for (const step of STEPS.keys()) {
        const [before, after] = [readFileSync(file(step)), readFileSync(file(step + 1))];
        expect(after.subarray(0, before.length).equals(before), `signature ${step + 1} only appends`).toBe(true);
      }
      const report = await bench.verify(last);
      expect(report).toMatchObject({
        verdict: 'TOTAL-PASSED',
        documentStatus: 'changed-permitted',
        visualChange: false,
      });
      expect(report.signatures.map(({ field }) => field)).toEqual([
        'Signature1',
        'Signature2',
        'Signature3',
        'Witness',
      ]);
      expect(report.signatures.map(({ indication }) => indication)).toEqual(STEPS.map(() => 'TOTAL-PASSED'));
      expect(report.signatures.map(({ coversRevision }) => coversRevision)).toEqual([2, 3, 4, 5]);
      expect(report.signatures.map(({ revisions }) => revisions)).toEqual([5, 5, 5, 5]);
      const changes = report.signatures.map(({ changesAfter }) => changesAfter);
      expect(changes).toEqual(['permitted', 'permitted', 'permitted', 'none']);
      expect(report.signatures[0]?.changes.map(({ revision }) => revision)).toContain(3);

      expect(await qpdfComplaint(last)).toBe('');
      const valid = [
        { valid: true, whole: false },
        { valid: true, whole: false },
        { valid: true, whole: true },
      ];
      expect(await pdfsigVerdicts(file(3))).toEqual(valid);
      expect(await mutoolVerdicts(file(3))).toEqual(valid);
      const signatures = signaturesOf(readFileSync(last));
      expect(signatures).toHaveLength(STEPS.length);
      for (const [index, signature] of signatures.slice(0, 3).entries()) {
        expect(await opensslAccepts(signature, bench.pki.root, bench.at(`${form}-${index}`)), `${index}`).toBe(true);
      }
      const [edda] = signatures.slice(3);
      expect(edda !== undefined && nobleAccepts(edda)).toBe(true);
    },
  );

  it('the second signature of the same person takes the next free field', async () => {
    const key = await bench.keyStore('p-256');
    const source = bench.write('twice-0.pdf', buildPdf());
    const first = await bench.sign(source, bench.at('twice-1.pdf'), ...key);
    const second = await bench.sign(first.output, bench.at('twice-2.pdf'), ...key);
    expect([first.field, second.field]).toEqual(['Signature1', 'Signature2']);
    expect((await bench.verify(second.output)).signatures.map(({ changesAfter }) => changesAfter)).toEqual([
      'permitted',
      'none',
    ]);
  });
});
