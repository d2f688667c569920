import path from 'node:path';
import { AppError } from '../shared/contract/app-error.ts';
import { identityOf } from '../src-main/platform/files.ts';
import type { BatchOutcome, BatchTask } from '../src-main/workflow/batch/journal.ts';

/** What is said of the files of a batch that are not signed, and the command that signs them. @param batch the folder as it was named */
export function leftWords(
  outcomes: readonly (BatchOutcome | undefined)[],
  { batch, files }: { readonly batch: string; readonly files: number },
): string[] {
  const count = outcomes.length;
  if (count === 0) return [];
  const standing = outcomes.filter((one) => one?.state === 'failed' && one.failure.code === 'TARGET_EXISTS').length;
  const resume = `countersign sign --batch ${JSON.stringify(batch)} --resume`;
  const head = `${count} of ${files} files ${count === 1 ? 'is' : 'are'} not signed`;
  const goOn = `${head}. To go on: ${resume}`;
  if (standing === 0) return [goOn];
  const instead = `To replace them: ${resume} --force. To keep them, sign into another folder with -o DIR.`;
  return standing === count
    ? [`${head}, since signed files of these names exist already. ${instead}`]
    : [goOn, `Of ${standing} of them signed files of these names exist already. ${instead}`];
}

/**
 * Before anybody is asked for a PIN: a batch in which nothing can be done is not begun.
 * @throws AppError TARGET_EXISTS where that is so for all of several files
 */
export async function refuseAllThere(tasks: readonly BatchTask[], replace: boolean): Promise<void> {
  if (replace || tasks.length < 2) return;
  for (const { target } of tasks) if ((await identityOf(target)) === undefined) return;
  const [first] = tasks;
  throw new AppError(
    'TARGET_EXISTS',
    `All ${tasks.length} signed files exist already, “${path.basename(first?.target ?? '')}” among them. Replace them with --force, or sign into another folder with -o DIR.`,
    { files: tasks.length },
  );
}
