import type { AppError } from '../../shared/contract/app-error.ts';
import { CKR } from '../../shared/contract/ckr-codes.ts';
import { hasOwnWindow, wantsRescan } from './discovery/products.ts';
import type { HostCallName, HostCalls, HostRequest } from './host/protocol.ts';
import { doingOf, HOST_CALLS } from './host-calls.ts';
import type { Deadlines, HostConnection, HostExit, HostLauncher } from './host-launcher.ts';
import { checkModulePath } from './module-file.ts';
import {
  ckrError,
  crashed,
  killed,
  misbehaved,
  outOfMemory,
  type Subject,
  timedOut,
  tokenError,
} from './token-errors.ts';
import type { ModuleInfo } from './token-info.ts';

interface Waiting {
  readonly id: number;
  readonly call: HostCallName;
  /** For messages. */
  readonly doing: string;
  readonly subject: Subject;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
}

export interface HostOptions {
  /** What a module wants to be told when it is initialised. */
  readonly parameters?: ((module: string) => Promise<string | undefined>) | undefined;
  readonly launcher: HostLauncher;
  readonly deadlines: Deadlines;
  /** Called once, when the host is gone or given up. `isFault`: the module is to blame. */
  readonly onEnd: (reason: AppError, isFault: boolean) => void;
  /** Called at the first signature. */
  readonly onSigned: () => void;
  /** Called before anything is asked of it. */
  readonly onStart?: (host: ModuleHost) => void;
  /** Called again and again while an answer takes long. */
  readonly onLong?: () => void;
}

/** Milliseconds after which an answer takes long, and between two looks at why. */
const LONG = 1_500;

/** Bytes that the process of a module may hold: several times what the largest needs. */
const MOST_MEMORY = 700_000_000;

const GARBLED = 'gave an answer that is none';

/** Signals that ask a process to end: no fault of the module. */
const ASKED: ReadonlySet<string | null> = new Set(['SIGTERM', 'SIGINT', 'SIGHUP']);

/**
 * One module in one process. Calls are answered in the order they were made; the deadline of a call starts when the one before it
 * is answered, so a queue of slow signatures is not mistaken for a hang.
 */
export class ModuleHost {
  readonly module: string;
  readonly #connection: HostConnection;
  readonly #deadlines: Deadlines;
  readonly #queue: Waiting[] = [];
  readonly #onEnd: HostOptions['onEnd'];
  readonly #onSigned: () => void;
  readonly #onLong: (() => void) | undefined;
  #slots: readonly string[] = [];
  #long: NodeJS.Timeout | undefined;
  #hasSigned = false;
  #hasCards = true;
  /** Whether what it is busy with is given only the moment that is left after a card went. */
  #isHurried = false;
  /** Sessions that somebody holds. */
  #sessions = 0;
  #lastReply = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #end: AppError | undefined;
  #next = 1;

