import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { ExitStatus } from '../shared/contract/error-codes.ts';
import { locateHome } from '../src-main/platform/home.ts';
import { interruptible } from '../src-main/platform/interrupt.ts';
import type { Tokens } from '../src-main/tokens/tokens.ts';
import { Batch } from '../src-main/workflow/batch/batch.ts';
import { type BatchRecord, type BatchTask, batchRecords } from '../src-main/workflow/batch/journal.ts';
import type { BatchResult } from '../src-main/workflow/batch/outcome.ts';
import { resultRow } from '../src-main/workflow/batch/results-table.ts';
import { stopsBatch } from '../src-main/workflow/batch/stops-batch.ts';
import { replaceOthers } from '../src-main/workflow/batch/unfinished.ts';
import type { KeyWish } from '../src-main/workflow/keys.ts';
import { openTokens } from '../src-main/workflow/module-health.ts';
import { RepairedCopies } from '../src-main/workflow/repair.ts';
import { openSession, type Session } from '../src-main/workflow/session.ts';
import type { SignJob } from '../src-main/workflow/sign-document.ts';
import type { FileSignJob } from '../src-main/workflow/sign-file.ts';
import { SigningRun } from '../src-main/workflow/signing-run.ts';
import { isSaved } from '../src-main/workflow/staged-run.ts';
import { usage } from './arguments.ts';
import { leftWords } from './batch-left.ts';
import { keptChoices, resumedOptions } from './batch-options.ts';
import { BatchProgress } from './batch-progress.ts';
import { refuseAllThere, refuseUnfinished, windowBatchWarnings } from './batch-refusals.ts';
import { refuseResults, saveResults } from './batch-results.ts';
import { foundKey } from './found-key.ts';
import type { Output } from './output.ts';
import { runOptions } from './run-options.ts';
import { repaired } from './sign-each.ts';
import { inputs, jobsOf, namesIn } from './sign-jobs.ts';
import { pdfJobs, type SignOptions } from './sign-options.ts';
import { filesObject, SignResults } from './sign-results.ts';

/** What is to be signed, with the names that people know the files by. */
interface Work {
  readonly options: SignOptions;
  /** Looked for once it is wanted. */
  findKey(): Promise<KeyWish>;
  readonly folder: string;
  readonly names: readonly string[];
  readonly tasks: readonly BatchTask[];
  /** The batch that is taken up again. */
  readonly record: BatchRecord | undefined;
  jobOf(task: BatchTask): SignJob | FileSignJob;
}

interface Means {
  readonly session: Session;
  readonly tokens: Tokens;
  readonly output: Output;
}

/** `countersign sign --batch DIR`: all of a folder with one key; what an interruption leaves is signed later with `--resume`. */
export async function signBatch(files: readonly string[], given: SignOptions, output: Output): Promise<ExitStatus> {
  if (given.resume === true && given.new === true) {
    throw usage('--resume goes on with a batch and --new begins another one. Give one of them.');
  }
  if (given.resume !== true) await refuseResults(given);
  const tokens = openTokens(locateHome());
  try {
    const fresh = given.resume === true ? undefined : await freshWork(files, given, tokens);
    const session = await openSession({ trust: given.trust });
    try {
      for (const sentence of session.reconciled) output.remark(sentence);
      return await signWork(fresh ?? (await resumedWork(files, given, { session, tokens })), {
        session,
        tokens,
        output,
      });
    } finally {
      await session.close();
    }
  } finally {
    await tokens.close();
  }
}

