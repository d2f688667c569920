import { AppError } from '../../shared/contract/app-error.ts';
import type { Box } from '../../shared/geometry/page-space.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { OpenWish, PagePicture, PageRenderer, RenderedDocument, RenderWish } from '../platform/page-renderer.ts';
import type { Fault, Results, Task } from './host/protocol.ts';
import { RenderWorker, type TaskResult } from './render-worker.ts';

export interface RenderLimits {
  /** Of one picture. */
  readonly pixels: number;
  /** Of work for one task; a worker that needs more is ended. */
  readonly milliseconds: number;
}

const USUAL: RenderLimits = { pixels: 8_000_000, milliseconds: 15_000 };
/** PDFium counts bytes with 32 bits. */
const LARGEST_FILE = 2 ** 32 - 1;

const FAULTS: Readonly<Record<Fault | 'time' | 'crash' | 'size', string>> = {
  format: 'the program that draws it cannot read the document',
  password: 'the password does not open it',
  page: 'the page is not in order',
  memory: 'it needs more memory than is allowed',
  read: 'its bytes cannot be read',
  time: 'it takes longer than is allowed',
  crash: 'the program that draws it stopped',
  size: 'the file is over 4 GiB',
};

/**
 * PDFium as WebAssembly in a thread of its own (docs/decisions/0014). Started when first needed, idle it keeps no process alive. One task
 * at a time; a task that takes too long or breaks it costs a new thread and its own document, no other.
 */
export function pdfiumRenderer(limits: RenderLimits = USUAL): PageRenderer {
  return new PdfiumRenderer(limits);
}

class PdfiumRenderer implements PageRenderer {
  readonly #limits: RenderLimits;
  #worker: Promise<RenderWorker> | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #documents = 0;
  #closed = false;

  constructor(limits: RenderLimits) {
    this.#limits = limits;
  }

  async open(
    source: ByteSource,
    { length = source.size, password = '', signal }: OpenWish = {},
  ): Promise<RenderedDocument> {
    const size = Math.min(length, source.size);
    if (size > LARGEST_FILE) throw notRendered('size');
    this.#documents += 1;
    const document = new PdfiumDocument(this, { id: this.#documents, source, size, password, signal });
    await document.start();
    return document;
  }

  /** Queues work with the worker; a new one where the last has ended. */
  use<T>(work: (worker: RenderWorker, limits: RenderLimits) => Promise<T>): Promise<T> {
    const turn = this.#queue.then(async () => {
      if (this.#closed) throw notRendered('crash');
      let worker = await this.#worker;
      if (worker === undefined || !worker.alive) {
        this.#worker = RenderWorker.start(this.#limits.pixels);
        worker = await this.#worker;
      }
      return work(worker, this.#limits);
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = await this.#worker;
    this.#worker = undefined;
    await worker?.stop();
  }
}

interface Opening {
  readonly id: number;
  readonly source: ByteSource;
  readonly size: number;
  readonly password: string;
  readonly signal: AbortSignal | undefined;
}

class PdfiumDocument implements RenderedDocument {
  readonly #renderer: PdfiumRenderer;
  readonly #opening: Opening;
  /** Where it is open; another worker has to open it again. */
  #home: RenderWorker | undefined;
  /** What it did to a worker: it gets no other. */
  #spoiled: AppError | undefined;
  pages = 0;

  constructor(renderer: PdfiumRenderer, opening: Opening) {
    this.#renderer = renderer;
    this.#opening = opening;
  }

  start(): Promise<void> {
    return this.#renderer.use((worker, { milliseconds }) => this.#openIn(worker, milliseconds));
  }

  render(page: number, { width, annotations, printing = false }: RenderWish): Promise<PagePicture> {
    return this.#perform({ op: 'render', document: this.#opening.id, page, width, annotations, printing });
  }

  async text(page: number, boxes: readonly Box[]): Promise<string[]> {
    return [...(await this.#perform({ op: 'text', document: this.#opening.id, page, boxes }))];
  }

  async close(): Promise<void> {
    const home = this.#home;
    this.#home = undefined;
    if (home === undefined || !home.alive) return;
    await this.#renderer.use(async (worker, { milliseconds }) => {
      if (worker !== home) return;
      await worker.perform({ op: 'close', document: this.#opening.id }, { milliseconds, signal: undefined });
      worker.forget(this.#opening.id);
    });
  }

  #perform<Op extends Task['op']>(task: Extract<Task, { op: Op }>): Promise<Results[Op]> {
    return this.#renderer.use(async (worker, { milliseconds }) => {
      if (this.#home !== worker) await this.#openIn(worker, milliseconds);
      const { signal } = this.#opening;
      return this.#take(await worker.perform(task, { milliseconds, signal }));
    });
  }

  async #openIn(worker: RenderWorker, milliseconds: number): Promise<void> {
    const { id, source, size, password, signal } = this.#opening;
    if (this.#spoiled !== undefined) throw this.#spoiled;
    throwIfCancelled(signal);
    worker.supply(id, source);
    const task = { op: 'open', document: id, size, password } as const;
    const { pages } = this.#take(await worker.perform(task, { milliseconds, signal }));
    this.pages = pages;
    this.#home = worker;
  }

  #take<Op extends Task['op']>(result: TaskResult<Op>): Results[Op] {
    throwIfCancelled(this.#opening.signal);
    if (result.kind === 'done') return result.value;
    if (result.kind === 'failed') throw notRendered(result.fault);
    const error = notRendered(result.reason === 'time' ? 'time' : 'crash');
    this.#spoiled = error;
    throw error;
  }
}

function notRendered(why: keyof typeof FAULTS): AppError {
  return new AppError(
    'PAGE_NOT_RENDERED',
    `The page cannot be drawn: ${FAULTS[why]}. Look at the document in another program.`,
    { why },
  );
}
