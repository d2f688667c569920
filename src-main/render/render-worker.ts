import type { Worker } from 'node:worker_threads';
import type { ByteSource } from '../platform/byte-source.ts';
import { startThread } from '../platform/thread.ts';
import {
  BLOCK,
  type Fault,
  type Message,
  type Results,
  SHARED_HEAD,
  STATE,
  type Task,
  type WorkerStart,
} from './host/protocol.ts';
import { Patience } from './patience.ts';
import { pdfiumModule } from './pdfium-module.ts';

const PROGRAM = { source: 'render/host/main.ts', bundled: 'render-worker.cjs' };

/** Outcome of one task. `ended`: the worker is gone, and with it every document it had open. */
export type TaskResult<Op extends Task['op']> =
  | { readonly kind: 'done'; readonly value: Results[Op] }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'ended'; readonly reason: 'time' | 'crash' | 'cancelled' };

export interface TaskLimits {
  /** Of work, not of waiting for a busy machine. */
  readonly milliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/** One thread with PDFium in it. Does one task at a time; whoever has it queues. */
export class RenderWorker {
  readonly #worker: Worker;
  readonly #control: Int32Array;
  readonly #data: Uint8Array;
  readonly #sources = new Map<number, ByteSource>();
  #settle: ((result: TaskResult<Task['op']>) => void) | undefined;
  #alive = true;

  private constructor(worker: Worker, shared: SharedArrayBuffer) {
    this.#worker = worker;
    this.#control = new Int32Array(shared, 0, 2);
    this.#data = new Uint8Array(shared, SHARED_HEAD, BLOCK);
    worker.on('message', (message: Message) => void this.#hear(message));
    worker.on('error', () => this.#end('crash'));
    worker.on('exit', () => this.#end('crash'));
    worker.unref();
  }

  /** @param pixels largest picture */
  static async start(pixels: number): Promise<RenderWorker> {
    const shared = new SharedArrayBuffer(SHARED_HEAD + BLOCK);
    const start: WorkerStart = { module: await pdfiumModule(), shared, pixels };
    const options = { workerData: start, execArgv: [], stdin: false, stdout: true, stderr: true, env: {} };
    return new RenderWorker(await startThread(PROGRAM, options), shared);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** From now on the worker may read this document. */
  supply(document: number, source: ByteSource): void {
    this.#sources.set(document, source);
  }

  /** Its bytes are needed no more. */
  forget(document: number): void {
    this.#sources.delete(document);
  }

  async perform<Op extends Task['op']>(
    task: Extract<Task, { op: Op }>,
    { milliseconds, signal }: TaskLimits,
  ): Promise<TaskResult<Op>> {
    if (!this.#alive) return { kind: 'ended', reason: 'crash' };
    this.#worker.ref();
    const patience = new Patience(this.#worker, milliseconds, () => this.#end('time'));
    const cancel = () => this.#end('cancelled');
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise<TaskResult<Op>>((resolve) => {
        this.#settle = (result) => resolve(result as TaskResult<Op>);
        this.#worker.postMessage(task);
        if (signal?.aborted) cancel();
      });
    } finally {
      this.#settle = undefined;
      patience.end();
      signal?.removeEventListener('abort', cancel);
      this.#worker.unref();
    }
  }

  async stop(): Promise<void> {
    this.#end('cancelled');
    await this.#worker.terminate();
  }

  async #hear(message: Message): Promise<void> {
    if (message.kind === 'read') await this.#read(message);
    else this.#settle?.(message);
  }

  /** Fills the shared memory, or says that there is nothing to fill it with, and wakes the worker. */
  async #read({ document, offset, length }: Extract<Message, { kind: 'read' }>): Promise<void> {
    const bytes = await this.#sources
      .get(document)
      ?.read(offset, length)
      .catch(() => undefined);
    if (bytes !== undefined) this.#data.set(bytes);
    Atomics.store(this.#control, 1, bytes?.length ?? -1);
    Atomics.store(this.#control, 0, STATE.filled);
    Atomics.notify(this.#control, 0);
  }

  #end(reason: 'time' | 'crash' | 'cancelled'): void {
    this.#alive = false;
    this.#sources.clear();
    void this.#worker.terminate();
    this.#settle?.({ kind: 'ended', reason });
  }
}
