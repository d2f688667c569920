import path from 'node:path';
import { AppError } from '../shared/contract/app-error.ts';
import { identityOf } from '../src-main/platform/files.ts';
import type { BatchPlan, BatchTask } from '../src-main/workflow/batch/journal.ts';
import { running } from '../src-main/workflow/batch/outcome.ts';
import { isOfFolder, minuteOf, sharedFiles, unfinishedBatches } from '../src-main/workflow/batch/unfinished.ts';
import type { Session } from '../src-main/workflow/session.ts';
import { confirmByTyping } from './confirm.ts';

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

/**
 * Before anybody is asked for a PIN: a batch of the folder that was stopped when some of its files were signed is not forgotten by mistake,
 * since those would be signed again.
 * @param plan of the batch that is to begin
 * @param isNew whether it is said that it is to begin anew
 * @throws AppError BATCH_UNFINISHED unless that is said, or the person at the terminal says so; BATCH_RUNNING where another process makes the same files
 */
export async function refuseUnfinished(
  session: Pick<Session, 'home' | 'ledger'>,
  { folder, targetFolder }: Pick<BatchPlan, 'folder' | 'targetFolder'>,
  isNew: boolean,
): Promise<void> {
  const found = await unfinishedBatches(session, isOfFolder({ origin: 'command-line', folder }));
  if (found.some(({ isRunning, record }) => isRunning && record.plan.targetFolder === targetFolder)) throw running();
  const earlier = found.find(({ isRunning, signed }) => !isRunning && signed > 0);
  if (earlier === undefined || isNew) return;
  const { left, record } = earlier;
  const { began, tasks } = record.plan;
  const sentence = `The batch of this folder that was begun at ${minuteOf(began)} is not finished: ${left} of ${tasks.length} files are left.`;
  if (
    await confirmByTyping(
      [sentence, 'To go on with it, give --resume. A new one forgets it, and may sign again what it has signed.'],
      'new',
    )
  )
    return;
  throw new AppError(
    'BATCH_UNFINISHED',
    `${sentence} To go on with it give --resume; to forget it and begin anew, --new.`,
    {
      left,
      files: tasks.length,
      began,
    },
  );
}

/** What is said before files are signed that are in an unfinished batch of the window, too. @throws AppError LEDGER_* */
export async function windowBatchWarnings(
  session: Pick<Session, 'home' | 'ledger'>,
  tasks: readonly BatchTask[],
): Promise<string[]> {
  const found = await sharedFiles(
    session,
    tasks.map(({ source }) => path.resolve(source)),
  );
  return found
    .filter(({ origin }) => origin === 'window')
    .map(
      ({ since, count }) =>
        `The batch of ${since} in the window is not finished, and some of these files are in it: ${count}. Go on with it or forget it there, so that nothing is signed twice.`,
    );
}
