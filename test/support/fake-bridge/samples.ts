import { createHash } from 'node:crypto';
import type { PdfInfo } from '../../../shared/contract/document-calls.ts';
import type { CertificateId, DocumentId } from '../../../shared/contract/ids.ts';
import type { LedgerEntryView } from '../../../shared/contract/ledger-calls.ts';
import type { OutboxEntry, OutboxId } from '../../../shared/contract/level-outcome.ts';
import type { SigningCertificate } from '../../../shared/contract/token-list-calls.ts';
import type { TrustedScheme } from '../../../shared/contract/verification-calls.ts';
import type { TokenObject } from '../../../shared/domain/token-object.ts';
import type { SignatureReport, VerificationReport } from '../../../shared/domain/verification.ts';

/** A digest that looks like one and is always the same for the same words. */
export function digest(words: string): string {
  return createHash('sha256').update(words).digest('hex');
}

export function documentId(words: string): DocumentId {
  return `doc-${digest(words).slice(0, 32)}` as DocumentId;
}

export function documentInfo(name: string, bytes: Uint8Array, pages: number, more: Partial<PdfInfo> = {}): PdfInfo {
  return {
    kind: 'pdf',
    id: documentId(name),
    name,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    pages: Array.from({ length: pages }, () => ({ width: 595.28, height: 841.89 })),
    revisions: 1,
    signatures: 0,
    emptyFields: [],
    formFields: [],
    warnings: [],
    ...more,
  };
}

const ISSUER = 'CN=Meridian Qualified CA 3,O=Meridian Trust Services,C=NA';
const ROOT = 'CN=Meridian Root CA,O=Meridian Trust Services,C=NA';

export function signatureReport(more: Partial<SignatureReport> = {}): SignatureReport {
  const subject = 'CN=Ndapewa Iyambo,serialNumber=NAM-8812,O=Harbour & Finch Notaries,C=NA';
  return {
    field: 'Signature1',
    kind: 'signature',
    indication: 'TOTAL-PASSED',
    subIndication: null,
    level: 'B-B',
    signer: { subject, issuer: ISSUER, serial: '5f0c11aa28e49d07', sha256: digest('signer') },
    signingTimeClaimed: '2026-11-20T14:03:11Z',
    timestampTime: null,
    bestSignatureTime: '2026-11-21T08:00:00Z',
    digestAlgorithm: 'SHA-256',
    signatureAlgorithm: 'RSA PKCS#1 v1.5 with SHA-256 (2048 bits)',
    coversRevision: 2,
    revisions: 2,
    changesAfter: 'none',
    changes: [],
    certify: null,
    chain: [
      { subject, issuer: ISSUER, serial: '5f0c11aa28e49d07', sha256: digest('signer') },
      { subject: ISSUER, issuer: ROOT, serial: '1203', sha256: digest('issuer') },
      { subject: ROOT, issuer: ROOT, serial: '01', sha256: digest('root') },
    ],
    revocation: 'good',
    qualified: null,
    qualification: null,
    timestamps: [],
    evidence: [],
    warnings: [],
    ...more,
  };
}

export function report(name: string, more: Partial<VerificationReport> = {}): VerificationReport {
  return {
    file: name,
    verdict: 'TOTAL-PASSED',
    documentStatus: 'unchanged',
    visualChange: false,
    visualDifferences: [],
    setting: {
      time: '2026-11-21T08:00:00Z',
      program: 'Countersign',
      policy: { title: 'built in', sha256: null },
      checksOff: [],
      fetched: [{ url: 'http://ocsp.meridian.test/', purpose: 'ocsp', outcome: 'ok', bytes: 1810 }],
      anchors: [
        { sha256: digest('root'), subject: ROOT, origin: 'given' },
        { sha256: digest('listed'), subject: ISSUER, origin: 'trusted list NA' },
      ],
      trustedLists: [
        {
          territory: 'NA',
          operator: 'Communications Authority',
          sequence: 31,
          issued: '2026-05-01T00:00:00Z',
          nextUpdate: '2026-11-01T00:00:00Z',
          stale: true,
        },
      ],
    },
    signatures: [signatureReport()],
    ...more,
  };
}

const TSA = {
  subject: 'CN=Meridian Time Authority 2,O=Meridian Trust Services,C=NA',
  issuer: ROOT,
  serial: '77',
  sha256: digest('authority'),
};

