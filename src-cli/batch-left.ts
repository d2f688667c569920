import type { BatchOutcome } from '../src-main/workflow/batch/journal.ts';

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
