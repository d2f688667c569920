import path from 'node:path';
import type { BatchFile } from '../../../shared/domain/batch.ts';
import { saveText } from '../save-text.ts';
import { freeName } from '../target-name.ts';
import type { FileRange } from './batch-api.ts';
import { fileView } from './batch-view.ts';
import type { BatchOutcome, BatchPlan } from './journal.ts';
import { type ResultsForm, resultsTable } from './results-table.ts';

/** What became of the files of a batch, whether it runs or not. */
export interface FilesSoFar {
  readonly plan: Pick<BatchPlan, 'id' | 'began' | 'tasks'>;
  outcomeOf(index: number): BatchOutcome | undefined;
  isSigning(index: number): boolean;
}

/** A page of its files, and how many of that kind there are. */
export function filesOf(
  { plan: { tasks }, outcomeOf, isSigning }: FilesSoFar,
  { offset, limit, show }: FileRange,
): { total: number; files: BatchFile[] } {
  const shown = [...tasks.keys()].filter((index) => show === 'all' || outcomeOf(index)?.state === show);
  const files = shown.slice(offset, offset + limit).flatMap((index) => {
    const task = tasks[index];
    return task === undefined ? [] : [fileView(index, task, outcomeOf(index), isSigning(index))];
  });
  return { total: shown.length, files };
}

/** Absolute path that is proposed for the table of results. */
export function tableTarget({ plan: { tasks } }: FilesSoFar, form: ResultsForm): Promise<string> {
  return freeName(path.dirname(tasks[0]?.target ?? path.resolve('results')), 'results', form);
}

/** @throws AppError TARGET_EXISTS unless `overwrite`; TARGET_NOT_WRITABLE, DISK_FULL */
export async function saveTable(
  { plan, outcomeOf }: FilesSoFar,
  form: ResultsForm,
  { path: target, overwrite }: { readonly path: string; readonly overwrite: boolean },
): Promise<void> {
  await saveText(target, resultsTable(plan, outcomeOf, form), overwrite);
}
