import { availableParallelism } from 'node:os';
import type { SignJob, SignOutcome } from '../sign-document.ts';
import type { ThreadStart } from './calls.ts';
import { type SigningParts, SigningThread } from './signing-thread.ts';

/** More would wait for the disk and for one another. */
const MOST = 4;

/** Threads that sign the documents of one batch side by side. */
export class SigningThreads {
  readonly #threads: readonly SigningThread[];

  private constructor(threads: readonly SigningThread[]) {
    this.#threads = threads;
  }

  /** @throws Error where the program is not complete */
  static async start(start: ThreadStart, count = Math.min(MOST, availableParallelism())): Promise<SigningThreads> {
    return new SigningThreads(await Promise.all(Array.from({ length: count }, () => SigningThread.start(start))));
  }

  /** By the thread that has the least to do. @throws AppError as SigningThread.sign */
  sign(job: SignJob, parts: SigningParts): Promise<SignOutcome> {
    const alive = this.#threads.filter((thread) => thread.alive);
    const [first, ...others] = alive.length > 0 ? alive : this.#threads;
    if (first === undefined) throw new RangeError('there is no thread');
    return others.reduce((least, thread) => (thread.busy < least.busy ? thread : least), first).sign(job, parts);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }
}
