import { z } from 'zod';

/**
 * A run that makes a file that has begun and not ended. The note is written before the first byte of the staged file, and again,
 * durably and with the digest of the result, before the rename: whatever instant a crash picks, start-up knows what to do.
 */
export const pendingRun = z.strictObject({
  /** Kind of the ledger entry; notes of earlier versions have none. */
  kind: z.string().default('document.signed'),
  operation: z.string(),
  owner: z.string(),
  staged: z.string(),
  target: z.string(),
  document: z.string(),
  sourceSha256: z.string().nullable(),
  /** Set once the staged file is complete and verified. */
  resultSha256: z.string().nullable(),
  signerSha256: z.string().nullable(),
  signer: z.string().nullable(),
});
export type PendingRun = z.infer<typeof pendingRun>;
