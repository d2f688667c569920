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

/** What the files of a draft were found to be, with the choices of the newest preparation. */
export const batchLook = z.strictObject({
  /** False when all were looked at, or the person stopped it. */
  running: z.boolean(),
  /** Files that were looked at. */
  done: z.number().int().nonnegative(),
  /** Cannot be signed with these choices. */
  refused: z.number().int().nonnegative(),
  /** Can be signed, and something should be read first. */
  warned: z.number().int().nonnegative(),
  /** Their usual name is taken where they go to, so that a number is put to it. */
  numbered: z.number().int().nonnegative(),
  /** Files that are no PDFs. */
  others: z.number().int().nonnegative(),
});
export type BatchLook = z.infer<typeof batchLook>;

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
  /** The signing service that keeps the key, whose access token is held for one session only; null for a key elsewhere. */
  service: z.strictObject({ address: z.url(), host: z.string() }).nullable(),
  /** Name of the folder that the signed files go to; null: each beside its document. */
  targetFolder: z.string().nullable(),
  /** Files that were dropped as copies: they have no folder of their own. */
  copies: z.number().int().nonnegative(),
  /** Name of the folder that what is made of copies goes to where no other one was chosen. */
  folderOfCopies: z.string().nullable(),
  /** Files that did not open: with no password, or not with the one that was given. */
  locked: z.number().int().nonnegative(),
  /** True where a password for documents was given. */
  hasPassword: z.boolean(),
  /** Null once it began, and before the first preparation. */
  look: batchLook.nullable(),
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
  /** Name of the folder it lies in; null for a copy that was dropped. */
  folder: z.string().nullable(),
  state: z.enum(['waiting', 'signing', 'signed', 'failed']),
  /** Name of the signed file; of a draft the one that it will have. Null where it is not settled. */
  output: z.string().nullable(),
  /** Name of the folder that is, or will be, in. */
  outputFolder: z.string().nullable(),
  /** Sentences that a person should read before it is signed. */
  warnings: z.array(z.string()),
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
  /** Why it failed; of a draft: why it cannot be signed. */
  problem: problem.nullable(),
});
export type BatchFile = z.infer<typeof batchFile>;

/** Which files of a batch are told of: all, those that failed or cannot be signed, those that something is said of before. */
export const batchFilter = z.enum(['all', 'failed', 'warned']);
export type BatchFilter = z.infer<typeof batchFilter>;

/** What can be known of key and clock before the PIN. What there is to know of the files comes with the batch, file by file. */
export const batchPreparation = z.strictObject({
  /** Sentences that a person should read first. */
  warnings: z.array(z.string()),
  /** How often the PIN will be asked for: once, or for each signature where the key demands that; 0 where it is not typed here. Null: it is known only once the key is open. */
  pinEntries: z.number().int().nonnegative().nullable(),
});
export type BatchPreparation = z.infer<typeof batchPreparation>;
