import { describe, expect, it } from 'vitest';
import { Certificate } from '../../../../src-main/cms/certificate.ts';
import { readCrls } from '../../../../src-main/cms/crl.ts';
import { listSignatureFields } from '../../../../src-main/pades/format/fields.ts';
import { hashState, preparePdfSignature } from '../../../../src-main/pades/sign/sign-pdf.ts';
import type { SignatureHome } from '../../../../src-main/pades/sign/signature-update.ts';
import { verifyPdf } from '../../../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../../../src-main/pdf/document.ts';
import { bytesSource } from '../../../../src-main/platform/byte-source.ts';
import { systemClock } from '../../../../src-main/platform/clock.ts';
import { readPolicy } from '../../../../src-main/trust/policy-file.ts';
import { signWith } from '../../../support/cms.ts';
import { buildPdf, type PdfForm } from '../../../support/pdf-builder.ts';
import { testPki } from '../../../support/pki.ts';

const pki = testPki();
const alice = pki.signer('p-256');

/** Signs as the product does: a new field of this name, or the empty one that has it. */
async function signed(pdf: Uint8Array, name: string): Promise<Uint8Array> {
  const document = await PdfDocument.open(bytesSource(pdf));
  const field = (await listSignatureFields(document)).find((one) => one.name === name);
  const home: SignatureHome =
    field === undefined ? { kind: 'new', name, page: await document.page(1) } : { kind: 'existing', field };
  const prepared = await preparePdfSignature(document, {
    home,
    words: { name: alice.name, time: systemClock.now() },
    certificate: new Certificate(alice.certificate),
    chain: alice.chain,
    algorithm: 'ecdsa-sha256',
  });
  const { bytes: update } = await prepared.complete(hashState(prepared.hash).update(pdf), {
    sign: async (toBeSigned, algorithm) => signWith(alice, algorithm, toBeSigned),
  });
  return Buffer.concat([pdf, update]);
}

describe("the product's own second and third signature", () => {
  const forms: readonly PdfForm[] = ['classic', 'xref-stream', 'object-streams'];
  const cases = forms.flatMap((form) => [
    { form, indirect: false, fields: [] as string[] },
    { form, indirect: true, fields: ['Second'] },
  ]);
  it.each(cases)('leave the earlier ones valid: $form, indirect $indirect, empty fields $fields', async (spec) => {
    const { form, indirect } = spec;
    const fields = spec.fields.map((name) => ({ name, rect: [10, 10, 60, 40] as const }));
    let pdf = buildPdf({ form, indirect, fields, pages: [{ text: 'One' }, { text: 'Two' }] });
    for (const name of ['First', 'Second', 'Third']) pdf = await signed(pdf, name);
    const report = await verifyPdf(bytesSource(pdf), {
      anchors: [new Certificate(pki.root.certificate)],
      certificates: [],
      crls: [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)],
      at: systemClock.now(),
    });
    expect(report.signatures).toMatchObject([
      { field: 'First', indication: 'TOTAL-PASSED', level: 'B-B', coversRevision: 2, changesAfter: 'permitted' },
      { field: 'Second', indication: 'TOTAL-PASSED', level: 'B-B', coversRevision: 3, changesAfter: 'permitted' },
      { field: 'Third', indication: 'TOTAL-PASSED', level: 'B-B', coversRevision: 4, changesAfter: 'none' },
    ]);
    expect(report).toMatchObject({ verdict: 'TOTAL-PASSED', documentStatus: 'changed-permitted', visualChange: false });
  });
});

describe('a stricter policy for algorithms', () => {
  it('holds for signature and certificates', async () => {
    const pdf = await signed(buildPdf(), 'First');
    const judge = (content: string) =>
      verifyPdf(bytesSource(pdf), {
        anchors: [new Certificate(pki.root.certificate)],
        certificates: [],
        crls: [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)],
        at: systemClock.now(),
        algorithms: readPolicy(new TextEncoder().encode(content), 'policy.json').algorithms,
      });
    expect((await judge('{}')).verdict).toBe('TOTAL-PASSED');
    const [report] = (await judge('{ "hashes": { "sha256": "2020-01-01" } }')).signatures;
    expect(report).toMatchObject({ indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' });
    const ofKeys = await judge('{ "keys": [{ "family": "ec", "below": 300, "end": "2020-01-01" }] }');
    expect(ofKeys.signatures[0]).toMatchObject({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' });
  });
});
