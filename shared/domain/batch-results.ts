import { z } from 'zod';
import { signatureLevel } from '../contract/signing-choices.ts';
import { batchId } from './batch.ts';

/** What became of one file, as it is told to programs. */
export const resultRow = z.strictObject({
  file: z.string().describe('Absolute path of the file that was to be signed.'),
  state: z
    .enum(['signed', 'failed', 'not signed'])
    .describe('`not signed`: it was not tried, or its key was gone; it is signed when the batch is taken up again.'),
  output: z.string().nullable().describe('Absolute path of what was made; null unless signed.'),
  level: signatureLevel
    .nullable()
    .describe(
      'Level that was reached. Null unless signed, and where an interruption lost it and the file does not tell.',
    ),
  queued: z.boolean().describe('The outbox takes it to the level that was asked for.'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .describe('Hexadecimal SHA-256 of what was made; null unless signed.'),
  ledgerIndex: z
    .number()
    .int()
    .nonnegative()
    .nullable()
    .describe('Place of its entry in the ledger; null unless signed.'),
  error: z
    .strictObject({
      code: z.string().describe('Stable name of the failure, such as INPUT_NOT_PDF.'),
      message: z.string().describe('One sentence for people.'),
    })
    .nullable()
    .describe('Why it failed; null unless failed.'),
});
export type ResultRow = z.infer<typeof resultRow>;

/** The results of a batch in a file. */
export const batchResults = z.strictObject({
  batch: batchId,
  began: z.iso.datetime(),
  files: z.array(resultRow).describe('In the order in which the files were named.'),
});
export type BatchResults = z.infer<typeof batchResults>;
