import { z } from 'zod';
import { taskId } from './ids.ts';

const time = z.iso.datetime();

export const ledgerEntry = z.strictObject({
  index: z.number().int().nonnegative(),
  time,
  /** "document.signed" … */
  kind: z.string(),
  /** Name of the document at that time. */
  document: z.string(),
  /** Hexadecimal SHA-256 of the file as it was before and as it is after. */
  sourceSha256: z.string().nullable(),
  resultSha256: z.string().nullable(),
  signer: z.string().nullable(),
  /** Hexadecimal RFC 9162 leaf hash. */
  leafHash: z.string(),
});
export type LedgerEntryView = z.infer<typeof ledgerEntry>;

/** Showing and proving the ledger. */
export const ledgerCalls = {
  'ledger.list': {
    /** Newest first. */
    input: z.strictObject({ offset: z.number().int().nonnegative(), limit: z.number().int().min(1).max(500) }),
    output: z.strictObject({ size: z.number().int().nonnegative(), entries: z.array(ledgerEntry) }),
  },
  'ledger.verify': {
    input: z.strictObject({ task: taskId }),
    output: z.strictObject({
      ok: z.boolean(),
      size: z.number().int().nonnegative(),
      /** Hexadecimal root hash, recomputed. */
      root: z.string(),
      checkpoints: z.number().int().nonnegative(),
      /** One sentence per finding; empty when ok. */
      problems: z.array(z.string()),
    }),
  },
  'ledger.prove': {
    input: z.strictObject({ index: z.number().int().nonnegative() }),
    output: z.strictObject({ checkpoint: z.string(), proof: z.array(z.string()), leafHash: z.string() }),
  },
} as const;
