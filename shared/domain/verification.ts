import { z } from 'zod';

/** ISO 8601 in UTC, or null where the time is not known. */
const time = z.iso.datetime().nullable();

export const verdict = z.enum(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE', 'NO_SIGNATURE']);
export type Verdict = z.infer<typeof verdict>;

/** Main indications of EN 319 102-1, 5.1.3. */
export const indication = z.enum(['TOTAL-PASSED', 'TOTAL-FAILED', 'INDETERMINATE']);
export type Indication = z.infer<typeof indication>;

/** Sub-indications of EN 319 102-1, tables 5 to 7. */
export const subIndication = z.enum([
  'FORMAT_FAILURE',
  'HASH_FAILURE',
  'SIG_CRYPTO_FAILURE',
  'REVOKED',
  'EXPIRED',
  'NOT_YET_VALID',
  'SIG_CONSTRAINTS_FAILURE',
  'CHAIN_CONSTRAINTS_FAILURE',
  'CERTIFICATE_CHAIN_GENERAL_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE',
  'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
  'POLICY_PROCESSING_ERROR',
  'SIGNATURE_POLICY_NOT_AVAILABLE',
  'TIMESTAMP_ORDER_FAILURE',
  'NO_SIGNING_CERTIFICATE_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND',
  'NO_CERTIFICATE_CHAIN_FOUND_NO_POE',
  'REVOKED_NO_POE',
  'REVOKED_CA_NO_POE',
  'OUT_OF_BOUNDS_NOT_REVOKED',
  'OUT_OF_BOUNDS_NO_POE',
  'REVOCATION_OUT_OF_BOUNDS_NO_POE',
  'NO_POE',
  'TRY_LATER',
  'SIGNED_DATA_NOT_FOUND',
  'CUSTOM',
]);
export type SubIndication = z.infer<typeof subIndication>;

export const changesAfter = z.enum(['none', 'permitted', 'forbidden', 'indeterminate']);
export type ChangesAfter = z.infer<typeof changesAfter>;

/** One certificate of a chain, as people and programs name it. */
export const certificateName = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  /** Lower-case hexadecimal, no separators. */
  serial: z.string(),
  /** Lower-case hexadecimal SHA-256 of the DER. */
  sha256: z.string(),
});
export type CertificateName = z.infer<typeof certificateName>;

/** What happened in one later revision, object by object, in words for people. */
export const change = z.strictObject({
  /** Revision that made it, from 1. */
  revision: z.number().int().min(1),
  /** Object number, null for a change that belongs to no object (trailer, unparsed bytes). */
  object: z.number().int().nullable(),
  assessment: z.enum(['permitted', 'forbidden', 'indeterminate']),
  /** One sentence as a person would say it, with the page where there is one. */
  description: z.string(),
  /** Pages whose look may depend on it, from 1; empty for a change that belongs to no page. */
  pages: z.array(z.number().int().min(1)),
});
export type Change = z.infer<typeof change>;

/** A timestamp or evidence record that proves since when a signature exists, validated for itself (EN 319 102-1, 5.4). */
export const timestampReport = z.strictObject({
  kind: z.enum([
    'signature-time-stamp',
    'content-time-stamp',
    'archive-time-stamp',
    'document-time-stamp',
    'evidence-record',
  ]),
  /** What the authority says; null where the token cannot be read. */
  time,
  indication,
  subIndication: subIndication.nullable(),
  /** Who made it. */
  authority: certificateName.nullable(),
  warnings: z.array(z.string()),
});
export type TimestampReport = z.infer<typeof timestampReport>;

/** Why a certificate was revoked: CRLReason by the names of RFC 5280, 5.3.1. */
export const revocationReason = z.enum([
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  'privilegeWithdrawn',
  'aACompromise',
]);
export type RevocationReason = z.infer<typeof revocationReason>;

/** What one answer about revocation rests on. */
export const evidenceReport = z.strictObject({
  /** SHA-256 of the certificate that it is about. */
  certificate: z.string(),
  kind: z.enum(['crl', 'ocsp']),
  /** SHA-256 of the CRL or response. */
  sha256: z.string(),
  thisUpdate: time,
  nextUpdate: time,
  /** Since when and why it calls the certificate revoked; that may be later than the signature. Null where it does not. */
  revoked: z.strictObject({ time: z.iso.datetime(), reason: revocationReason }).nullable(),
  /** In the file, given by the caller, fetched now, or kept from an earlier fetch. */
  origin: z.enum(['document', 'given', 'fetched', 'kept']),
});
export type EvidenceReport = z.infer<typeof evidenceReport>;

/** Result of ETSI TS 119 615: what the trusted lists and the certificate's own statements make of a signature. */
export const qualification = z.strictObject({
  /** QES: qualified certificate and qualified device; AdES-QC: qualified certificate; null where it cannot be told. */
  result: z.enum(['QES', 'AdES-QC', 'AdES']).nullable(),
  purpose: z.enum(['signature', 'seal', 'web', 'unknown']),
  /** The service of a trusted list that issued the certificate; null where none was found. */
  service: z
    .strictObject({
      country: z.string(),
      provider: z.string(),
      name: z.string(),
      /** At the time of signing, as the list names it. */
      status: z.string(),
      since: time,
      /** When the list was issued. */
      listIssued: time,
      /** False where the list is one of a scheme that was chosen by hand, and not of the European Union. */
      official: z.boolean(),
    })
    .nullable(),
  reasons: z.array(z.string()),
});
export type Qualification = z.infer<typeof qualification>;