/** A signature that carries its proofs, with everything a report can say of one. */
export function archived(more: Partial<SignatureReport> = {}): SignatureReport {
  const time = '2026-11-20T14:03:19Z';
  return signatureReport({
    level: 'B-LTA',
    bestSignatureTime: time,
    qualified: 'QES signature',
    qualification: {
      result: 'QES',
      purpose: 'signature',
      service: {
        country: 'NA',
        provider: 'Meridian Trust Services',
        name: 'Qualified certificates for signatures',
        status: 'granted',
        since: '2021-01-01T00:00:00Z',
        listIssued: '2026-11-01T00:00:00Z',
        official: true,
      },
      reasons: [],
    },
    timestamps: (['signature-time-stamp', 'document-time-stamp'] as const).map((kind) => ({
      kind,
      time,
      indication: 'TOTAL-PASSED' as const,
      subIndication: null,
      authority: TSA,
      warnings: [],
    })),
    evidence: [
      {
        certificate: digest('signer'),
        kind: 'ocsp',
        sha256: digest('answer'),
        thisUpdate: '2026-11-20T14:00:00Z',
        nextUpdate: '2026-11-21T14:00:00Z',
        revoked: null,
        origin: 'document',
      },
    ],
    ...more,
  });
}

export const REPORTS = {
  unsigned: (name: string) => report(name, { verdict: 'NO_SIGNATURE', signatures: [] }),
  good: (name: string) =>
    report(name, {
      documentStatus: 'changed-permitted',
      signatures: [
        archived({
          coversRevision: 2,
          revisions: 3,
          changesAfter: 'permitted',
          changes: [
            {
              revision: 3,
              object: 41,
              assessment: 'permitted',
              pages: [4],
              description:
                'Page 4: a signature was added in the field “Signature2”; it is intact and covers this revision.',
            },
          ],
        }),
        archived({
          field: 'Signature2',
          signer: {
            subject: 'CN=Jonas Hartmann,O=Meridian Title Services,C=NA',
            issuer: ISSUER,
            serial: '5f0c11aa28e49d08',
            sha256: digest('second'),
          },
          coversRevision: 3,
          revisions: 3,
          signingTimeClaimed: '2026-11-21T07:41:52Z',
        }),
      ],
    }),
  amber: (name: string) =>
    report(name, {
      verdict: 'INDETERMINATE',
      signatures: [
        signatureReport({
          indication: 'INDETERMINATE',
          subIndication: 'TRY_LATER',
          revocation: 'not-checked',
          warnings: ['No revocation list of the issuer was at hand.'],
        }),
      ],
    }),
  unknown: (name: string) =>
    report(name, {
      verdict: 'INDETERMINATE',
      signatures: [
        signatureReport({
          indication: 'INDETERMINATE',
          subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
          revocation: 'not-checked',
          chain: [],
        }),
      ],
    }),
  /** Two signatures hold, and something was put over the text of pages 2 and 3 in between. */
  visual: (name: string) =>
    report(name, {
      documentStatus: 'changed-permitted',
      visualChange: true,
      visualDifferences: [2, 3].map((page) => ({
        page,
        signature: 0,
        description: `Page ${page} looks different from the page that was signed.`,
      })),
      signatures: [
        archived({
          coversRevision: 2,
          revisions: 4,
          changesAfter: 'permitted',
          certify: 'annotations',
          changes: [
            {
              revision: 3,
              object: 52,
              assessment: 'permitted',
              pages: [2],
              description: 'Page 2: a text annotation was added.',
            },
            {
              revision: 3,
              object: 53,
              assessment: 'permitted',
              pages: [3],
              description: 'Page 3: a text annotation was added.',
            },
            {
              revision: 4,
              object: 61,
              assessment: 'permitted',
              pages: [4],
              description:
                'Page 4: a signature was added in the field “Signature2”; it is intact and covers this revision.',
            },
          ],
        }),
        signatureReport({
          field: 'Signature2',
          signer: {
            subject: 'CN=Jonas Hartmann,O=Meridian Title Services,C=NA',
            issuer: ISSUER,
            serial: '5f0c11aa28e49d08',
            sha256: digest('second'),
          },
          coversRevision: 4,
          revisions: 4,
          signingTimeClaimed: '2026-11-21T07:41:52Z',
        }),
      ],
    }),
  red: (name: string) =>
    report(name, {
      verdict: 'TOTAL-FAILED',
      documentStatus: 'changed-forbidden',
      signatures: [
        signatureReport({
          indication: 'TOTAL-FAILED',
          subIndication: 'HASH_FAILURE',
          changesAfter: 'forbidden',
          warnings: ['The digest in the signature is not the digest of the bytes it covers.'],
          changes: [
            {
              revision: 3,
              object: 12,
              assessment: 'forbidden',
              pages: [2],
              description: 'Page 2: the content was replaced.',
            },
          ],
        }),
      ],
    }),
} as const;

