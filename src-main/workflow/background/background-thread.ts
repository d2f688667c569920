import type { ResourceLimits, Worker } from 'node:worker_threads';
import { AppError, errorOf } from '../../../shared/contract/app-error.ts';
import { cancelled } from '../../platform/cancel.ts';
import { answerFor } from '../../platform/program-files.ts';
import { startThread, type ThreadProgram } from '../../platform/thread.ts';
import type { Progress } from '../staged-file.ts';
import type { BackgroundCall, BackgroundCalls, FromThread, ToThread } from './calls.ts';

/** Milliseconds that a thread has to stop by itself when it is asked to; then it is ended. */
const PATIENCE = 1000;

/** What a thread is started with. */
export interface ThreadSetting {
  readonly program: ThreadProgram;
  readonly resourceLimits: ResourceLimits;
}

/** One thread in the background. Does one call at a time; whoever has it queues. Idle it keeps no process alive. */
export class BackgroundThread {
  readonly #worker: Worker;
  #progress: ((fraction: number) => void) | undefined;
  #settle: ((message: Extract<FromThread, { kind: 'done' | 'failed' | 'broken' }>) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  #alive = true;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromThread) => void this.#hear(message));
    worker.on('error', (error) => this.#end(stopped(error)));
    worker.on('exit', () => this.#end(stopped()));
    worker.unref();
  }

  static async start({ program, resourceLimits }: ThreadSetting): Promise<BackgroundThread> {
    return new BackgroundThread(await startThread(program, { execArgv: [], resourceLimits }));
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** @throws AppError CANCELLED, WORK_STOPPED where the thread is gone, and what the call throws */
  async perform<K extends BackgroundCall>(
    call: K,
    args: BackgroundCalls[K]['args'],
    { signal, report }: Progress,
  ): Promise<BackgroundCalls[K]['result']> {
    if (!this.#alive) throw stopped();
    let timer: NodeJS.Timeout | undefined;
    const cancel = () => {
      this.#post({ kind: 'cancel' });
      timer = setTimeout(() => this.#end(cancelled()), PATIENCE);
    };
    this.#worker.ref();
    try {
      const answer = new Promise<Extract<FromThread, { kind: 'done' | 'failed' | 'broken' }>>((resolve, reject) => {
        this.#settle = resolve;
        this.#fail = reject;
      });
      this.#progress = report;
      this.#post({ kind: 'call', call, args } as ToThread);
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) cancel();
      const message = await answer;
      if (message.kind === 'done') return message.value as BackgroundCalls[K]['result'];
      if (message.kind === 'failed') throw errorOf(message.failure);
      throw Object.assign(new Error(message.message), { stack: message.stack });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      this.#settle = undefined;
      this.#fail = undefined;
      this.#progress = undefined;
      this.#worker.unref();
    }
  }

  /** Ends it; a call that it is at fails. */
  async stop(): Promise<void> {
    this.#end(cancelled());
    await this.#worker.terminate();
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  async #hear(message: FromThread): Promise<void> {
    if (message.kind === 'progress') this.#progress?.(message.fraction);
    else if (message.kind === 'file') this.#post(await answerFor(message));
    else this.#settle?.(message);
  }

  #end(why: Error): void {
    this.#alive = false;
    void this.#worker.terminate();
    this.#fail?.(why);
  }
}

function stopped(cause?: Error): AppError {
  const memory = cause !== undefined && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const why = memory ? 'it needs more memory than is allowed' : 'the part of the program that does it stopped';
  return new AppError(
    'WORK_STOPPED',
    `The work did not come to an end: ${why}. Nothing was changed; try again, and if it happens again, report it with the file.`,
    { memory },
    { cause },
  );
}
