/** A timestamp over everything up to a place: a document timestamp over revisions, an archive timestamp over what stands before it. */
export interface Stamp {
  /** Where it stands. It covers what stands at this place or before, but not itself. */
  readonly position: number;
  readonly genTime: Date;
  /** Whether its authority is to be trusted, given the time at which the stamp itself is proved to have existed. */
  isTrusted(proven: Date): boolean;
}

/** A proof of time around everything, weighed already. What lies outside of the file asks for a place beyond it. @param since undefined for none */
export function outermost(since: Date | undefined): Stamp[] {
  return since === undefined ? [] : [{ position: Number.MAX_SAFE_INTEGER, genTime: since, isTrusted: () => true }];
}

/**
 * Proofs of existence (EN 319 102-1, 5.6.2.3): stamps are weighed from the outermost inwards, each at the earliest time that those
 * around it prove; one that is not trusted proves nothing.
 */
export class Timeline {
  readonly #now: Date;
  readonly #trusted: Stamp[] = [];

  /** @param now time of validation: what nothing proves older exists since then */
  constructor(now: Date) {
    this.#now = now;
  }

  /** Weighs the stamps. May be called once. `isTrusted` may already ask this timeline. */
  weigh(stamps: readonly Stamp[]): void {
    for (const stamp of [...stamps].sort((a, b) => b.position - a.position)) {
      if (stamp.isTrusted(this.after(stamp.position))) this.#trusted.push(stamp);
    }
  }

  /** Earliest proved time of what stands at `position` and is covered by a stamp that stands there, too. */
  holding(position: number): Date {
    return this.#earliest((stamp) => stamp.position >= position);
  }

  /** Earliest proved time of what only stamps further out cover: signatures and stamps at `position`, and what lies in their gaps. */
  after(position: number): Date {
    return this.#earliest((stamp) => stamp.position > position);
  }

  #earliest(covers: (stamp: Stamp) => boolean): Date {
    const times = this.#trusted.filter(covers).map(({ genTime }) => genTime.getTime());
    return new Date(Math.min(this.#now.getTime(), ...times));
  }
}
