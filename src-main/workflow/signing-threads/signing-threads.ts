import { availableParallelism } from 'node:os';
import type { SignJob, SignOutcome } from '../sign-document.ts';
import type { ThreadStart } from './calls.ts';
import { type SigningParts, SigningThread, THREAD_PROGRAM } from './signing-thread.ts';

/** False in a packaged application: a thread does not see into its archive. */
export const threadsCanStart: boolean = !THREAD_PROGRAM.includes('.asar');

/** More would wait for the disk and for one another. */
const MOST = 4;

/** Threads that sign the documents of one batch side by side. */
export class SigningThreads {
  readonly #threads: readonly SigningThread[];

  private constructor(threads: readonly SigningThread[]) {
    this.#threads = threads;
  }

  static start(start: ThreadStart, count = Math.min(MOST, availableParallelism())): SigningThreads {
    return new SigningThreads(Array.from({ length: count }, () => SigningThread.start(start)));
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
