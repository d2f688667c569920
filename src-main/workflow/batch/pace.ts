/** Milliseconds over which the pace is taken: long enough for slow cards, short enough to follow a change. */
const WINDOW = 20_000;

/** How fast work goes: over the last while, pauses left out. */
export class Pace {
  readonly #now: () => number;
  /** When each of the last ones was done. */
  readonly #done: number[] = [];
  /** When the work that is counted began. */
  #since: number;

  /** @param now milliseconds of a clock that only goes forward */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#since = now();
  }

  /** One more is done. */
  step(): void {
    const now = this.#now();
    this.#done.push(now);
    while ((this.#done[0] ?? now) < now - WINDOW) this.#since = this.#done.shift() ?? now;
  }

  /** After a pause: what was before it no longer counts. */
  begin(): void {
    this.#done.length = 0;
    this.#since = this.#now();
  }

  /** Null until something was done. */
  get perSecond(): number | null {
    const last = this.#done.at(-1);
    if (last === undefined || last <= this.#since) return null;
    return (this.#done.length * 1000) / (last - this.#since);
  }

  /** Seconds for as many more; null where it cannot be told yet. */
  secondsFor(count: number): number | null {
    const rate = this.perSecond;
    return rate === null ? null : count / rate;
  }
}
