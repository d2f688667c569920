import path from 'node:path';
import { AppError, codeOf, isAppError } from '../../shared/contract/app-error.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { OpenFile } from '../platform/files.ts';
import { randomHex } from '../platform/random.ts';
import type { PendingRuns } from './pending.ts';
import { type StagedFile, stagedPath, stageFile } from './staged-file.ts';
import type { Turn } from './turns.ts';

/** What the pending note and the ledger say of a finished file. Hashes are hexadecimal SHA-256. */
export interface FileRecord {
  readonly sourceSha256: string;
  readonly resultSha256: string;
  /** Of the signing certificate; null where nobody signed. */
  readonly signerSha256: string | null;
  /** Its common name. */
  readonly signer: string | null;
}

/** One file to be made of another, whole or not at all (docs/decisions/0002). */
export interface StagedWork<T> {
  /** Kind of the ledger entry: "document.signed". */
  readonly kind: string;
  readonly source: OpenFile;
  /** Absolute. */
  readonly target: string;
  /** Replace the target if it is there. */
  readonly replace: boolean;
  /** What the staged file begins as; a copy of the source unless said otherwise. */
  readonly start?: 'copy' | 'empty' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Names this piece of work wherever it is noted: 16 bytes, hexadecimal. A fresh one where absent. */
  readonly operation?: string | undefined;
  /** Where several are made side by side: which comes first. */
  readonly turn?: Turn | undefined;
  readonly onStage?: ((stage: 'saving' | 'recording') => void) | undefined;
  /** Fills the staged file. When it returns, the bytes and the note of their digest are on the disk. */
  produce(run: StagedProduction): Promise<{ readonly record: FileRecord; readonly outcome: T }>;
  /** Looks once more at what may have changed meanwhile, just before the target gets its name. */
  beforePublish?(): Promise<void>;
  /** Takes back what `produce` left elsewhere, where nothing was saved. */
  takeBack?(operation: string): Promise<void>;
}

export interface StagedProduction {
  /** 16 random bytes, hexadecimal. */
  readonly operation: string;
  readonly file: StagedFile;
  /** Makes the digest of the result durable. */
  note(record: FileRecord): Promise<void>;
}

/** Where the entry of a finished file stands. */
export interface Recorded {
  readonly ledgerIndex: number;
  readonly leafHash: string;
}

/**
 * Runs the work over a hidden copy beside the target: note, copy, `produce`, rename, fsync of the folder, ledger entry. Whatever fails,
 * nothing is left behind; what a crash leaves, the next start ends.
 * @throws AppError with the code of the step that failed
 */
export async function runStaged<T>(
  work: StagedWork<T>,
  { ledger, pending }: { readonly ledger: Pick<Ledger, 'append'>; readonly pending: PendingRuns },
): Promise<T & Recorded> {
  const { kind, source, target, operation = randomHex(16) } = work;
  const run = {
    kind,
    operation,
    staged: stagedPath(target, operation),
    target,
    document: path.basename(source.path),
    sourceSha256: null,
    resultSha256: null,
    signerSha256: null,
    signer: null,
  };
  await pending.begin(run);
  let file: StagedFile | undefined;
  try {
    file = await stageFile(run.staged, source, work.start);
    const note = (record: FileRecord) => pending.complete({ ...run, ...record });
    const { record, outcome } = await work.produce({ operation, file, note });
    work.onStage?.('saving');
    throwIfCancelled(work.signal);
    await work.turn?.come;
    await work.beforePublish?.();
    await file.publish(target, work.replace);
    work.onStage?.('recording');
    // Name and entry are both on the disk before success is told; the note outlives whichever is first.
    const patient = pending.underway > 1;
    const settled = file.settle(patient);
    const newEntry = { kind, operation, document: path.basename(target), ...record };
    const recorded = [ledger.append(newEntry, { patient }), settled] as const;
    work.turn?.pass();
    await Promise.allSettled(recorded);
    const [entry] = await Promise.all(recorded);
    await pending.end(operation);
    return { ...outcome, ledgerIndex: entry.index, leafHash: entry.leafHash };
  } catch (error) {
    if (file?.published) throw notRecorded(error, target, kind);
    // The note goes last: a staged file without one would never be found again.
    await file?.dispose();
    await work.takeBack?.(operation);
    await pending.end(operation);
    throw error;
  } finally {
    await file?.dispose();
  }
}

/** Whether the file of a run that failed has its name all the same, and only its ledger entry is missing. */
export function isSaved(error: unknown): boolean {
  return isAppError(error) && error.details.saved === true;
}

function notRecorded(error: unknown, target: string, kind: string): AppError {
  const name = path.basename(target);
  const why = error instanceof Error ? error.message : String(error);
  const done = kind === 'document.signed' ? 'signed and saved' : 'saved';
  return new AppError(
    codeOf(error),
    `“${name}” is ${done}, but could not be recorded in the ledger (${why}). It will be recorded at the next start.`,
    { file: name, saved: true },
    { cause: error },
  );
}
