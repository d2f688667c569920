/** A place in a queue: files that are made side by side get their names, and their ledger entries, in the order in which they were begun. */
export interface Turn {
  /** Resolves when everybody who began before has had their turn, whatever became of their file. */
  readonly come: Promise<void>;
  /** Lets the next one go. May be called twice. */
  pass(): void;
}

/** Gives out turns, one after the other. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  next(): Turn {
    const come = this.#last;
    let pass = (): void => undefined;
    this.#last = new Promise((resolve) => {
      pass = resolve;
    });
    return { come, pass: () => pass() };
  }
}