  private constructor(module: string, connection: HostConnection, { deadlines, onEnd, onSigned, onLong }: HostOptions) {
    this.module = module;
    this.#onEnd = onEnd;
    this.#onSigned = onSigned;
    this.#onLong = onLong;
    this.#connection = connection;
    this.#deadlines = deadlines;
    // Read while the process starts: a key store is signed with without it.
    const forms = import('./host-replies.ts');
    connection.onReply((message) => void forms.then(({ replyTo }) => this.#answer(message, replyTo)));
    connection.onExit((exit) => void forms.then(() => this.#exited(exit)));
  }

  /**
   * Starts a host and loads the module into it.
   * @throws AppError MODULE_NOT_FOUND, MODULE_UNTRUSTED, MODULE_NOT_LOADABLE, MODULE_CRASHED, MODULE_TIMEOUT, CKR_*
   */
  static async open(module: string, options: HostOptions): Promise<{ host: ModuleHost; info: ModuleInfo }> {
    checkModulePath(module);
    const host = new ModuleHost(module, options.launcher.launch(module), options);
    options.onStart?.(host);
    try {
      return {
        host,
        info: await host.call('load', {
          module,
          parameters: await options.parameters?.(module),
          ownWindow: hasOwnWindow(module),
          rescan: wantsRescan(module),
        }),
      };
    } catch (error) {
      host.close();
      throw error;
    }
  }

  /** Starts a host without a module, for what is asked of the system itself. @param name what error messages call it */
  static bare(name: string, options: HostOptions): ModuleHost {
    return new ModuleHost(name, options.launcher.launch(name), options);
  }

  /** True once the process is gone or given up; every further call fails with the reason. */
  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Milliseconds for which nothing was asked of it; 0 while something is, or somebody holds a session. */
  get idle(): number {
    return this.#queue.length === 0 && this.#sessions === 0 ? performance.now() - this.#lastReply : 0;
  }

  /** What the module calls the slots that held tokens when they were listed last, or before that when it was looked for tokens. */
  get slots(): readonly string[] {
    return this.#slots;
  }

  /** Whether a card is left that it could show. Where none is, it is hurried with whatever it is asked. */
  set hasCards(hasCards: boolean) {
    this.#hasCards = hasCards;
    if (!hasCards) this.hurry();
  }

  /** A card went that it may be reading. Another may be left, or the same one be back: a module that missed that reads on for ever. */
  cardWent(): void {
    const first = this.#queue[0];
    if (first !== undefined && HOST_CALLS[first.call].readsCards === true) this.hurry();
  }

  /**
   * The card that it is busy with is out: it comes to an end soon or is given up. OpenSC, for one, reads the certificate of a card that is
   * out for ever. The module is not to blame.
   */
  hurry(): void {
    const first = this.#queue[0];
    if (first === undefined || this.#isHurried) return;
    const { removed, [HOST_CALLS[first.call].deadline]: usual } = this.#deadlines;
    if (removed >= usual) return;
    this.#isHurried = true;
    clearTimeout(this.#timer);
    const gone = ckrError('PC/SC', CKR.CKR_DEVICE_REMOVED.value, first.subject);
    this.#timer = setTimeout(() => this.#giveUp(gone, false), removed);
  }

  /**
   * @param token name of the token, for the error message
   * @throws AppError CKR_*, KEY_MISSING, TOKEN_NOT_FOUND, MODULE_CRASHED, MODULE_TIMEOUT
   */
  call<K extends HostCallName>(call: K, args: HostCalls[K]['args'], token?: string): Promise<HostCalls[K]['result']> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      // The union is built from one `call` and its own `args`; the compiler cannot follow that through the generic.
      const request = { id, call, args } as HostRequest;
      const subject = { module: this.module, token };
      const doing = doingOf(request);
      const taken = (value: unknown) => resolve(value as HostCalls[K]['result']);
      this.#queue.push({ id, call, doing, subject, reject, resolve: taken });
      this.#connection.post(request);
      if (this.#queue.length === 1) this.#watchFirst();
    });
  }

  /** Ends the process. Calls still waiting fail with MODULE_CRASHED. May be called twice. */
  close(): void {
    if (this.#end === undefined) {
      this.#giveUp(
        crashed({ status: null, signal: null, startError: 'closed' }, 'being closed', { module: this.module }),
        false,
      );
    }
  }

  #answer(message: unknown, replyTo: typeof import('./host-replies.ts').replyTo): void {
    if (this.#end !== undefined) return;
    const first = this.#queue[0];
    const reply = first === undefined ? undefined : replyTo(first.call, message);
    // Calls are answered once and in order: anything else is not of the host, but of what shares its process.
    if (first === undefined || reply === undefined || first.id !== reply.id) {
      const subject = first?.subject ?? { module: this.module };
      this.#giveUp(misbehaved(GARBLED, first?.doing ?? 'idle', subject), true);
      return;
    }
    this.#queue.shift();
    this.#lastReply = performance.now();
    this.#watchFirst();
    if (reply.ok) {
      if (first.call === 'login' || first.call === 'open') this.#sessions += 1;
      if (first.call === 'logout') this.#sessions -= 1;
      if (first.call === 'list')
        this.#slots = (reply.value as HostCalls['list']['result']).map((one) => one.slotDescription);
      if (first.call === 'present' && this.#slots.length === 0)
        this.#slots = (reply.value as HostCalls['present']['result']).map((one) => one.slot);
      if (first.call === 'sign' && !this.#hasSigned) {
        this.#hasSigned = true;
        this.#onSigned();
      }
      first.resolve(reply.value);
    } else first.reject(tokenError(reply.failure, first.subject));
    if (reply.memory > MOST_MEMORY) this.#giveUp(outOfMemory(reply.memory, { module: this.module }), true);
  }

  #watchFirst(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#long);
    this.#isHurried = false;
    const first = this.#queue[0];
    this.#connection.keepAlive(first !== undefined);
    if (first === undefined) return;
    if (this.#onLong !== undefined) this.#long = setInterval(this.#onLong, LONG).unref();
    const { deadline } = HOST_CALLS[first.call];
    const usual = this.#deadlines[deadline];
    // Where a person may be typing at the reader, no answer is nobody's fault.
    const isFault = deadline === 'load' || deadline === 'list';
    this.#timer = setTimeout(() => this.#giveUp(timedOut(usual, first.doing, first.subject), isFault), usual);
    if (!this.#hasCards) this.hurry();
  }

  #exited(exit: HostExit): void {
    if (this.#end !== undefined) return;
    const first = this.#queue[0];
    const doing = first === undefined ? 'idle' : first.doing;
    const subject = first?.subject ?? { module: this.module };
    this.#giveUp(reasonOf(exit, doing, subject), exit.startError === null && !ASKED.has(exit.signal));
  }

  #giveUp(reason: AppError, isFault: boolean): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#onEnd(reason, isFault);
    clearTimeout(this.#timer);
    clearInterval(this.#long);
    this.#connection.kill();
    this.#connection.keepAlive(false);
    for (const waiting of this.#queue.splice(0)) waiting.reject(reason);
  }
}

function reasonOf(exit: HostExit, doing: string, subject: Subject): AppError {
  if (exit.line === 'garbled') return misbehaved(GARBLED, doing, subject);
  if (exit.line === 'closed') return misbehaved('closed the line that it was asked through', doing, subject);
  return exit.signal === 'SIGKILL' ? killed(doing, subject) : crashed(exit, doing, subject);
}
