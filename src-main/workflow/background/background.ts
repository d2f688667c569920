import { availableParallelism } from 'node:os';
import { cancelled } from '../../platform/cancel.ts';
import type { Progress } from '../staged-file.ts';
import { BackgroundThread, type ThreadSetting } from './background-thread.ts';
import type { BackgroundCall, BackgroundCalls } from './calls.ts';

const USUAL: ThreadSetting = {
  program: { source: 'workflow/background/thread.ts', bundled: 'background.cjs' },
  // A file that needs more than this is not let to take the whole program with it.
  resourceLimits: { maxOldGenerationSizeMb: 1024 },
};

/**
 * Threads for what would keep the window waiting: verification, and the reading of trusted lists. Started when they are needed; one is
 * kept, with all it remembers of signers and authorities, the others end when nothing is left to do.
 */
export class Background {
  readonly #setting: ThreadSetting;
  readonly #most: number;
  readonly #idle: BackgroundThread[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  /** @param most threads at once: a long piece of work must not keep a short one waiting */
  constructor(setting: ThreadSetting = USUAL, most: number = Math.max(2, Math.min(4, availableParallelism()))) {
    this.#setting = setting;
    this.#most = most;
  }

  /** @throws AppError CANCELLED, WORK_STOPPED where the thread ended, and what the call throws */
  async perform<K extends BackgroundCall>(
    call: K,
    args: BackgroundCalls[K]['args'],
    progress: Progress,
  ): Promise<BackgroundCalls[K]['result']> {
    await this.#turn(progress.signal);
    let thread: BackgroundThread | undefined;
    try {
      thread = this.#idle.pop() ?? (await BackgroundThread.start(this.#setting));
      return await thread.perform(call, args, progress);
    } finally {
      await this.#release(thread);
    }
  }

  /** Ends the threads that have nothing to do. */
  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((thread) => thread.stop()));
  }

  /** Waits until fewer threads than allowed are at work. */
  async #turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) throw cancelled();
    if (this.#busy >= this.#most) {
      await new Promise<void>((resolve, reject) => {
        const begin = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          this.#waiting.splice(this.#waiting.indexOf(begin), 1);
          reject(cancelled());
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        this.#waiting.push(begin);
      });
    } else {
      this.#busy += 1;
    }
  }

  async #release(thread: BackgroundThread | undefined): Promise<void> {
    const isKept = thread?.alive === true && (this.#idle.length === 0 || this.#waiting.length > 0);
    if (isKept && thread !== undefined) this.#idle.push(thread);
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
    if (!isKept) await thread?.stop();
  }
}

/** For the whole program. */
export const background = new Background();
