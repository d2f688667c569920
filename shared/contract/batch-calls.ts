import { z } from 'zod';
import { batchFile, batchFilter, batchId, batchPreparation, batchView } from '../domain/batch.ts';
import { certificateId, documentId } from './ids.ts';
import { acceptLastTry, secret } from './pin-calls.ts';
import { manyFilesChoices } from './signing-choices.ts';

const nothing = z.strictObject({});
const named = z.strictObject({ batch: batchId });

/** Signing many files with one key. Each call gives the batch as it is afterwards; `batch.changed` tells of it between. */
export const batchCalls = {
  /** Asks the person for files; null for a new batch. Null as answer: they changed their mind. */
  'batch.choose': {
    input: z.strictObject({ batch: batchId.nullable() }),
    output: z.strictObject({ batch: batchView.nullable() }),
  },
  /** Adds documents that are open in the window. */
  'batch.addOpen': {
    input: z.strictObject({ batch: batchId.nullable(), documents: z.array(documentId).min(1).max(1000) }),
    output: batchView,
  },
  /**
   * Files and folders dropped on the window; of a folder its PDFs, with those of the folders in it. `paths` are filled in by the preload
   * (Electron) or name uploads (Chromium); the page hands over Files. Null for the batch where it is none and nothing was added.
   */
  'batch.addDropped': {
    input: z.strictObject({
      batch: batchId.nullable(),
      paths: z.array(z.string().min(1).max(40_000)).min(1).max(1000),
    }),
    output: z.strictObject({
      batch: batchView.nullable(),
      added: z.number().int().nonnegative(),
      /** In it already. */
      known: z.number().int().nonnegative(),
      /** No PDFs, in the folders that were dropped. */
      passedOver: z.number().int().nonnegative(),
    }),
  },
  /** Asks for the folder that the signed files of a draft go to. It is offered again for the next batch. Null as answer: they changed their mind. */
  'batch.chooseFolder': { input: named, output: z.strictObject({ batch: batchView.nullable() }) },
  /** The signed files go each beside its document. */
  'batch.besideDocuments': { input: named, output: batchView },
  /** The password for those of its documents that want one. Kept in memory until the batch is forgotten or the window closed. */
  'batch.givePassword': { input: z.strictObject({ batch: batchId, password: secret }), output: batchView },
  /** Takes a file out of a draft; those after it move up. */
  'batch.remove': {
    input: z.strictObject({ batch: batchId, index: z.number().int().nonnegative() }),
    output: batchView,
  },
  /**
   * What can be known before the PIN, and begins to look at the files with these choices, as far as that was not done: `batch.changed`
   * tells how far it is.
   */
  'batch.prepare': {
    input: manyFilesChoices.extend({ batch: batchId, certificate: certificateId }),
    output: batchPreparation,
  },
  /** No further files are looked at; those that were not are told of when they are signed. */
  'batch.stopLooking': { input: named, output: batchView },
  /** Begins; answers once the key is open and the first file was tried. */
  'batch.start': {
    input: manyFilesChoices.extend({ batch: batchId, certificate: certificateId, pin: secret, acceptLastTry }),
    output: batchView,
  },
  /** The PIN for the next signature, where `pinWanted` says so. */
  'batch.givePin': { input: z.strictObject({ batch: batchId, pin: secret }), output: batchView },
  'batch.pause': { input: named, output: batchView },
  /** Goes on: a paused batch as it is, one that was stopped, or is done with failures, with the PIN given again. */
  'batch.resume': { input: z.strictObject({ batch: batchId, pin: secret, acceptLastTry }), output: batchView },
  /** Finishes what is at the token and lets it go; the rest can be signed later. */
  'batch.stop': { input: named, output: batchView },
  /** All that are known, the newest first: drafts, running ones, and those of earlier days that are kept. */
  'batch.list': { input: nothing, output: z.strictObject({ batches: z.array(batchView) }) },
  'batch.files': {
    input: z.strictObject({
      batch: batchId,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(500),
      show: batchFilter,
    }),
    /** `total`: how many there are of the kind asked for. */
    output: z.strictObject({ total: z.number().int().nonnegative(), files: z.array(batchFile) }),
  },
  /** Writes the results as a table where the person wants it. */
  'batch.export': {
    input: z.strictObject({ batch: batchId, format: z.enum(['csv', 'json']) }),
    output: z.strictObject({ saved: z.strictObject({ name: z.string(), folder: z.string() }).nullable() }),
  },
  /** Forgets what is kept of a batch that does not run; the signed files stay as they are. */
  'batch.forget': { input: named, output: nothing },
} as const;

/** Told while files are signed, at most some times a second, and at each change of state. */
export const batchEvents = { 'batch.changed': batchView } as const;
