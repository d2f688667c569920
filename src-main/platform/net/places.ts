/** Limits how much is under way at once, per name; those beyond wait in line. */
export class Places {
  readonly #limit: number;
  readonly #lines = new Map<string, { busy: number; waiting: (() => void)[] }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work` when there is a place. One who gives up waiting (`signal`) leaves the line. @throws what `signal` gives as its reason */
  async run<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(name) ?? { busy: 0, waiting: [] };
    this.#lines.set(name, line);
    if (line.busy >= this.#limit) await this.#wait(line.waiting, signal);
    else line.busy++;
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else if (--line.busy === 0) this.#lines.delete(name);
    }
  }

  #wait(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        const index = waiting.indexOf(turn);
        if (index >= 0) waiting.splice(index, 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(turn);
    });
  }
}
