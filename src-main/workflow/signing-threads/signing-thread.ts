import type { Worker } from 'node:worker_threads';
import { AppError, errorOf, failureOf } from '../../../shared/contract/app-error.ts';
import { answerFor } from '../../platform/program-files.ts';
import { startThread, type ThreadProgram } from '../../platform/thread.ts';
import type { SignDependencies, SignJob, SignOutcome } from '../sign-document.ts';
import type { FromThread, OpenKey, ThreadStart, ToThread } from './calls.ts';

const PROGRAM = { source: 'workflow/signing-threads/thread.ts', bundled: 'signing-thread.cjs' };

/** MB. What a document leaves behind is gone before it would have to be moved. */
const YOUNG = 64;

/** What stays with the main thread. */
export type SigningParts = Pick<SignDependencies, 'clock' | 'ledger' | 'unlock' | 'turn' | 'warn'>;

interface Underway {
  readonly parts: SigningParts;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (outcome: SignOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread that signs documents, several at the same time. Idle it keeps no process alive. */
export class SigningThread {
  readonly #worker: Worker;
  readonly #underway = new Map<number, Underway>();
  #next = 1;
  #end: AppError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromThread) => void this.#hear(message));
    worker.on('error', (error) => this.#over(error));
    worker.on('exit', () => this.#over());
    worker.unref();
  }

  /** @throws Error where the program is not complete */
  static async start(start: ThreadStart, program: ThreadProgram = PROGRAM): Promise<SigningThread> {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG };
    return new SigningThread(await startThread(program, { workerData: start, execArgv: [], resourceLimits }));
  }

  /** Documents it is at. */
  get busy(): number {
    return this.#underway.size;
  }

  get alive(): boolean {
    return this.#end === undefined;
  }

  /** As signDocument. @throws AppError as signDocument; WORK_STOPPED where the thread is gone */
  async sign({ signal, onProgress: _onProgress, ...what }: SignJob, parts: SigningParts): Promise<SignOutcome> {
    if (this.#end !== undefined) throw this.#end;
    const job = this.#next++;
    const cancel = () => this.#post({ kind: 'cancel' });
    if (this.#underway.size === 0) this.#worker.ref();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return await new Promise<SignOutcome>((resolve, reject) => {
        this.#underway.set(job, { parts, signal, resolve, reject });
        this.#post({ kind: 'sign', job, what, now: wholeSecond(parts.clock.now()) });
      });
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#underway.delete(job);
      if (this.#underway.size === 0) this.#worker.unref();
    }
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  async #hear(message: FromThread): Promise<void> {
    if (message.kind === 'file') {
      this.#post(await answerFor(message));
      return;
    }
    const underway = this.#underway.get(message.job);
    if (underway === undefined) return;
    switch (message.kind) {
      case 'warn':
        underway.parts.warn?.(message.sentence);
        break;
      case 'done':
        underway.resolve(message.outcome);
        break;
      case 'failed':
        underway.reject(errorOf(message.failure));
        break;
      case 'ask':
        await this.#answer(message, underway);
    }
  }

  async #answer(message: Extract<FromThread, { kind: 'ask' }>, underway: Underway): Promise<void> {
    const { ask } = message;
    try {
      this.#post({ kind: 'answer', ask, value: await answerTo(message, underway) });
    } catch (error) {
      this.#post({ kind: 'refusal', ask, failure: failureOf(error) });
    }
  }

  #over(cause?: Error): void {
    if (this.#end !== undefined) return;
    this.#end = new AppError(
      'WORK_STOPPED',
      'The part of the program that signs several documents stopped. What it was at is not signed; sign the rest again.',
      {},
      { cause },
    );
    for (const { reject, parts } of this.#underway.values()) {
      parts.turn?.pass();
      reject(this.#end);
    }
  }
}

/** Milliseconds. A signature says its time in seconds; what holds as of one of them is found out once for all that are made within it. */
function wholeSecond(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}

async function answerTo(message: Extract<FromThread, { kind: 'ask' }>, { parts, signal }: Underway): Promise<unknown> {
  switch (message.question) {
    case 'unlock': {
      const { certificate, chain, algorithms, keyHome } = await parts.unlock();
      return { certificate, chain, algorithms, keyHome } satisfies OpenKey;
    }
    case 'sign':
      return (await parts.unlock()).sign(message.args.bytes, message.args.algorithm, signal);
    case 'append': {
      // Here and not before the document gets its name: its thread would have to be asked between any two of them.
      await parts.turn?.come;
      const appended = parts.ledger.append(message.args.entry, { patient: message.args.patient });
      parts.turn?.pass();
      return appended;
    }
  }
}
