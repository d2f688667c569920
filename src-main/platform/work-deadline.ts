/** How much longer than its limit work may wait for a busy machine. */
const MOST_WAITING = 8;

/**
 * A signal that aborts once this process has worked for so many milliseconds, all of its threads together, or has waited eight times as long:
 * what a document is found to be must not depend on how much else the machine has to do.
 */
export class WorkDeadline {
  readonly #controller = new AbortController();
  readonly #milliseconds: number;
  readonly #before = process.cpuUsage();
  #timer: NodeJS.Timeout;
  #turns = 0;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
    this.#timer = this.#wait(milliseconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** It is needed no more. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#look(), milliseconds).unref();
  }

  #look(): void {
    this.#turns += 1;
    const { user, system } = process.cpuUsage(this.#before);
    const left = this.#milliseconds - (user + system) / 1000;
    if (left <= 0 || this.#turns >= MOST_WAITING) this.#controller.abort();
    else this.#timer = this.#wait(Math.max(left, this.#milliseconds / MOST_WAITING));
  }
}
