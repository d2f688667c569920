import { randomHex } from '../platform/random.ts';

/** What stands behind opaque ids, the newest so many of it: the page is given ids and nothing else. */
export class OpaqueIds<Id extends string, T> {
  readonly #kept = new Map<Id, T>();
  readonly #most: number;
  readonly #idOf: (random: string) => Id;

  /** @param idOf makes an id of 16 random bytes in hexadecimal */
  constructor(most: number, idOf: (random: string) => Id) {
    this.#most = most;
    this.#idOf = idOf;
  }

  /** The oldest is forgotten where there are too many. */
  add(one: T): Id {
    const id = this.#idOf(randomHex(16));
    this.#kept.set(id, one);
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > this.#most && !oldest.done) this.#kept.delete(oldest.value);
    return id;
  }

  get(id: Id): T | undefined {
    return this.#kept.get(id);
  }

  remove(id: Id): void {
    this.#kept.delete(id);
  }
}