export const signatureReport = z.strictObject({
  /** Fully qualified field name; empty when the dictionary hangs on no field. */
  field: z.string(),
  kind: z.enum(['signature', 'timestamp']),
  indication,
  subIndication: subIndication.nullable(),
  /** PAdES baseline level the bytes hold, or null (a signature that is not PAdES, or is malformed). */
  level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']).nullable(),
  signer: certificateName.nullable(),
  /** /M: what the signer's clock said. Proves nothing. */
  signingTimeClaimed: time,
  /** What a timestamp states (genTime of RFC 3161): proved where it is TOTAL-PASSED. Null for signatures, and where it cannot be read. */
  timestampTime: time,
  /** Earliest time proved by a timestamp, else the time of validation. */
  bestSignatureTime: time,
  digestAlgorithm: z.string().nullable(),
  signatureAlgorithm: z.string().nullable(),
  /** Revision that this signature covers in full, from 1; null where it covers none. */
  coversRevision: z.number().int().min(1).nullable(),
  /** Number of revisions of the file. */
  revisions: z.number().int().min(1),
  changesAfter,
  changes: z.array(change),
  /** DocMDP permission of a certification signature (ISO 32000-2, 12.8.2.2), else null. */
  certify: z.enum(['no-changes', 'forms', 'annotations']).nullable(),
  /** From the signer to the anchor; as far as it could be built. */
  chain: z.array(certificateName),
  revocation: z.enum(['good', 'revoked', 'unknown', 'not-checked']),
  /** Short form of `qualification`, such as `QES` or `AdES-QC seal`; null where no trusted list was consulted. */
  qualified: z.string().nullable(),
  qualification: qualification.nullable(),
  /** What proves since when it exists, in the order in which it was made. */
  timestamps: z.array(timestampReport),
  /** What the answers about revocation rest on, signer first. */
  evidence: z.array(evidenceReport),
  /** Reasons behind the verdict and remarks, one sentence each. */
  warnings: z.array(z.string()),
});
export type SignatureReport = z.infer<typeof signatureReport>;

/** A page that looks otherwise than when it was signed. */
export const visualDifference = z.strictObject({
  page: z.number().int().min(1),
  /** Index in `signatures` of the first signature that the page changed after. */
  signature: z.number().int().min(0),
  /** One sentence. */
  description: z.string(),
});
export type VisualDifference = z.infer<typeof visualDifference>;

/** One request to an authority that a certificate or list names. */
export const fetched = z.strictObject({
  url: z.string(),
  purpose: z.enum(['certificate', 'ocsp', 'crl', 'trusted-list']),
  /** `ok`, or the code of the failure. */
  outcome: z.string(),
  bytes: z.number().int().min(0),
});
export type Fetched = z.infer<typeof fetched>;

/** A certificate that is trusted: its SHA-256, and where it came from. */
export const trustAnchor = z.strictObject({ sha256: z.string(), subject: z.string(), origin: z.string() });
export type TrustAnchor = z.infer<typeof trustAnchor>;

/** How and with what was verified. */
export const verificationSetting = z.strictObject({
  /** Time for which everything was decided. */
  time: z.iso.datetime(),
  /** Program that verified. */
  program: z.string(),
  policy: z.strictObject({
    title: z.string(),
    /** Of the policy file; null for the built-in policy alone. */
    sha256: z.string().nullable(),
  }),
  /** Checks that were not made, one sentence each (EN 319 102-1, 5.1.4.1). */
  checksOff: z.array(z.string()),
  fetched: z.array(fetched),
  /** Each trust anchor that was given or used. */
  anchors: z.array(trustAnchor),
  /** Trusted lists that were at hand, as they were kept; none are fetched for a verification. */
  trustedLists: z.array(
    z.strictObject({
      territory: z.string(),
      operator: z.string(),
      sequence: z.number().int(),
      issued: z.iso.datetime(),
      nextUpdate: time,
      /** True where it should have been replaced by the time of the verification. */
      stale: z.boolean(),
    }),
  ),
});
export type VerificationSetting = z.infer<typeof verificationSetting>;

/** The object `countersign verify --json` prints for one file. */
export const verificationReport = z.strictObject({
  file: z.string(),
  verdict,
  documentStatus: z.enum(['unchanged', 'changed-permitted', 'changed-forbidden', 'unclear']),
  /** True where a later revision altered what is seen beyond the boxes of later valid signatures and filled fields. */
  visualChange: z.boolean(),
  visualDifferences: z.array(visualDifference),
  setting: verificationSetting,
  signatures: z.array(signatureReport),
});
export type VerificationReport = z.infer<typeof verificationReport>;

/** What a verifier finds out about a file; how it was set up is added around it. */
export type VerifiedDocument = Omit<VerificationReport, 'file' | 'setting'>;
