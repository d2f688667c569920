/** Sentences told in full for one kind of finding; one altered entry can make thousands of them. */
const TOLD = 20;

/** Collects findings by kind in bounded memory. */
export class Findings {
  readonly #kinds = new Map<string, { told: string[]; count: number }>();

  add(kind: string, sentence: string): void {
    const found = this.#kinds.get(kind) ?? { told: [], count: 0 };
    this.#kinds.set(kind, found);
    found.count++;
    if (found.told.length < TOLD) found.told.push(sentence);
  }

  /** The first findings of each kind, and how many more there were. */
  sentences(): string[] {
    return [...this.#kinds.values()].flatMap(({ told, count }) =>
      count > told.length ? [...told, `There are ${count - told.length} more findings of this kind.`] : told,
    );
  }
}
