import { type CardReaders, holdsCard } from './card-readers.ts';
import { isCalled } from './discovery/needed.ts';

/** Names of readers in which a card came to lie, or lies no more. */
export interface CardChanges {
  readonly inserted: readonly string[];
  readonly removed: readonly string[];
}

/** Reader to the answer to reset of its card; null while it is not known. */
type Cards = ReadonlyMap<string, string | null>;

/** Compares what PC/SC tells of the readers with what it told the last time. */
export class AppearedCards {
  #now: Cards = new Map();
  /** All readers that ever held a card: a stick goes with its reader. */
  readonly #held = new Set<string>();

  /** What changed since the last look, at the first one all that is there; nothing where PC/SC could not be asked. */
  look({ service, readers }: CardReaders): CardChanges {
    if (service === 'unknown') return { inserted: [], removed: [] };
    const before = this.#now;
    const now = new Map(readers.filter(holdsCard).map(({ name, atr }) => [name, atr]));
    this.#now = now;
    for (const name of now.keys()) this.#held.add(name);
    const changed = (from: Cards, to: Cards) =>
      [...from].filter(([name, atr]) => !isThere(to, name, atr)).map(([name]) => name);
    return { removed: changed(before, now), inserted: changed(now, before) };
  }

  /** Whether a slot that is called so is that of a reader whose card is out. A module may call its slots otherwise: then nobody knows. */
  readonly isGone = ({ slot }: { readonly slot: string }): boolean => {
    const isReader = (name: string) => isCalled(slot, name);
    return [...this.#held].some(isReader) && ![...this.#now.keys()].some(isReader);
  };
}

function isThere(cards: Cards, name: string, atr: string | null): boolean {
  const there = cards.get(name);
  return there !== undefined && (there === atr || there === null || atr === null);
}
