import path from 'node:path';
import { AppError, codeOf } from '../shared/contract/app-error.ts';
import { isRegularFile, openFile } from '../src-main/platform/files.ts';
import type { Batch } from '../src-main/workflow/batch/batch.ts';
import type { BatchPlan } from '../src-main/workflow/batch/journal.ts';
import { isTableOf, resultsForm, resultsTable } from '../src-main/workflow/batch/results-table.ts';
import { saveText } from '../src-main/workflow/save-text.ts';
import { refusePlace } from '../src-main/workflow/target.ts';
import type { SignOptions } from './sign-options.ts';

/** Bytes of a table that are looked at: its head, and the path of its first file. */
const HEAD = 64 * 1024;

/**
 * Before anything is signed: a table that exists stays, but for the one of the same batch, which is told anew when that goes on.
 * @param plan of the batch that goes on; absent for a new one
 * @throws AppError USAGE, TARGET_EXISTS, TARGET_NOT_WRITABLE, INPUT_UNREADABLE
 */
export async function refuseResults({ results, force = false }: SignOptions, plan?: BatchPlan): Promise<void> {
  if (results === undefined) return;
  const form = resultsForm(results);
  if (plan === undefined) return refusePlace(results, force);
  await refusePlace(results, force || (await isOwnTable(results, plan, form))).catch((error: unknown) => {
    if (codeOf(error) !== 'TARGET_EXISTS') throw error;
    // Here --force would replace signed files, too: it is not what is asked for.
    const file = path.basename(results);
    const sentence = `“${file}” exists already and is not the table of this batch. Give --results a new name.`;
    throw new AppError('TARGET_EXISTS', sentence, { file });
  });
}

/** Writes the table that `--results` asks for. @throws as `refuseResults`, DISK_FULL */
export async function saveResults({ results, force = false }: SignOptions, batch: Batch): Promise<void> {
  if (results === undefined) return;
  const form = resultsForm(results);
  const table = resultsTable(batch.plan, (index) => batch.outcome(index), form);
  await saveText(path.resolve(results), table, force || (await isOwnTable(results, batch.plan, form)));
}

async function isOwnTable(file: string, plan: BatchPlan, form: ReturnType<typeof resultsForm>): Promise<boolean> {
  if (!(await isRegularFile(file))) return false;
  const source = await openFile(file);
  try {
    const head = await source.read(0, Math.min(source.size, HEAD));
    return isTableOf(Buffer.from(head).toString('utf8'), plan, form);
  } finally {
    await source.close();
  }
}
