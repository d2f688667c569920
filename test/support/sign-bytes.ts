import type { PkiSigner, SignerKind } from '../../scripts/pki/make-pki.ts';
import type { VerifiedDocument } from '../../shared/domain/verification.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { readCrls } from '../../src-main/cms/crl.ts';
import { makeAppearance } from '../../src-main/pades/appearance/appearance.ts';
import { hashState, preparePdfSignature } from '../../src-main/pades/sign/sign-pdf.ts';
import type { SignatureHome } from '../../src-main/pades/sign/signature-update.ts';
import { verifyPdf } from '../../src-main/pades/verify/verify-pdf.ts';
import { PdfDocument } from '../../src-main/pdf/document.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { systemClock } from '../../src-main/platform/clock.ts';
import type { FieldChoice, FieldWish } from '../../src-main/workflow/field-choice.ts';
import { type KindWish, planSignature } from '../../src-main/workflow/field-rules.ts';
import { signWith } from './cms.ts';
import { testPki } from './pki.ts';

/** The document with one more signature: planned and laid out by the product, in memory, with an elliptic key of the test PKI. */
export async function signBytes(
  bytes: Uint8Array,
  wish: FieldWish & KindWish = {},
  who: Extract<SignerKind, 'p-256' | 'p-384'> | PkiSigner = 'p-256',
): Promise<Uint8Array> {
  const document = await PdfDocument.open(bytesSource(bytes));
  const { choice, reason, rules } = await planSignature(document, wish);
  const signer = typeof who === 'string' ? testPki().signer(who) : who;
  const words = { name: signer.name, time: systemClock.now(), ...(reason === undefined ? {} : { reason }) };
  const prepared = await preparePdfSignature(document, {
    home: await dressed(choice, words),
    words,
    certificate: new Certificate(signer.certificate),
    chain: signer.chain,
    algorithm: 'ecdsa-sha256',
    rules,
  });
  const { bytes: update } = await prepared.complete(hashState(prepared.hash).update(bytes), {
    sign: async (toBeSigned, algorithm) => signWith(signer, algorithm, toBeSigned),
  });
  return Buffer.concat([bytes, update]);
}

async function dressed({ home, visible }: FieldChoice, words: { name: string; time: Date }): Promise<SignatureHome> {
  if (visible === undefined) return home;
  return { ...home, appearance: await makeAppearance({ ...visible, text: { ...words, issuer: 'Test' } }) };
}

/** Our own verdict, with the root of the test PKI trusted. */
export function verifyBytes(bytes: Uint8Array): Promise<VerifiedDocument> {
  const pki = testPki();
  return verifyPdf(bytesSource(bytes), {
    anchors: [new Certificate(pki.root.certificate)],
    certificates: [],
    crls: [...readCrls(pki.rootCrl), ...readCrls(pki.issuingCrl)],
    at: systemClock.now(),
  });
}
