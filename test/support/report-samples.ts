import {
  type CertificateName,
  type SignatureReport,
  subIndication,
  type VerificationReport,
} from '../../shared/domain/verification.ts';
import type { ReportInput } from '../../src-main/report/report-input.ts';

const TIME = '2026-03-04T05:06:07Z';
const PROVED = '2026-03-01T10:00:00Z';

export function certificateOf(name: string, issuer: string, digit: string): CertificateName {
  return {
    subject: `CN=${name}, O=Müller & Söhne <GmbH>, C=DE`,
    issuer: `CN=${issuer}`,
    serial: `0${digit}`,
    sha256: digit.repeat(64),
  };
}

const signer = certificateOf('Alice Ångström', 'Issuing CA', 'a');
const issuing = certificateOf('Issuing CA', 'Root CA', 'b');
const root = certificateOf('Root CA', 'Root CA', 'c');
const authority = certificateOf('Time Authority', 'Root CA', 'd');

/** A signature that passed at B-LTA, with everything that a report can say of one. */
export function passedSignature(changes: Partial<SignatureReport> = {}): SignatureReport {
  return {
    field: 'Tenant',
    kind: 'signature',
    indication: 'TOTAL-PASSED',
    subIndication: null,
    level: 'B-LTA',
    signer,
    signingTimeClaimed: '2026-03-01T09:59:30Z',
    timestampTime: null,
    bestSignatureTime: PROVED,
    digestAlgorithm: 'SHA-256',
    signatureAlgorithm: 'RSA-PSS with SHA-256',
    coversRevision: 2,
    revisions: 3,
    changesAfter: 'permitted',
    changes: [
      { revision: 3, object: 12, assessment: 'permitted', description: 'Page 2: a text field was filled.', pages: [2] },
      { revision: 3, object: null, assessment: 'permitted', description: 'Proofs were added.', pages: [] },
    ],
    certify: 'forms',
    chain: [signer, issuing, root],
    revocation: 'good',
    qualified: 'QES',
    qualification: {
      result: 'QES',
      purpose: 'signature',
      service: {
        country: 'DE',
        provider: 'Trust Provider GmbH',
        name: 'Qualified signatures',
        status: 'granted',
        since: '2020-01-01T00:00:00Z',
        listIssued: null,
        official: true,
      },
      reasons: ['The certificate says that its key is in a qualified device.'],
    },
    timestamps: [
      {
        kind: 'signature-time-stamp',
        time: PROVED,
        indication: 'TOTAL-PASSED',
        subIndication: null,
        authority,
        warnings: [],
      },
      {
        kind: 'document-time-stamp',
        time: '2026-03-02T00:00:00Z',
        indication: 'INDETERMINATE',
        subIndication: 'TRY_LATER',
        authority,
        warnings: ['Its authority could not be checked.'],
      },
      {
        kind: 'archive-time-stamp',
        time: null,
        indication: 'TOTAL-FAILED',
        subIndication: 'FORMAT_FAILURE',
        authority: null,
        warnings: [],
      },
    ],
    evidence: [
      {
        certificate: signer.sha256,
        kind: 'ocsp',
        sha256: '1'.repeat(64),
        thisUpdate: PROVED,
        nextUpdate: TIME,
        revoked: null,
        origin: 'document',
      },
      {
        certificate: issuing.sha256,
        kind: 'crl',
        sha256: '2'.repeat(64),
        thisUpdate: PROVED,
        nextUpdate: null,
        revoked: null,
        origin: 'fetched',
      },
    ],
    warnings: ['The signer’s clock was 30 seconds slow.'],
    ...changes,
  };
}

/** A report of these signatures. */
export function reportOf(signatures: SignatureReport[], changes: Partial<VerificationReport> = {}): VerificationReport {
  const has = (indication: string) => signatures.some((one) => one.indication === indication);
  const verdict = has('TOTAL-FAILED') ? 'TOTAL-FAILED' : has('INDETERMINATE') ? 'INDETERMINATE' : 'TOTAL-PASSED';
  return {
    file: '/home/alice/Mietvertrag & Anlagen.pdf',
    verdict: signatures.length === 0 ? 'NO_SIGNATURE' : verdict,
    documentStatus: 'changed-permitted',
    visualChange: false,
    visualDifferences: [],
    setting: {
      time: TIME,
      program: 'Countersign 0.1.0',
      policy: { title: 'built in', sha256: null },
      checksOff: [],
      fetched: [{ url: 'http://crl.example/ca.crl', purpose: 'crl', outcome: 'ok', bytes: 812 }],
      anchors: [{ sha256: root.sha256, subject: root.subject, origin: 'given' }],
      trustedLists: [
        {
          territory: 'DE',
          operator: 'Federal Network Agency',
          sequence: 42,
          issued: '2026-01-01T00:00:00Z',
          nextUpdate: null,
          stale: true,
        },
      ],
    },
    signatures,
    ...changes,
  };
}

/** What a report is made from, without any bytes of signatures. */
export function inputOf(report: VerificationReport): ReportInput {
  return {
    report,
    document: { name: 'Mietvertrag & Anlagen.pdf', bytes: 48213, sha256: '9f'.repeat(32) },
    signed: null,
    signatures: report.signatures.map(() => ({
      toBeSigned: null,
      value: null,
      content: null,
      dictionary: null,
      tokens: [],
    })),
    objects: new Map(),
  };
}

/** One signature of each sub-indication, with its main indication (EN 319 102-1, tables 5 to 7). */
export function everySubIndication(): SignatureReport[] {
  const failed = new Set([
    'FORMAT_FAILURE',
    'HASH_FAILURE',
    'SIG_CRYPTO_FAILURE',
    'REVOKED',
    'EXPIRED',
    'NOT_YET_VALID',
  ]);
  return subIndication.options.map((name) =>
    passedSignature({
      field: name,
      indication: failed.has(name) ? 'TOTAL-FAILED' : 'INDETERMINATE',
      subIndication: name,
      level: null,
      warnings: [`The reason for ${name}.`],
    }),
  );
}