/** @throws AppError USAGE, INPUT_*, TARGET_EQUALS_SOURCE, RECT_INVALID, IMAGE_UNREADABLE */
async function freshWork(files: readonly string[], options: SignOptions, tokens: Tokens): Promise<Work> {
  const key = await foundKey(options, tokens);
  loadAhead(key, tokens);
  const jobs = await jobsOf(await inputs(files, options.batch), options, await pdfJobs(options));
  const tasks = jobs.map(({ job }): BatchTask => {
    const [source, form] = 'form' in job ? [job.sources[0], 'cades' as const] : [job.source, 'pdf' as const];
    return { source, target: job.target, form };
  });
  const byTarget = new Map(jobs.map(({ job }) => [job.target, job]));
  return {
    options,
    findKey: async () => key,
    folder: await folderOf(options),
    names: jobs.map(({ name }) => name),
    tasks,
    record: undefined,
    jobOf({ target }) {
      const job = byTarget.get(target);
      if (job === undefined) throw new RangeError('no job has this target');
      return job;
    },
  };
}

/** @throws AppError USAGE where no batch of the folder is unfinished, or other choices are given than it was begun with */
async function resumedWork(
  files: readonly string[],
  given: SignOptions,
  { session: { home }, tokens }: Pick<Means, 'session' | 'tokens'>,
): Promise<Work> {
  if (files.length > 0) throw usage('Leave out the files: --resume takes those of the batch.');
  const folder = await folderOf(given);
  const record = (await batchRecords(home)).find(
    ({ plan }) => plan.origin === 'command-line' && plan.folder === folder,
  );
  if (record === undefined) {
    await namesIn(given.batch ?? '');
    throw usage(
      `No batch of the folder “${given.batch}” was left unfinished here. Begin one without --resume; one of the window goes on there.`,
    );
  }
  await refuseResults(given, record.plan);
  const { tasks, choices } = record.plan;
  const options = resumedOptions(choices, given);
  const pdfJob = await pdfJobs(options);
  return {
    options,
    findKey: () => foundKey(options, tokens),
    folder,
    names: tasks.map(({ source }) => source),
    tasks,
    record,
    jobOf({ source, target, form }) {
      if (form === 'pdf') return pdfJob(source, target);
      const { allowExpired } = options;
      return { form, sources: [source], target, replace: options.force ?? false, allowExpired };
    },
  };
}

async function signWork(work: Work, means: Means): Promise<ExitStatus> {
  const { options, folder, record, tasks, jobOf } = work;
  const { session, tokens, output } = means;
  const again = record === undefined ? undefined : await Batch.reopen(session, record);
  const repairs = options.repair === true ? new RepairedCopies() : undefined;
  if (again === undefined) {
    await refuseUnfinished(session, { folder, targetFolder: targetOf(options) }, options.new ?? false);
    await refuseAllThere(tasks, options.force ?? false);
    for (const sentence of await windowBatchWarnings(session, tasks)) output.remark(`warning: ${sentence}`);
  }
  const asked = runOptions(options, output);
  let batch = again;
  try {
    if (again !== undefined && again.left.length === 0) return await endSigned(work, again, means);
    const key = await work.findKey();
    loadAhead(key, tokens);
    const [only, ...others] = tasks;
    const run = await SigningRun.begin(session, tokens, key, {
      ...asked,
      documents: again?.left.length ?? tasks.length,
      first: only !== undefined && others.length === 0 ? await repaired(jobOf(only), repairs) : undefined,
    });
    try {
      // Written down only now: whoever changed their mind before the PIN has begun nothing.
      batch = again ?? (await Batch.begin(session, planOf(work)));
      const begun = batch;
      if (again === undefined) await replaceOthers(session.home, begun.plan);
      return await interruptible(async (signal) => {
        try {
          return await signAll({ ...work, batch: begun, run, signal, repairs }, means);
        } finally {
          // A module that does not answer would not log out either.
          if (signal.aborted) await tokens.close();
        }
      });
    } finally {
      await run.end();
    }
  } finally {
    asked.forget();
    await repairs?.remove();
    await batch?.close();
  }
}

