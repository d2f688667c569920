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
  description: z.string(),
});
export type Change = z.infer<typeof change>;

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
  /** Qualified status per trusted lists; null until they are consulted. */
  qualified: z.string().nullable(),
  /** Reasons behind the verdict and remarks, one sentence each. */
  warnings: z.array(z.string()),
});
export type SignatureReport = z.infer<typeof signatureReport>;

/** The object `countersign verify --json` prints for one file. */
export const verificationReport = z.strictObject({
  file: z.string(),
  verdict,
  documentStatus: z.enum(['unchanged', 'changed-permitted', 'changed-forbidden', 'unclear']),
  /** True where a later revision altered what is seen beyond the boxes of later valid signatures and filled fields. */
  visualChange: z.boolean(),
  signatures: z.array(signatureReport),
});
export type VerificationReport = z.infer<typeof verificationReport>;
