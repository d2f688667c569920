import type { Worker } from 'node:worker_threads';

/** How much longer than its limit a task may wait for a busy machine. */
const MOST_WAITING = 8;
/** Milliseconds in which a thread that works tells how much it worked: one that does not waits for something that never comes. */
const ANSWER = 2_000;

/**
 * Ends a thread that has worked longer than is allowed. What counts is its work: what a document is found to be must not depend on how much
 * else the machine has to do.
 */
export class Patience {
  readonly #worker: Worker;
  readonly #milliseconds: number;
  readonly #run: () => void;
  readonly #before: Promise<number | undefined>;
  #timer: NodeJS.Timeout;
  #turns = 0;
  #over = false;

  /** @param run called once, when there is none left */
  constructor(worker: Worker, milliseconds: number, run: () => void) {
    this.#worker = worker;
    this.#milliseconds = milliseconds;
    this.#run = run;
    this.#before = this.#worked();
    this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    this.#turns += 1;
    const answer = new Promise<undefined>((resolve) => {
      this.#timer = setTimeout(() => resolve(undefined), ANSWER);
    });
    const [now, before] = await Promise.race([Promise.all([this.#worked(), this.#before]), answer.then(() => [])]);
    clearTimeout(this.#timer);
    if (this.#over) return;
    const left = now === undefined || before === undefined ? 0 : this.#milliseconds - (now - before);
    if (left <= 0 || this.#turns >= MOST_WAITING) {
      this.#over = true;
      this.#run();
      return;
    }
    this.#timer = setTimeout(() => void this.#look(), Math.max(left, this.#milliseconds / MOST_WAITING));
  }

  /** Milliseconds; undefined where the thread is gone. */
  async #worked(): Promise<number | undefined> {
    try {
      const { user, system } = await this.#worker.cpuUsage();
      return (user + system) / 1000;
    } catch {
      return undefined;
    }
  }
}
