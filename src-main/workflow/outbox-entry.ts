import { z } from 'zod';
import { signatureLevel } from '../../shared/contract/signing-choices.ts';

const time = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What is known of a failure that stopped an attempt. */
export const entryProblem = z.strictObject({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** One signed file that waits for what takes it to its level, as it stands in the outbox folder. */
export const storedEntry = z.strictObject({
  /** The operation that made the file: 32 hexadecimal digits. */
  id: z.string().regex(/^[0-9a-f]{32}$/),
  /** Absolute path of the signed file. */
  file: z.string(),
  /** Field of the signature that is to reach the level; null in a file that has no fields. */
  field: z.string().nullable(),
  /** Digest of the bytes it is to hold while it waits. */
  sha256,
  /** What an attempt was about to replace them by: where the file holds these, the attempt had come to its end. */
  next: z.strictObject({ sha256, reached: signatureLevel }).nullable(),
  asked: signatureLevel,
  /** What the bytes hold now. */
  reached: signatureLevel,
  state: z.enum(['queued', 'waiting', 'done', 'failed']),
  problem: entryProblem.nullable(),
  attempts: z.number().int().nonnegative(),
  queued: time,
  /** Not tried again by itself before; null where it is not tried again by itself. */
  nextTry: time.nullable(),
  /** Timestamp authorities named for this file, the preferred one first; those of the settings where empty. */
  authorities: z.array(z.string()),
  /** Files and folders of trusted certificates named for this file, absolute. */
  trust: z.array(z.string()),
});
export type StoredEntry = z.infer<typeof storedEntry>;
