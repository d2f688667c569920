import { setTimeout as sleep } from 'node:timers/promises';
import { AppearedCards } from './appeared-cards.ts';
import type { CardReaders } from './card-readers.ts';
import { isCalled } from './discovery/needed.ts';
import { type TokenEvent, TokenWatch, type TokenWatchOptions } from './token-watch.ts';

/** What lies in the readers, and which modules may show something of it. */
export interface Needed {
  /** Paths. */
  readonly modules: readonly string[];
  readonly readers: CardReaders;
}

/** A card is in its reader, and being read; or out of it. PC/SC tells that at once, whatever the modules are busy with. */
export interface CardEvent {
  readonly kind: 'card-inserted' | 'card-removed';
  readonly reader: string;
}

export interface NeededWatchOptions extends Omit<TokenWatchOptions, 'onEvent'> {
  /** What is needed now; asked again and again, so it must cost little. */
  readonly needed: () => Promise<Needed>;
  readonly onEvent: (event: TokenEvent | CardEvent) => void;
  /** Told what is needed after each look, so that the rest can be let go, and what may come be made ready for. */
  readonly onNeeded?: (needed: Needed) => void;
  /** Milliseconds between two looks at that; a fifth of a second where absent. */
  readonly every?: number;
}

/** A module that is watched, and how it is stopped. */
interface Watched {
  readonly watch: TokenWatch;
  readonly stop: AbortController;
  readonly end: Promise<void>;
}

/**
 * Watches cards and tokens come and go. A module is watched from the moment a card asks for it, and its tokens are gone when none does any
 * more, or when PC/SC tells that their card is out: a module may hang just then. The first look announces what is there already.
 */
export async function watchNeeded({ needed, onNeeded, every = 200, ...options }: NeededWatchOptions): Promise<void> {
  const { signal, keepsAlive = false, onEvent } = options;
  const watched = new Map<string, Watched>();
  const cards = new AppearedCards();
  while (!signal.aborted) {
    const { modules, readers } = await needed();
    if (signal.aborted) break;
    const changes = cards.look(readers);
    for (const reader of changes.removed) onEvent({ kind: 'card-removed', reader });
    for (const [module, { stop, watch }] of watched) {
      if (!modules.includes(module)) {
        watched.delete(module);
        stop.abort();
        watch.allGone();
      } else if (changes.removed.length + changes.inserted.length > 0) {
        watch.readersChanged(({ slot }) => changes.removed.some((reader) => isCalled(slot, reader)), cards.isGone);
      }
    }
    for (const reader of changes.inserted) onEvent({ kind: 'card-inserted', reader });
    for (const module of modules) {
      if (!watched.has(module) && !signal.aborted) watched.set(module, watchOne(module, options));
    }
    onNeeded?.({ modules, readers });
    await sleep(every, undefined, { signal, ref: keepsAlive }).catch(() => undefined);
  }
  await Promise.all([...watched.values()].map(({ end }) => end));
}

function watchOne(module: string, options: TokenWatchOptions): Watched {
  const stop = new AbortController();
  const watch = new TokenWatch(module, { ...options, signal: AbortSignal.any([options.signal, stop.signal]) });
  return { watch, stop, end: watch.run() };
}
