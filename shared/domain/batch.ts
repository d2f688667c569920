import { z } from 'zod';
import { problem } from '../contract/level-outcome.ts';
import { signatureLevel } from '../contract/signing-choices.ts';

export const batchId = z
  .string()
  .regex(/^batch-[0-9a-f]{32}$/)
  .brand('BatchId');
export type BatchId = z.infer<typeof batchId>;

/**
 * `draft`: files are being gathered. `running`. `pausing`: what is under way is finished, nothing more begun. `paused`: the key stays open.
 * `stopped`: by the person, by a failure or by the end of the program; the rest can be signed with the PIN given again. `done`: each
 * file was signed or has failed; those that failed can be tried again.
 */
export const batchState = z.enum(['draft', 'running', 'pausing', 'paused', 'stopped', 'done']);
export type BatchState = z.infer<typeof batchState>;

/** A batch as a whole. */
export const batchView = z.strictObject({
  id: batchId,
  state: batchState,
  /** Null for a draft. */
  began: z.iso.datetime().nullable(),
  files: z.number().int().nonnegative(),
  signed: z.number().int().nonnegative(),
  failed: z.number().int().nonnegative(),
  /** Files a second over the last while, and how long the rest will take; null where it cannot be told. */
  perSecond: z.number().nonnegative().nullable(),
  secondsLeft: z.number().nonnegative().nullable(),
  /** Who signs, as the certificate says it; null until it is known. */
  signer: z.string().nullable(),
  /** Where the key lives, in words. */
  keyHome: z.string().nullable(),
  /** Name of the folder that the signed files go to; null: each beside its document. */
  targetFolder: z.string().nullable(),
  /** True while the key waits for its PIN for the next signature. */
  pinWanted: z.boolean(),
  /** Why it stopped. */
  problem: problem.nullable(),
});
export type BatchView = z.infer<typeof batchView>;

/** One file of a batch and what became of it. */
export const batchFile = z.strictObject({
  /** From 0, in the order in which the files were named. */
  index: z.number().int().nonnegative(),
  name: z.string(),
  /** Name of the folder it lies in. */
  folder: z.string(),
  state: z.enum(['waiting', 'signing', 'signed', 'failed']),
  /** Name of the signed file. */
  output: z.string().nullable(),
  /** Level that was reached; null unless signed. */
  level: signatureLevel.nullable(),
  /** True where the outbox completes it later. */
  queued: z.boolean(),
  /** Place of its entry in the ledger. */
  ledgerIndex: z.number().int().nonnegative().nullable(),
  /** Hexadecimal SHA-256 of the signed file. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** Why it failed. */
  problem: problem.nullable(),
});
export type BatchFile = z.infer<typeof batchFile>;

/** What can be known of a batch before the PIN. */
export const batchPreparation = z.strictObject({
  /** Sentences that a person should read first. */
  warnings: z.array(z.string()),
  /** How often the PIN will be asked for: once, or for each signature where the key demands that; 0 where it is not typed here. Null: it is known only once the key is open. */
  pinEntries: z.number().int().nonnegative().nullable(),
  /** Files that cannot be signed with these choices, by their index. */
  refused: z.array(z.strictObject({ index: z.number().int().nonnegative(), problem })),
});
export type BatchPreparation = z.infer<typeof batchPreparation>;
