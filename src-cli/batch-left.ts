import path from 'node:path';
import { AppError } from '../shared/contract/app-error.ts';
import { identityOf } from '../src-main/platform/files.ts';
import { running } from '../src-main/workflow/batch/batch.ts';
import type { BatchOutcome, BatchPlan, BatchTask } from '../src-main/workflow/batch/journal.ts';
import { isOfFolder, minuteOf, unfinishedBatches } from '../src-main/workflow/batch/unfinished.ts';
import type { Session } from '../src-main/workflow/session.ts';
import { confirmByTyping } from './confirm.ts';

/**
 * What is said of the files of a batch that are not done, and the command that ends it.
 * @param batch the folder as it was named
 * @param saved how many of them are signed and only not in the ledger
 */
export function leftWords(
  outcomes: readonly (BatchOutcome | undefined)[],
  { batch, files, saved }: { readonly batch: string; readonly files: number; readonly saved: number },
): string[] {
  if (outcomes.length === 0) return [];
  const count = outcomes.length - saved;
  const standing = outcomes.filter((one) => one?.state === 'failed' && one.failure.code === 'TARGET_EXISTS').length;
  const resume = `countersign sign --batch ${JSON.stringify(batch)} --resume`;
  const isOne = saved === 1;
  const unrecorded = `${saved} of ${files} files ${isOne ? 'is' : 'are'} signed and saved, but not in the ledger yet.`;
  const record =
    saved === 0 ? [] : [count > 0 ? unrecorded : `${unrecorded} To record ${isOne ? 'it' : 'them'}: ${resume}`];
  if (count === 0) return record;
  const head = `${count} of ${files} files ${count === 1 ? 'is' : 'are'} not signed`;
  const goOn = `${head}. To go on: ${resume}`;
  if (standing === 0) return [...record, goOn];
  const instead = `To replace them: ${resume} --force. To keep them, sign into another folder with -o DIR.`;
  return standing === count
    ? [...record, `${head}, since signed files of these names exist already. ${instead}`]
    : [...record, goOn, `Of ${standing} of them signed files of these names exist already. ${instead}`];
}

/** Names that are told in one sentence. */
const MOST_NAMES = 5;

/**
 * What is said of files that were not tried, since the one before stopped them all.
 * @param names of those files, at least one
 * @param files how many there are in all
 */
export function untriedWords(names: readonly string[], files: number): string {
  const told = names.slice(0, MOST_NAMES).map((name) => `“${name}”`);
  const more = names.length > told.length ? [`${names.length - told.length} more`] : [];
  const [is, them] = names.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${names.length} of ${files} files ${is} not signed: ${[...told, ...more].join(', ')}. Sign ${them} again once that is remedied.`;
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
