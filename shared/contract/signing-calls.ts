import { z } from 'zod';
import { verificationReport } from '../domain/verification.ts';
import { documentInfo } from './document-calls.ts';
import { certificateId, documentId, targetId, taskId } from './ids.ts';
import { ledgerEntry } from './ledger-calls.ts';
import { levelOutcome, problem, signatureStanding } from './level-outcome.ts';
import { acceptLastTry, pinEntry, pinState, secret } from './pin-calls.ts';
import { imageId, signatureLevel, signingChoices } from './signing-choices.ts';

/**
 * The further open documents of a signature container. Null: no container; a PDF is signed in itself, any other file by a signature beside it.
 */
const container = z.array(documentId).max(100).nullable();

/** What a new or completed file is, and how far it came. */
const finished = z.strictObject({
  document: documentInfo,
  report: verificationReport,
  entry: ledgerEntry,
  level: levelOutcome,
  warnings: z.array(z.string()),
});

/** The place that is offered for a new file. */
const offeredTarget = { target: targetId, targetName: z.string(), targetFolder: z.string() };

/** Signing a document and taking its signatures to a higher level. */
export const signingCalls = {
  /** Everything that can be known before the PIN: what will be written, where, and what to warn of. Fails where it is forbidden. */
  'signing.prepare': {
    input: signingChoices.extend({ id: documentId, container, certificate: certificateId }),
    output: z.strictObject({
      ...offeredTarget,
      warnings: z.array(z.string()),
      pin: pinState,
      pinEntry,
      /** How long the token waits for what is typed on its reader. */
      pinSeconds: z.number().int().positive(),
      /** Why the level cannot be reached now: the signature is then made at B-B and completed from the outbox. */
      delayed: problem.nullable(),
    }),
  },
  'signing.chooseTarget': {
    input: z.strictObject({ id: documentId, made: z.enum(['signed', 'extended', 'container']) }),
    output: z.strictObject({
      target: z.strictObject({ id: targetId, name: z.string(), folder: z.string() }).nullable(),
    }),
  },
  /** A PDF of one page of this size that holds the mark as it will be written. Points. */
  'signing.preview': {
    input: signingChoices.pick({ appearance: true, reason: true, location: true, contact: true }).extend({
      certificate: certificateId.nullable(),
      /** Stands for the signer where the certificate does not say the name yet. */
      name: z.string().max(200),
      width: z.number().positive().max(20_000),
      height: z.number().positive().max(20_000),
    }),
    output: z.strictObject({ pdf: z.instanceof(Uint8Array<ArrayBufferLike>) }),
  },
  /** Asks the person for a PNG or JPEG file for the mark. Null: they changed their mind. */
  'signing.chooseImage': {
    input: z.strictObject({}),
    output: z.strictObject({ image: z.strictObject({ id: imageId, name: z.string() }).nullable() }),
  },
  'signing.sign': {
    input: signingChoices.extend({
      id: documentId,
      container,
      certificate: certificateId,
      target: targetId,
      task: taskId,
      pin: secret,
      acceptLastTry,
    }),
    output: finished,
  },
  /** How far each signature of a document is, and what it lacks for the next level. */
  'extend.prepare': {
    input: z.strictObject({ id: documentId, task: taskId }),
    output: z.strictObject({
      ...offeredTarget,
      signatures: z.array(signatureStanding),
      /** What all signatures together lack next; null where none can be raised. B-LTA on a B-LTA file: renewal. */
      next: signatureLevel.nullable(),
      /** Why it cannot be done now. */
      problem: problem.nullable(),
    }),
  },
  'extend.run': {
    input: z.strictObject({ id: documentId, target: targetId, task: taskId, level: signatureLevel }),
    output: finished,
  },
} as const;
