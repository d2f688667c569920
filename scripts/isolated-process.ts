import { type ChildProcess, fork } from 'node:child_process';

/** How long one piece of work may take and how much memory its process may use. */
export interface IsolationLimits {
  /** Milliseconds. */
  readonly deadline: number;
  /** Bytes of resident memory. */
  readonly memory: number;
}

/** What came of one piece of work in another process. */
export type Isolated<Reply> =
  | { readonly kind: 'reply'; readonly reply: Reply; readonly memory: number }
  | { readonly kind: 'hang' | 'crash' | 'memory'; readonly detail: string };

/** What `serve` sends back. */
interface Envelope<Reply> {
  readonly reply: Reply;
  /** Highest resident memory of the process so far, bytes. */
  readonly memory: number;
}

const MIB = 1024 * 1024;
/** A process that has used more than this starts anew, so that what it used is not counted against the next piece. */
const RESTART_ABOVE = 330 * MIB;
const LONGEST_OUTPUT = 4000;
/** Milliseconds in which a process must be ready for its first piece of work, whatever else the machine does. */
const START = 120_000;
/** What `serve` says first. */
const READY = 'ready';

/**
 * Runs a module of ours in a process of its own, one piece of work at a time. What hangs, crashes or takes too much memory there is an
 * outcome here. The process is started when it is first needed and anew after every misfortune.
 */
export class IsolatedProcess<Request, Reply> {
  private readonly module: string;
  private readonly args: readonly string[];
  private readonly limits: IsolationLimits;
  private child: ChildProcess | undefined;
  private output = '';
  private isReady = false;

  /** `args` are the module's command line. */
  constructor(module: string, args: readonly string[], limits: IsolationLimits) {
    this.module = module;
    this.args = args;
    this.limits = limits;
  }

  /**
   * One piece of work. Never throws for what comes of it in the other process.
   * @throws Error where that process does not start
   */
  async ask(request: Request): Promise<Isolated<Reply>> {
    const child = this.child ?? this.start();
    await this.started(child);
    const outcome = await this.exchange(child, request);
    if (outcome.kind !== 'reply' || outcome.memory > RESTART_ABOVE) await this.end();
    return outcome;
  }

  /** Ends the process. It is started again when it is needed again. */
  async end(): Promise<void> {
    const child = this.child;
    this.child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  private start(): ChildProcess {
    const heap = Math.round(this.limits.memory / MIB);
    const child = fork(this.module, this.args, {
      execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${heap}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.output = '';
    this.isReady = false;
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString('latin1')).slice(-LONGEST_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    this.child = child;
    return child;
  }

  /** Waits until a new process is ready. */
  private async started(child: ChildProcess): Promise<void> {
    if (this.isReady) return;
    const outcome = await this.next<string>(child, START);
    if (outcome.kind !== 'message') throw new Error(`${this.module} does not start: ${outcome.detail}`);
    this.isReady = outcome.message === READY;
  }

  private async exchange(child: ChildProcess, request: Request): Promise<Isolated<Reply>> {
    const answered = this.next<Envelope<Reply>>(child, this.limits.deadline);
    child.send(request as object);
    const outcome = await answered;
    if (outcome.kind !== 'message') return outcome;
    const { reply, memory } = outcome.message;
    if (memory > this.limits.memory) return { kind: 'memory', detail: `${Math.round(memory / MIB)} MB` };
    return { kind: 'reply', reply, memory };
  }

  /** The next message, or what happened instead. */
  private next<Message>(
    child: ChildProcess,
    deadline: number,
  ): Promise<{ kind: 'message'; message: Message } | Extract<Isolated<never>, { detail: string }>> {
    return new Promise((resolve) => {
      const done: typeof resolve = (outcome) => {
        clearTimeout(timer);
        child.off('message', onMessage);
        child.off('exit', onExit);
        child.off('error', onError);
        resolve(outcome);
      };
      const onMessage = (message: unknown): void => done({ kind: 'message', message: message as Message });
      const onExit = (code: number | null, signal: string | null): void => {
        const why = signal ?? `status ${code ?? 'unknown'}`;
        done({ kind: 'crash', detail: `${why}: ${this.output.trim().slice(-600)}` });
      };
      const onError = (error: Error): void => done({ kind: 'crash', detail: error.message });
      const timer = setTimeout(() => done({ kind: 'hang', detail: `no answer within ${deadline / 1000} s` }), deadline);
      child.on('message', onMessage);
      child.on('exit', onExit);
      child.on('error', onError);
    });
  }
}

/** The other side: answers requests one after the other. What `work` throws ends the process, which the asker sees as a crash. */
export function serve<Request, Reply>(work: (request: Request) => Promise<Reply>): void {
  process.send?.(READY);
  process.on('message', (request) => {
    void work(request as Request).then((reply) => {
      process.send?.({ reply, memory: process.resourceUsage().maxRSS * 1024 } satisfies Envelope<Reply>);
    });
  });
}
