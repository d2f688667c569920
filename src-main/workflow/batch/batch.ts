import { batchId } from '../../../shared/domain/batch.ts';
import { claimFile } from '../file-claim.ts';
import type { Session } from '../session.ts';
import type { SignJob } from '../sign-document.ts';
import type { FileSignJob } from '../sign-file.ts';
import type { SigningRun } from '../signing-run.ts';
import { isSaved } from '../staged-run.ts';
import { type BatchFacts, countsOf } from './batch-facts.ts';
import { Gate } from './gate.ts';
import {
  type BatchFailure,
  BatchJournal,
  type BatchOutcome,
  type BatchPlan,
  type BatchRecord,
  type BatchTask,
  lockOf,
  newBatchId,
  operationOf,
} from './journal.ts';
import { type BatchResult, failureOf, outcomeOf, running, stoppedByPerson } from './outcome.ts';
import { Pace } from './pace.ts';
import { isLargeFile, sideBySide } from './side-by-side.ts';
import { signedBefore } from './signed-before.ts';
import { isFullDisk, stopsBatch } from './stops-batch.ts';

type Parts = Pick<Session, 'home' | 'ledger' | 'pending' | 'clock' | 'outbox' | 'trust'>;

export interface BatchWork {
  readonly run: SigningRun;
  readonly signal: AbortSignal;
  /** What is to be done with one file. May throw what keeps it from being signed. */
  jobOf(task: BatchTask, index: number): Promise<SignJob | FileSignJob>;
  /** True where each file waits for the one before. Asked when the first one is done. */
  oneByOne?(): boolean;
  /** True where a full disk pauses the batch, and the file is tried again when it goes on; else it stops the batch. */
  readonly pausesAtFullDisk?: boolean;
  /** Told of each file that was tried, in the order in which they are finished. */
  onResult?(index: number, result: BatchResult): void | Promise<void>;
}

/**
 * Many files that are signed with one key: which were signed outlives this process, in a journal in the home and in the ledger, so that the
 * rest can be signed later and none is signed twice. Held by one process at a time.
 */
export class Batch {
  readonly plan: BatchPlan;
  readonly #journal: BatchJournal;
  readonly #letGo: () => Promise<void>;
  readonly #outcomes: Map<number, BatchOutcome>;
  readonly #signing = new Set<number>();
  readonly #listeners = new Set<() => void>();
  readonly #pace = new Pace();
  #failure: BatchFailure | null;
  #isRunning = false;
  readonly #gate = new Gate();

  private constructor(
    record: Pick<BatchRecord, 'plan' | 'failure'>,
    outcomes: Map<number, BatchOutcome>,
    journal: BatchJournal,
    letGo: () => Promise<void>,
  ) {
    this.plan = record.plan;
    this.#failure = record.failure;
    this.#outcomes = outcomes;
    this.#journal = journal;
    this.#letGo = letGo;
  }

  /** Writes down what is to be done, before any of it. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  static async begin(
    { home, clock }: Parts,
    plan: Omit<BatchPlan, 'version' | 'id' | 'began'>,
    id: string = newBatchId(),
  ): Promise<Batch> {
    const whole: BatchPlan = {
      version: 1,
      id: batchId.parse(id),
      began: clock.now().toISOString(),
      ...plan,
    };
    const journal = await BatchJournal.create(home, whole);
    const letGo = await claimFile(lockOf(journal.file));
    if (letGo === undefined) throw running();
    return new Batch({ plan: whole, failure: null }, new Map(), journal, letGo);
  }

  /**
   * Takes a batch up again: what the ledger knows to be signed is signed, whatever the journal lost, and so is what has its name and could
   * not be recorded, which it is now.
   * @throws AppError BATCH_RUNNING where another process has it; LEDGER_*, DISK_FULL
   */
  static async reopen(parts: Parts, record: BatchRecord): Promise<Batch> {
    const letGo = await claimFile(lockOf(record.file));
    if (letGo === undefined) throw running();
    try {
      const outcomes = new Map(record.outcomes);
      const journal = new BatchJournal(record.file);
      const noted = await parts.pending.noted();
      for (const [index, task] of record.plan.tasks.entries()) {
        if (outcomes.get(index)?.state === 'signed') continue;
        const found = await signedBefore({ ...parts, noted }, { batch: record.plan.id, task, index });
        if (found === undefined) continue;
        outcomes.set(index, found);
        journal.note(found);
      }
      const batch = new Batch(record, outcomes, journal, letGo);
      if (batch.left.length === 0) batch.#forgetFailure();
      return batch;
    } catch (error) {
      await letGo();
      throw error;
    }
  }

  /** What became of a file so far; undefined where nothing did. */
  outcome(index: number): BatchOutcome | undefined {
    return this.#outcomes.get(index);
  }

