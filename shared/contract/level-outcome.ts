import { z } from 'zod';
import { signatureLevel } from './signing-choices.ts';

const time = z.iso.datetime();

/** A failure that stopped nothing: its code finds the words, the details are the numbers and names in them. */
export const problem = z.strictObject({
  code: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Problem = z.infer<typeof problem>;

export const outboxId = z
  .string()
  .regex(/^[0-9a-f]{16,64}$/)
  .brand('OutboxId');
export type OutboxId = z.infer<typeof outboxId>;

/** A signed file that waits for what takes it to its level. */
export const outboxEntry = z.strictObject({
  id: outboxId,
  /** File name, and the name of the folder it lies in. */
  document: z.string(),
  folder: z.string(),
  asked: signatureLevel,
  /** What the bytes hold now. */
  reached: signatureLevel,
  state: z.enum(['queued', 'running', 'waiting', 'done', 'failed']),
  /** Why it waits or failed. */
  problem: problem.nullable(),
  attempts: z.number().int().nonnegative(),
  queued: time,
  /** Not tried again before; null where it is not tried again by itself. */
  nextTry: time.nullable(),
});
export type OutboxEntry = z.infer<typeof outboxEntry>;

/** What was wanted and what the bytes hold. A level is never named here before it was verified. */
export const levelOutcome = z.strictObject({
  asked: signatureLevel,
  reached: signatureLevel,
  /** Why it is less than asked; empty otherwise. */
  problems: z.array(problem),
  /** What completes it later. */
  outbox: outboxEntry.nullable(),
});
export type LevelOutcome = z.infer<typeof levelOutcome>;

/** What one signature lacks for the next level. */
export const missingPart = z.strictObject({
  part: z.enum(['timestamp', 'certificates', 'revocation', 'archive-timestamp', 'renewal']),
  /** Whom it concerns: the name of a person, an issuer, an authority. */
  about: z.string().nullable(),
});
export type MissingPart = z.infer<typeof missingPart>;

/** How far one signature of a file is, and what comes next. */
export const signatureStanding = z.strictObject({
  field: z.string(),
  signer: z.string().nullable(),
  level: signatureLevel.nullable(),
  /** Null where it can go no higher but by renewal, or is no PAdES signature. */
  next: signatureLevel.nullable(),
  missing: z.array(missingPart),
});
export type SignatureStanding = z.infer<typeof signatureStanding>;
