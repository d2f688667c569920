import { createHash } from 'node:crypto';
import { type CertificateRequest, type Issued, issueCertificate } from '../../scripts/pki/issue.ts';
import { generateKey } from '../../scripts/pki/keys.ts';
import { localTimestamper } from '../../scripts/pki/local-timestamper.ts';
import { type CaName, makePki, type Pki } from '../../scripts/pki/make-pki.ts';
import { answerOcsp } from '../../scripts/pki/ocsp-responder.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import { MANIFEST_NAME, manifestOf, SIGNATURE_NAME } from '../../src-main/cades/asic/make-container.ts';
import { ASICE } from '../../src-main/cades/asic/read-container.ts';
import { verifyContainer } from '../../src-main/cades/asic/verify-container.ts';
import { withSignatureTimestamp } from '../../src-main/cades/sign/raise-cades.ts';
import type { Given } from '../../src-main/cades/verify/verify-cades.ts';
import { algorithmIdentifier } from '../../src-main/cms/algorithm-identifier.ts';
import { Certificate } from '../../src-main/cms/certificate.ts';
import { Crl } from '../../src-main/cms/crl.ts';
import { octetString, sequence } from '../../src-main/cms/der-writer.ts';
import { nameKey } from '../../src-main/cms/name.ts';
import { ocspRequest } from '../../src-main/cms/ocsp-request.ts';
import { OcspResponse } from '../../src-main/cms/ocsp-response.ts';
import { oid } from '../../src-main/cms/oid.ts';
import { bytesSource } from '../../src-main/platform/byte-source.ts';
import { KeptAnchors } from '../../src-main/trust/lists/kept-anchors.ts';
import { readPolicy } from '../../src-main/trust/policy-file.ts';
import { type CadesFileOptions, CONTENT, cadesFile, policyAttribute, verifiedCades } from './cades-file.ts';
import { rawZip } from './raw-zip.ts';

export const HOUR = 3_600_000;
export const START = new Date('2026-06-01T00:00:00Z');
export const at = (hours: number) => new Date(START.getTime() + hours * HOUR);
export const inYears = (years: number) => at(years * 365 * 24);
/** When the files are verified, unless a scene says otherwise. */
export const NOW = at(10);
export const common: Pki = makePki(START);
export const signer = common.signer('p-256');
export const root = new Certificate(common.root.certificate);
export const NO_CHECK = [{ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: Uint8Array.of(5, 0) }];
export const HASH = 'cd'.repeat(32);

/** Somebody under the issuing CA of the PKI. */
export function issued(changes: Partial<CertificateRequest>): Issued {
  return issueCertificate({
    subject: { CN: 'Somebody' },
    key: generateKey('p-256'),
    issuer: common.issuing,
    notBefore: at(-48),
    notAfter: inYears(2),
    keyUsage: ['digitalSignature', 'nonRepudiation'],
    ...changes,
  });
}

/** A PKI of which something may be revoked without any other test noticing. */
export const fresh = () => makePki(START);
export const lists = (pki: Pki, time: Date, cas: readonly CaName[] = ['root', 'issuing-1', 'time-1']) =>
  cas.map((ca) => new Crl(pki.crl(ca, time, new Date(time.getTime() + 48 * HOUR))));
export const given = (changes: Partial<Given> = {}): Given => ({
  anchors: [root],
  certificates: [],
  crls: lists(common, at(9)),
  ocsps: [],
  at: NOW,
  ...changes,
});
export const policy = (content: unknown) => {
  const { algorithms, rules } = readPolicy(new TextEncoder().encode(JSON.stringify(content)), 'p.json');
  return { algorithms, rules };
};
/** Trusts the authority for time for timestamps, as a trusted list would. */
export const withTimeAnchor = ({ algorithms, rules }: ReturnType<typeof policy>) => {
  const certificate = new Certificate(common.ca('time-1').certificate);
  const list = {
    territory: 'NA',
    operator: '',
    sequence: 1,
    issued: '',
    nextUpdate: null,
    official: true,
    services: [],
  };
  const { sha256, subjectName } = certificate;
  const about = { sha256, subject: nameKey(subjectName), kind: 'timestamps', limit: {}, list } as const;
  const listed = KeptAnchors.of([{ ...about, read: () => certificate }], new Set());
  return { algorithms, rules: { ...rules, listed } };
};
export const made = (by: Issued = signer, options: CadesFileOptions = {}) =>
  cadesFile(by, { chain: [common.issuing.certificate], ...options });
export const stampedAt = (pki: Pki, time: Date) => localTimestamper(pki, { clock: { now: () => time } });
export const timed = (cms: Uint8Array, time: Date, pki = common) => withSignatureTimestamp(cms, stampedAt(pki, time));
export const judged = (cms: Uint8Array, changes: Partial<Given> = {}) => verifiedCades(cms, given(changes));
export const named = (name: string) =>
  policyAttribute(
    sequence(oid(name), sequence(algorithmIdentifier('2.16.840.1.101.3.4.2.1'), octetString(Buffer.from(HASH, 'hex')))),
  );

/** A file of its own PKI whose signer is revoked at `hour`. */
export function revokedAt(
  hour: number,
  options: CadesFileOptions = {},
  reason: 'keyCompromise' | 'certificateHold' = 'keyCompromise',
) {
  const pki = fresh();
  const by = pki.signer('p-256');
  pki.revoke(by.certificate, at(hour), reason);
  const anchors = [new Certificate(pki.root.certificate)];
  return {
    pki,
    anchors,
    cms: cadesFile(by, { chain: [pki.issuing.certificate], ...options }),
    crls: lists(pki, at(9)),
  };
}

export const expired = issued({ subject: { CN: 'Expired' }, notBefore: at(-72), notAfter: at(-24) });
export const rsa = issued({ subject: { CN: 'Of old' }, key: generateKey('rsa-2048') });
export const noPkcs1 = { schemes: { 'rsa-pkcs1': '2026-06-01' } };

export async function container(changes: { leaveOut?: boolean; xml?: boolean }): Promise<SignatureReport> {
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const manifest = manifestOf([{ name: 'agreement.txt', digest: digest(CONTENT) }], 'sha256');
  const bytes = rawZip([
    { name: 'mimetype', data: ASICE },
    ...(changes.leaveOut ? [] : [{ name: 'agreement.txt', data: CONTENT }]),
    ...(changes.xml
      ? [{ name: 'META-INF/signatures.xml', data: '<xml/>' }]
      : [
          { name: MANIFEST_NAME, data: manifest },
          { name: SIGNATURE_NAME, data: made(signer, { content: manifest }) },
        ]),
  ]);
  const [report] = (await verifyContainer(bytesSource(bytes), given())).signatures;
  if (report === undefined) throw new Error('no signature');
  return report;
}

/** An OCSP answer about the signer of the common PKI by a responder whose certificate has ended since. */
export function answerOfExpiredResponder(): OcspResponse {
  const by = issued({
    subject: { CN: 'Responder' },
    notAfter: at(8),
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: ['1.3.6.1.5.5.7.3.9'],
    extensions: NO_CHECK,
  });
  const asked = ocspRequest({
    certificate: new Certificate(signer.certificate),
    issuer: new Certificate(common.issuing.certificate),
    hash: 'sha256',
  });
  return new OcspResponse(answerOcsp(asked, { ...common, responder: () => by }, 'issuing-1', at(7)));
}

/** Makes one signature and gives what is found of it. */
export type Scene = () => SignatureReport | Promise<SignatureReport>;