  isSigning(index: number): boolean {
    return this.#signing.has(index);
  }

  /** Indexes of the files that are not signed, those that failed among them. */
  get left(): number[] {
    return [...this.plan.tasks.keys()].filter((index) => this.#outcomes.get(index)?.state !== 'signed');
  }

  get facts(): BatchFacts {
    const counts = countsOf(this.#outcomes.values());
    const tried = counts.signed + counts.failed;
    const files = this.plan.tasks.length;
    const isPaused = this.#gate.isClosed;
    const state = this.#isRunning
      ? isPaused
        ? this.#signing.size > 0
          ? 'pausing'
          : 'paused'
        : 'running'
      : tried === files && this.#failure === null
        ? 'done'
        : 'stopped';
    return {
      state,
      files,
      ...counts,
      perSecond: this.#isRunning && !isPaused ? this.#pace.perSecond : null,
      secondsLeft: this.#isRunning && !isPaused ? this.#pace.secondsFor(files - tried) : null,
      failure: this.#gate.failure ?? this.#failure,
    };
  }

  /** Calls back at each change. Gives the way to unsubscribe. */
  subscribe(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  /**
   * Signs what is left, each file on its own success or failure. It stops early where the key is gone or the person asked for that; what
   * was not signed then can be taken up again. Never throws for a file.
   * @throws AppError HOME_NOT_WRITABLE, DISK_FULL where what became of the files cannot be noted
   */
  async sign({
    run,
    signal,
    jobOf,
    oneByOne = () => false,
    pausesAtFullDisk = false,
    onResult,
  }: BatchWork): Promise<void> {
    const left = this.left;
    for (const index of left) this.#outcomes.delete(index);
    this.#forgetFailure();
    this.#isRunning = true;
    this.#pace.begin();
    this.#changed();
    const work = async (index: number, _place: number, handOver: () => void): Promise<boolean> => {
      const task = this.plan.tasks[index];
      if (task === undefined) return true;
      const tried = () => this.#try(task, index, { run, signal, jobOf, handOver });
      let result = await tried();
      while (pausesAtFullDisk && isFullDisk(result.error) && !isSaved(result.error) && !signal.aborted) {
        this.#pause(failureOf(result.error));
        this.#changed();
        await this.#gate.passed(signal);
        if (!signal.aborted) result = await tried();
      }
      const isOver = result.error !== undefined && stopsBatch(run, result.error);
      if (isOver) this.#failure ??= failureOf(result.error);
      else this.#keep(outcomeOf(index, result));
      this.#pace.step();
      await onResult?.(index, result);
      this.#changed();
      return !isOver;
    };
    try {
      await sideBySide(left, {
        oneByOne,
        isLarge: (index) => isLargeFile(this.plan.tasks[index]?.source ?? ''),
        gate: () => this.#gate.passed(signal),
        proven: run.proven,
        work,
      });
      if (signal.aborted) this.#failure ??= failureOf(stoppedByPerson());
    } finally {
      this.#isRunning = false;
      this.#gate.open();
      if (this.#failure !== null) this.#journal.noteStop(this.#failure);
      await this.#journal.settle();
      this.#changed();
    }
  }

  /** What is under way is finished; nothing more is begun until `resume`. */
  pause(): void {
    this.#pause(null);
  }

  /** @param failure why, where nobody asked for it */
  #pause(failure: BatchFailure | null): void {
    if (this.#isRunning && this.#gate.close(failure)) this.#changed();
  }

  resume(): void {
    if (!this.#gate.isClosed) return;
    this.#pace.begin();
    this.#gate.open();
    this.#changed();
  }

  /** Lets the batch go, for this process or another one to take up again. */
  async close(): Promise<void> {
    await this.#journal.settle().catch(() => undefined);
    await this.#letGo();
  }

  /** Lets it go and forgets it. The signed files stay as they are. */
  async forget(): Promise<void> {
    await this.#journal.remove();
    await this.#letGo();
  }

  async #try(
    task: BatchTask,
    index: number,
    { run, signal, jobOf, handOver }: Pick<BatchWork, 'run' | 'signal' | 'jobOf'> & { handOver(): void },
  ): Promise<BatchResult> {
    this.#signing.add(index);
    this.#changed();
    try {
      const job = { ...(await jobOf(task, index)), signal, operation: operationOf(this.plan.id, index) };
      return { outcome: 'form' in job ? await run.signFile(job) : await run.sign(job, handOver) };
    } catch (error) {
      return { error };
    } finally {
      this.#signing.delete(index);
    }
  }

  /** What stopped it is no more. */
  #forgetFailure(): void {
    if (this.#failure !== null) this.#journal.noteStop(null);
    this.#failure = null;
  }

  #keep(outcome: BatchOutcome): void {
    this.#outcomes.set(outcome.index, outcome);
    this.#journal.note(outcome);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}
