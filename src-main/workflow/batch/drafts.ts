import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { BatchId } from '../../../shared/domain/batch.ts';
import { openFile } from '../../platform/files.ts';
import { openedKind } from '../opened-kind.ts';
import type { AddedFile, Others } from './batch-api.ts';
import { idOf } from './batch-view.ts';
import type { FreeTarget, FreeTargets } from './free-targets.ts';
import { type BatchTask, newBatchId } from './journal.ts';

/** A batch that is being gathered. */
export interface Draft {
  readonly files: readonly AddedFile[];
  /** Folder that all results go to; null: each to the folder of its file. */
  readonly targetFolder: string | null;
}

/** Files that a person gathers before they are signed. They are gone with the window. */
export class BatchDrafts {
  readonly #drafts = new Map<BatchId, Draft>();

  ids(): BatchId[] {
    return [...this.#drafts.keys()];
  }

  /** @throws AppError BATCH_NOT_FOUND */
  get(id: BatchId): Draft {
    const draft = this.#drafts.get(id);
    if (draft === undefined) throw notFound();
    return draft;
  }

  has(id: BatchId): boolean {
    return this.#drafts.has(id);
  }

  begin(targetFolder: string | null): BatchId {
    const id = idOf(newBatchId());
    this.#drafts.set(id, { files: [], targetFolder });
    return id;
  }

  /** A file is in it once. @returns how many were added @throws AppError BATCH_NOT_FOUND */
  add(id: BatchId, added: readonly AddedFile[]): number {
    const draft = this.get(id);
    const files = new Map(draft.files.map((file) => [file.source, file]));
    for (const file of added) {
      const source = path.resolve(file.source);
      if (!files.has(source)) files.set(source, { ...file, source });
    }
    this.#drafts.set(id, { ...draft, files: [...files.values()] });
    return files.size - draft.files.length;
  }

  /** @throws AppError BATCH_NOT_FOUND */
  remove(id: BatchId, index: number): void {
    const draft = this.get(id);
    this.#drafts.set(id, { ...draft, files: draft.files.filter((_file, at) => at !== index) });
  }

  /** @throws AppError BATCH_NOT_FOUND */
  choose(id: BatchId, targetFolder: string | null): void {
    this.#drafts.set(id, { ...this.get(id), targetFolder });
  }

  restore(id: BatchId, draft: Draft): void {
    this.#drafts.set(id, draft);
  }

  delete(id: BatchId): void {
    this.#drafts.delete(id);
  }
}

/** What is made of a file, where it goes, under a name that is free. */
export async function taskOf(
  { source, folder }: AddedFile,
  form: BatchTask['form'],
  targetFolder: string | null,
  targets: FreeTargets,
): Promise<BatchTask & FreeTarget> {
  const made = form === 'asic-e' ? 'container' : 'signed';
  const free = await targets.next(source, targetFolder ?? folder ?? path.dirname(source), made, form === 'pdf');
  return { source, form, ...(folder === null ? {} : { isCopy: true }), ...free };
}

/** What is to be made of a file. What cannot be read is left to whoever signs it. */
export async function formOf(source: string, others: Others): Promise<BatchTask['form']> {
  return (await isPdf(source)) ? 'pdf' : others === 'container' ? 'asic-e' : 'cades';
}

async function isPdf(source: string): Promise<boolean> {
  try {
    const file = await openFile(source);
    try {
      return (await openedKind({ path: source, source: file })) === 'pdf';
    } finally {
      await file.close();
    }
  } catch {
    return /\.pdf$/i.test(source);
  }
}

export function notFound(): AppError {
  return new AppError('BATCH_NOT_FOUND', 'This batch is no longer known. Begin it anew.');
}
