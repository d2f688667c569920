import { z } from 'zod';
import { certificateName, evidenceReport, fetched, subIndication, trustAnchor } from './verification.ts';

/** One thing wrong with a chain. */
export const chainProblem = z.strictObject({
  /** Sub-indication of EN 319 102-1 that it leads to. */
  reason: subIndication,
  /** What exactly, after the steps of RFC 5280, 6.1 and 6.3: such as EXPIRED, NOT_A_CA, REVOKED. */
  code: z.string(),
  /** One sentence. */
  message: z.string(),
  /** The certificate at fault; null where it is not one certificate's fault. */
  certificate: certificateName.nullable(),
});
export type ChainProblem = z.infer<typeof chainProblem>;

/** A policy under which the chain is valid (RFC 5280, 6.1.6). */
export const chainPolicy = z.strictObject({
  /** OID, in the terms of the first authority below the anchor; 2.5.29.32.0 where any is. */
  oid: z.string(),
  /** Texts that the issuer wants shown (userNotice). */
  notices: z.array(z.string()),
  /** Addresses of practice statements (CPS). */
  statements: z.array(z.string()),
});
export type ChainPolicy = z.infer<typeof chainPolicy>;

/** The object `countersign chain --json` prints. */
export const chainReport = z.strictObject({
  file: z.string(),
  valid: z.boolean(),
  /** Time for which it was decided. */
  time: z.iso.datetime(),
  /** Of the worst problem, with `code` and `certificate`; null where the chain is valid. */
  reason: subIndication.nullable(),
  code: z.string().nullable(),
  certificate: certificateName.nullable(),
  /** From the certificate asked about to the anchor; as far as it could be built. */
  chain: z.array(certificateName),
  /** Where the chain ends at a trusted certificate: which one, and where it came from; null where it does not. */
  anchor: trustAnchor.nullable(),
  revocation: z.enum(['good', 'revoked', 'unknown', 'not-checked']),
  policies: z.array(chainPolicy),
  /** What the answers about revocation rest on. */
  evidence: z.array(evidenceReport),
  fetched: z.array(fetched),
  /** Every problem, worst first. */
  problems: z.array(chainProblem),
  /** What is not a problem of the chain and should be known, one sentence each. */
  warnings: z.array(z.string()),
});
export type ChainReport = z.infer<typeof chainReport>;
