import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { isLargeFile, sideBySide } from '../src-main/workflow/batch/side-by-side.ts';
import { stopsBatch } from '../src-main/workflow/batch/stops-batch.ts';
import type { RepairedCopies } from '../src-main/workflow/repair.ts';
import type { Session } from '../src-main/workflow/session.ts';
import type { SignJob } from '../src-main/workflow/sign-document.ts';
import type { FileSignJob } from '../src-main/workflow/sign-file.ts';
import type { SigningRun } from '../src-main/workflow/signing-run.ts';
import { untriedWords } from './batch-left.ts';
import type { Output } from './output.ts';
import type { NamedJob } from './sign-jobs.ts';
import { SignResults } from './sign-results.ts';

/** What all files of a run share. */
export interface SignEachOptions {
  readonly run: SigningRun;
  readonly signal: AbortSignal;
  readonly session: Session;
  readonly output: Output;
  readonly repairs: RepairedCopies | undefined;
}

/** A few files are signed one after the other: each has its own checkpoint in the ledger, and what is said comes as it happens. */
const FEW = 16;

/** Signs the files, many of them several at a time, each on its own success or failure; results in the order of the files. */
export async function signEach(jobs: readonly NamedJob[], options: SignEachOptions): Promise<ExitStatus> {
  const { run, repairs, signal, output } = options;
  const names = jobs.map(({ name }) => name);
  const results = new SignResults({ ...options, names, repairs: repairs !== undefined });
  const untried = new Set(jobs);
  const work = async (named: NamedJob, index: number): Promise<boolean> => {
    untried.delete(named);
    const { job } = named;
    try {
      const usable = await repaired({ ...job, signal }, repairs);
      const isRepaired = 'source' in usable && 'source' in job && usable.source !== job.source;
      results.signed(index, 'form' in usable ? await run.signFile(usable) : await run.sign(usable), isRepaired);
      return true;
    } catch (failure) {
      if (jobs.length === 1) throw failure;
      await results.failed(index, failure);
      return !stopsBatch(run, failure);
    }
  };
  // Who types a PIN for each signature is asked for the next one when the one before is made.
  const oneByOne = () => repairs !== undefined || jobs.length <= FEW || run.pinIsRepeated;
  await sideBySide(jobs, {
    oneByOne,
    isLarge: ({ job }) => ('form' in job ? job.sources : [job.source]).some(isLargeFile),
    work,
  });
  const left = [...untried].map(({ name }) => name);
  if (left.length > 0) output.remark(untriedWords(left, names.length));
  return results.end();
}

/** With --repair a damaged document is replaced by its repaired copy. */
export async function repaired<T extends SignJob | FileSignJob>(
  job: T,
  repairs: RepairedCopies | undefined,
): Promise<T> {
  if (repairs === undefined || 'form' in job) return job;
  return { ...job, source: await repairs.usable(job.source, job.target, job.signal) };
}
