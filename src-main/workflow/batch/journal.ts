import { createHash } from 'node:crypto';
import { appendFile, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { signatureLevel } from '../../../shared/contract/signing-choices.ts';
import { batchId } from '../../../shared/domain/batch.ts';
import { homeError, readOwnText, writeFileAtomic } from '../../platform/files.ts';
import { ensureHome, type Home } from '../../platform/home.ts';
import { randomHex } from '../../platform/random.ts';

const FOLDER = 'batches';
const ENDING = '.batch';

const task = z.strictObject({
  /** Absolute paths. */
  source: z.string(),
  target: z.string(),
  form: z.enum(['pdf', 'cades', 'asic-e']),
  /** The source is a copy that was dropped on the window and goes with it. */
  isCopy: z.boolean().optional(),
});
/** One file to sign: what is made of it and where that goes. */
export type BatchTask = z.infer<typeof task>;

const plan = z.strictObject({
  version: z.literal(1),
  id: batchId,
  origin: z.enum(['command-line', 'window']),
  began: z.iso.datetime(),
  /** Folder that was named as a whole; null where files were. */
  folder: z.string().nullable(),
  /** Folder that all results go to; null: each beside its document. */
  targetFolder: z.string().nullable(),
  /** What was decided about the signatures, as whoever began the batch reads it again. Never a secret. */
  choices: z.record(z.string(), z.unknown()),
  tasks: z.array(task).max(1_000_000),
});
/** What a batch is to do, settled when it begins. */
export type BatchPlan = z.infer<typeof plan>;

const details = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const failure = z.strictObject({ code: z.string(), message: z.string(), details });
/** Why a file could not be signed, or why the whole stopped. */
export type BatchFailure = z.infer<typeof failure>;

/** True where a document did not open: with no password, or not with the one that was given. */
export function wantsPassword({ code }: BatchFailure): boolean {
  return code === 'PDF_PASSWORD_REQUIRED' || code === 'PDF_PASSWORD_WRONG';
}

const signed = z.strictObject({
  index: z.number().int().nonnegative(),
  state: z.literal('signed'),
  /** Null where it was signed before an interruption, only the ledger knows of it, and the file does not tell. */
  level: signatureLevel.nullable(),
  queued: z.boolean(),
  ledgerIndex: z.number().int().nonnegative(),
  sha256: z.string(),
});
const failed = z.strictObject({ index: z.number().int().nonnegative(), state: z.literal('failed'), failure });
const outcome = z.discriminatedUnion('state', [signed, failed]);
/** What became of one file. */
export type BatchOutcome = z.infer<typeof outcome>;

const stopped = z.strictObject({ state: z.literal('stopped'), failure: failure.nullable() });

const line = z.union([z.strictObject({ plan }), z.strictObject({ outcome }), z.strictObject({ stopped })]);
type Line = z.input<typeof line>;

/** What a journal says. */
export interface BatchRecord {
  readonly file: string;
  readonly plan: BatchPlan;
  /** The newest outcome of each file that has one, by index. */
  readonly outcomes: ReadonlyMap<number, BatchOutcome>;
  /** Why it stopped the last time, where something stopped it. */
  readonly failure: BatchFailure | null;
}

/**
 * Name of the work on one file of a batch, in the ledger and wherever a run notes what it does: the same whenever it is tried. The ledger
 * takes each name once, so no file of a batch is signed twice, whatever a crash has lost of the journal.
 * @returns 16 bytes, hexadecimal
 */
export function operationOf(id: BatchPlan['id'], index: number): string {
  return createHash('sha256').update(`${id}\0${index}`).digest('hex').slice(0, 32);
}

/** The file by which a process has claimed a batch. */
export function lockOf(journal: string): string {
  return `${journal}.lock`;
}

/** Milliseconds for which a line waits for others. */
const SOON = 50;

/**
 * The journal of one batch in the home: its plan, on the disk before anything is signed, and after it what became of the files, one JSON
 * object a line. A line that a crash has lost costs a look into the ledger, or another try of a file that failed.
 */
export class BatchJournal {
  readonly file: string;
  #waiting: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.file = file;
  }

  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  static async create(home: Home, made: BatchPlan): Promise<BatchJournal> {
    const folder = await ensureHome(home, FOLDER);
    const file = path.join(folder, `${made.id}${ENDING}`);
    await writeFileAtomic(file, lineOf({ plan: made }));
    return new BatchJournal(file);
  }

  note(made: BatchOutcome): void {
    this.#add({ outcome: made });
  }

  noteStop(why: BatchFailure | null): void {
    this.#add({ stopped: { state: 'stopped', failure: why } });
  }

  /** What was noted so far is with the system. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  settle(): Promise<void> {
    this.#write();
    return this.#writing;
  }

  async remove(): Promise<void> {
    this.#waiting = [];
    this.#write();
    await this.#writing.catch(() => undefined);
    await unlink(this.file).catch(() => undefined);
  }

  /** Lines that come soon after one another are written together. */
  #add(made: Line): void {
    this.#waiting.push(lineOf(made));
    this.#timer ??= setTimeout(() => this.#write(), SOON);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    const lines = this.#waiting.join('');
    this.#waiting = [];
    const before = this.#writing;
    this.#writing = before.then(async () => {
      await appendFile(this.file, lines, { mode: 0o600 }).catch((error: unknown) => {
        throw homeError(error, path.dirname(this.file));
      });
    });
    // Told by `settle`.
    this.#writing.catch(() => undefined);
  }
}

/** All batches of a home, the newest first; what cannot be read as one is passed over. */
export async function batchRecords(home: Home): Promise<BatchRecord[]> {
  const folder = home.at(FOLDER);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(ENDING)).map((name) => path.join(folder, name));
  const found = await Promise.all(files.map((file) => batchRecord(file)));
  return found
    .filter((record) => record !== undefined)
    .sort((a, b) => (a.plan.began < b.plan.began ? 1 : a.plan.began > b.plan.began ? -1 : 0));
}

/** Undefined for a file that is gone or no journal. */
export async function batchRecord(file: string): Promise<BatchRecord | undefined> {
  const text = await readOwnText(file).catch(() => '');
  let made: BatchPlan | undefined;
  let why: BatchFailure | null = null;
  const outcomes = new Map<number, BatchOutcome>();
  for (const each of text.split('\n')) {
    const read = readLine(each);
    if (read === undefined) continue;
    if ('plan' in read) made = read.plan;
    else if ('outcome' in read) outcomes.set(read.outcome.index, read.outcome);
    else why = read.stopped.failure;
  }
  return made === undefined ? undefined : { file, plan: made, outcomes, failure: why };
}

/** Undefined for a line that is not whole: the trace of a crash. */
function readLine(text: string): z.output<typeof line> | undefined {
  if (text === '') return undefined;
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Begun with a line break: what a full disk has cut off before does not run into it. */
function lineOf(made: Line): string {
  return `\n${JSON.stringify(made)}\n`;
}

/** "batch-" and 16 random bytes. */
export function newBatchId(): string {
  return `batch-${randomHex(16)}`;
}