/** Nothing is left to sign: an interruption had lost that, or the ledger did not know of it yet. No key is wanted. */
async function endSigned({ options, tasks }: Work, batch: Batch, { output }: Means): Promise<ExitStatus> {
  const rows = earlierRows(tasks, batch).map(({ row }) => row);
  output.object(filesObject(rows, tasks.length));
  output.remark(`${tasks.length} of ${tasks.length} files are signed and in the ledger: nothing was left to do.`);
  await saveResults(options, batch);
  await batch.forget();
  return 0;
}

/** What is told of files that were signed before. */
function earlierRows(tasks: readonly BatchTask[], batch: Batch) {
  return [...tasks.entries()].flatMap(([index, task]) => {
    const outcome = batch.outcome(index);
    return outcome?.state === 'signed' ? [{ index, row: { ...resultRow(task, outcome), signedEarlier: true } }] : [];
  });
}

/** The module is loaded in its own process while other things are done; its errors come when the key is chosen. */
function loadAhead(key: KeyWish, tokens: Tokens): void {
  if (key.kind === 'pkcs11') tokens.moduleInfo(key.module).catch(() => undefined);
}

interface Signing extends Work {
  readonly batch: Batch;
  readonly run: SigningRun;
  readonly signal: AbortSignal;
  readonly repairs: RepairedCopies | undefined;
}

async function signAll(work: Signing, { session, output }: Means): Promise<ExitStatus> {
  const { batch, run, signal, repairs, names, tasks, jobOf, options } = work;
  const progress = new BatchProgress(batch.left.length);
  const results = new SignResults({
    run,
    session,
    output,
    names,
    repairs: repairs !== undefined,
    clear: () => progress.clear(),
  });
  for (const { index, row } of earlierRows(tasks, batch)) results.earlier(index, row);
  const isRepaired = new Set<number>();
  let failure: unknown;
  let saved = 0;
  const onResult = async (index: number, { outcome, error }: BatchResult): Promise<void> => {
    if (outcome === undefined) {
      failure = error;
      if (isSaved(error)) saved += 1;
      await results.failed(index, error);
    } else results.signed(index, outcome, isRepaired.has(index));
    const isThere = outcome !== undefined || isSaved(error);
    if (isThere || !stopsBatch(run, error)) progress.step(isThere);
  };
  const usable = async (task: BatchTask, index: number) => {
    const job = { ...jobOf(task), signal };
    const taken = await repaired(job, repairs);
    if ('source' in taken && taken.source !== task.source) isRepaired.add(index);
    return taken;
  };
  // Who types a PIN for each signature is asked for the next one when the one before is made.
  const isTyped = options.pinEnv === undefined && options.pinStdin !== true;
  const oneByOne = () => repairs !== undefined || (isTyped && run.pinIsRepeated);
  let unnoted: unknown;
  await batch.sign({ run, signal, jobOf: usable, oneByOne, onResult }).catch((error: unknown) => {
    unnoted = error;
  });
  progress.end();
  await saveResults(options, batch);
  const left = batch.left.map((index) => batch.outcome(index));
  if (left.length === 0) await batch.forget();
  if (tasks.length === 1 && failure !== undefined) throw failure;
  for (const words of leftWords(left, { batch: options.batch ?? '', files: tasks.length, saved })) output.remark(words);
  if (unnoted !== undefined) throw unnoted;
  return results.end();
}

function planOf({ options, folder, tasks }: Work): Parameters<typeof Batch.begin>[1] {
  return {
    origin: 'command-line',
    folder,
    targetFolder: targetOf(options),
    choices: keptChoices(options),
    tasks: [...tasks],
  };
}

/** The folder itself, by whatever way it is named: it is one folder that has an unfinished batch or has none. */
async function folderOf({ batch = '' }: SignOptions): Promise<string> {
  return realpath(batch).catch(() => path.resolve(batch));
}

/** Null: each beside its document. */
function targetOf({ output }: SignOptions): string | null {
  return output === undefined ? null : path.resolve(output);
}
