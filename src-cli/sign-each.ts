import { statSync } from 'node:fs';
import { codeOf } from '../shared/contract/app-error.ts';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { sideBySide } from '../src-main/workflow/batch/side-by-side.ts';
import { isAtLeast } from '../src-main/workflow/raise-level.ts';
import { REPAIRED_SENTENCE, type RepairedCopies, withRepairHint } from '../src-main/workflow/repair.ts';
import type { Session } from '../src-main/workflow/session.ts';
import type { SignJob } from '../src-main/workflow/sign-document.ts';
import type { FileSignJob } from '../src-main/workflow/sign-file.ts';
import type { SigningRun } from '../src-main/workflow/signing-run.ts';
import type { BatchProgress } from './batch-progress.ts';
import { errorBody, errorLineOf, exitOf, type Output, worst } from './output.ts';
import { inWords, summary } from './sign-summary.ts';

/** A job with the name that the person gave its file. */
export interface NamedJob {
  readonly name: string;
  readonly job: SignJob | FileSignJob;
}

/** What all files of a run share. */
export interface SignEachOptions {
  readonly run: SigningRun;
  readonly signal: AbortSignal;
  readonly session: Session;
  readonly output: Output;
  readonly repairs: RepairedCopies | undefined;
  readonly progress: BatchProgress | undefined;
}

/** Bytes from which a file keeps key, disk and thread busy by itself. */
const LARGE = 16_000_000;

/** A few files are signed one after the other: each has its own checkpoint in the ledger, and what is said comes as it happens. */
const FEW = 16;

/** Signs the files, a batch several at a time, each on its own success or failure; results in the order of the files. */
export async function signEach(jobs: readonly NamedJob[], options: SignEachOptions): Promise<ExitStatus> {
  const { run, output, repairs, progress } = options;
  const results: unknown[] = [];
  const statuses: ExitStatus[] = [];
  let isCancelled = false;
  const work = async (named: NamedJob, index: number): Promise<boolean> => {
    try {
      const { result, status, words } = await signOne(named, options);
      results[index] = result;
      statuses.push(status);
      progress?.clear();
      output.say(words);
      return true;
    } catch (failure) {
      if (jobs.length === 1) throw failure;
      const error = repairs === undefined ? await withRepairHint(failure, named.name) : failure;
      results[index] = { file: named.name, error: errorBody(error) };
      statuses.push(exitOf(error));
      progress?.clear();
      // Those that were under way are all cancelled at once.
      if (!isCancelled) output.remark(errorLineOf(named.name, error));
      isCancelled ||= codeOf(error) === 'CANCELLED';
      return !run.isOver(error);
    } finally {
      progress?.step();
    }
  };
  const oneByOne = repairs !== undefined || (progress === undefined && jobs.length <= FEW);
  await sideBySide(jobs, { oneByOne, isLarge: ({ job }) => isLarge(job), work });
  output.object(jobs.length === 1 ? results[0] : { files: results.filter((result) => result !== undefined) });
  return worst(statuses);
}

async function signOne({ name, job }: NamedJob, { run, signal, session, output, repairs }: SignEachOptions) {
  const usable = await repaired({ ...job, signal }, repairs);
  const isRepaired = 'source' in usable && 'source' in job && usable.source !== job.source;
  if (isRepaired) output.remark(`warning: ${REPAIRED_SENTENCE}`);
  const outcome = 'form' in usable ? await run.signFile(usable) : await run.sign(usable);
  const status: ExitStatus = isAtLeast(outcome.level.reached, outcome.level.asked) ? 0 : 3;
  return { result: { ...summary(name, outcome, run, session), repaired: isRepaired }, status, words: inWords(outcome) };
}

/** With --repair a damaged document is replaced by its repaired copy. */
export async function repaired<T extends SignJob | FileSignJob>(
  job: T,
  repairs: RepairedCopies | undefined,
): Promise<T> {
  if (repairs === undefined || 'form' in job) return job;
  return { ...job, source: await repairs.usable(job.source, job.target, job.signal) };
}

function isLarge(job: SignJob | FileSignJob): boolean {
  const files = 'form' in job ? job.sources : [job.source];
  return files.some((file) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGE);
}
