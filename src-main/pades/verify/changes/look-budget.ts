/** Bytes of appearances that are read of one file, as often as each is read. */
const MOST = 6 * 1024 * 1024;

/** What is left of the work that reading appearances may cost: thousands of fields may share one that is long. */
export class LookBudget {
  #left = MOST;

  get isSpent(): boolean {
    return this.#left < 0;
  }

  /** Takes so many bytes; false where not as many are left. */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return !this.isSpent;
  }
}