export function certificate(more: Partial<SigningCertificate> & { name: string }): SigningCertificate {
  return {
    id: digest(`certificate ${more.name} ${more.key ?? ''}`) as CertificateId,
    subject: `CN=${more.name},C=NA`,
    issuer: ISSUER,
    key: 'RSA 2048',
    notBefore: '2025-03-01T00:00:00Z',
    notAfter: '2028-03-01T00:00:00Z',
    home: { kind: 'pkcs11', label: 'Notary card', detail: 'SoftHSM v2 · 8f21c07a', pin: 'ok', pinEntry: 'here' },
    usable: true,
    fault: null,
    reason: null,
    qualified: null,
    chosenFor: [],
    warnings: [],
    ...more,
  };
}

export const CERTIFICATES: readonly SigningCertificate[] = [
  certificate({ name: 'Ndapewa Iyambo', qualified: 'signature' }),
  certificate({
    name: 'Ndapewa Iyambo',
    key: 'ECDSA P-256',
    warnings: ['Expires in 12 days.'],
    notAfter: '2026-12-03T00:00:00Z',
  }),
  certificate({
    name: 'office-seal.p12',
    subject: null,
    issuer: null,
    key: null,
    notBefore: null,
    notAfter: null,
    home: { kind: 'pkcs12', label: 'office-seal.p12', detail: '', pin: 'unknown', pinEntry: 'here' },
  }),
  certificate({
    name: 'Ndapewa Iyambo (encryption)',
    usable: false,
    reason: 'The certificate is not made for signing (key usage).',
  }),
];

export function ledgerEntry(index: number, document: string): LedgerEntryView {
  return {
    index,
    time: new Date(Date.UTC(2026, 10, 20, 8, index * 7, 12)).toISOString(),
    kind: 'document.signed',
    document,
    sourceSha256: digest(`source ${index}`),
    resultSha256: digest(`result ${index}`),
    signer: 'CN=Ndapewa Iyambo,O=Harbour & Finch Notaries,C=NA',
    leafHash: digest(`leaf ${index}`),
  };
}

export function outboxEntry(document: string, more: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    id: digest(`outbox ${document}`).slice(0, 32) as OutboxId,
    document,
    folder: 'Contracts',
    asked: 'B-LTA',
    reached: 'B-B',
    state: 'queued',
    problem: { code: 'NETWORK_UNREACHABLE', details: { host: 'tsa.meridian.test' } },
    attempts: 1,
    queued: '2026-11-20T14:03:12Z',
    nextTry: '2026-11-20T14:18:12Z',
    ...more,
  };
}

/** Three lists of the European Union, the second of which may be out of date. */
export function trustedScheme({ stale }: { stale: boolean }): TrustedScheme {
  return {
    id: 'eu',
    title: 'European Union',
    taken: stale ? '2026-04-02T09:00:00Z' : '2026-11-21T08:00:00Z',
    lists: ['AT', 'DE', 'EE'].map((territory, index) => ({
      territory,
      issued: `2026-0${index + 1}-15T00:00:00Z`,
      nextUpdate: '2026-12-15T00:00:00Z',
      stale: stale && territory === 'DE',
      services: 12 * (index + 1),
    })),
  };
}

/** A key whose certificate was not issued yet. */
export function privateKeyObject(): TokenObject {
  return {
    ref: '00000000000000a4',
    kind: 'private-key',
    label: 'Next key',
    keyId: '0a1b2c3e',
    key: 'RSA 3072',
    private: true,
    sensitive: true,
    extractable: false,
    local: true,
    signs: true,
    pinPerSignature: true,
    certificate: null,
  };
}

/** What is seen of a token without its PIN. */
export function tokenObjects(): TokenObject[] {
  const keyId = '0a1b2c3d';
  const flags = { sensitive: null, extractable: null, local: null, signs: null, pinPerSignature: null };
  const about = {
    sha256: digest('certificate'),
    name: 'Ndapewa Iyambo',
    subject: 'CN=Ndapewa Iyambo,C=NA',
    issuer: ISSUER,
    notAfter: '2028-03-01T00:00:00Z',
  };
  const common = { keyId, key: 'RSA 2048', private: false, certificate: about, ...flags };
  return [
    { ref: '00000000000000a1', kind: 'certificate', label: 'Signing certificate', ...common },
    { ref: '00000000000000a2', kind: 'public-key', label: 'Signing key', ...common, local: true },
    { ref: '00000000000000a3', kind: 'data', label: 'Card number', ...common, keyId: '', key: null, certificate: null },
  ];
}
