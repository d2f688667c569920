import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { BatchId } from '../../../shared/domain/batch.ts';
import { openFile } from '../../platform/files.ts';
import { openedKind } from '../opened-kind.ts';
import { freeTarget } from '../target-name.ts';
import { newBatchId } from './batch.ts';
import { idOf } from './batch-view.ts';
import type { BatchTask } from './journal.ts';

/** Files that a person gathers before they are signed. They are gone with the window. */
export class BatchDrafts {
  readonly #drafts = new Map<BatchId, string[]>();

  ids(): BatchId[] {
    return [...this.#drafts.keys()];
  }

  /** @throws AppError BATCH_NOT_FOUND */
  get(id: BatchId): readonly string[] {
    return this.#mine(id);
  }

  has(id: BatchId): boolean {
    return this.#drafts.has(id);
  }

  /** Null: a new one. A file is in it once. @throws AppError BATCH_NOT_FOUND */
  add(id: BatchId | null, files: readonly string[]): BatchId {
    const own = id ?? idOf(newBatchId());
    const known = id === null ? [] : this.#mine(id);
    this.#drafts.set(own, [...new Set([...known, ...files.map((file) => path.resolve(file))])]);
    return own;
  }

  /** @throws AppError BATCH_NOT_FOUND */
  remove(id: BatchId, index: number): void {
    this.#mine(id).splice(index, 1);
  }

  restore(id: BatchId, files: readonly string[]): void {
    this.#drafts.set(id, [...files]);
  }

  delete(id: BatchId): void {
    this.#drafts.delete(id);
  }

  #mine(id: BatchId): string[] {
    const files = this.#drafts.get(id);
    if (files === undefined) throw notFound();
    return files;
  }
}

/** What is to be made of a file, beside it under a name that is free. What cannot be read is left to whoever signs it. */
export async function taskOf(source: string): Promise<BatchTask> {
  const form = await formOf(source);
  return { source, target: await freeTarget(source, path.dirname(source), 'signed', form === 'pdf'), form };
}

async function formOf(source: string): Promise<BatchTask['form']> {
  try {
    const file = await openFile(source);
    try {
      return (await openedKind({ path: source, source: file })) === 'pdf' ? 'pdf' : 'cades';
    } finally {
      await file.close();
    }
  } catch {
    return /\.pdf$/i.test(source) ? 'pdf' : 'cades';
  }
}

export function notFound(): AppError {
  return new AppError('BATCH_NOT_FOUND', 'This batch is no longer known. Begin it anew.');
}
