import { type CardReaders, holdsCard } from './card-readers.ts';
import { isCalled } from './discovery/needed.ts';

/** Names of readers in which a card came to lie, or lies no more. */
export interface CardChanges {
  readonly inserted: readonly string[];
  readonly removed: readonly string[];
}

interface Card {
  /** Null while it is not known. */
  readonly atr: string | null;
  /** As CardReaders. */
  readonly moves: number | undefined;
}

/** By reader. */
type Cards = ReadonlyMap<string, Card>;

/** Compares what PC/SC tells of the readers with what it told the last time. */
export class AppearedCards {
  #now: Cards = new Map();
  /** All readers that ever held a card: a stick goes with its reader. */
  readonly #held = new Set<string>();

  /** What changed since the last look, at the first one all that is there; nothing where PC/SC could not be asked. */
  look({ service, readers, moves }: CardReaders): CardChanges {
    if (service === 'unknown') return { inserted: [], removed: [] };
    const before = this.#now;
    const now = new Map(
      readers.filter(holdsCard).map(({ name, atr }) => [name, { atr, moves: moves?.get(name) }] as const),
    );
    this.#now = now;
    for (const name of now.keys()) this.#held.add(name);
    const changed = (from: Cards, to: Cards) =>
      [...from].filter(([name, card]) => !isStill(card, to.get(name))).map(([name]) => name);
    return { removed: changed(before, now), inserted: changed(now, before) };
  }

  /** Whether a slot that is called so is that of a reader whose card is out. A module may call its slots otherwise: then nobody knows. */
  readonly isGone = ({ slot }: { readonly slot: string }): boolean => {
    const isReader = (name: string) => isCalled(slot, name);
    return [...this.#held].some(isReader) && ![...this.#now.keys()].some(isReader);
  };
}

/** Whether it is the same card, which was not out and in again meanwhile either: that is two moves. One may be counted a moment late. */
function isStill(one: Card, other: Card | undefined): boolean {
  if (other === undefined) return false;
  const isAlike = one.atr === other.atr || one.atr === null || other.atr === null;
  return isAlike && (one.moves === undefined || other.moves === undefined || Math.abs(other.moves - one.moves) < 2);
}
