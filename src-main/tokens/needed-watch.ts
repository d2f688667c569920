import { setTimeout as sleep } from 'node:timers/promises';
import type { PresentToken } from './token-info.ts';
import { type TokenWatchOptions, watchTokens } from './token-watch.ts';

export interface NeededWatchOptions extends Omit<TokenWatchOptions, 'modules'> {
  /** Paths of the modules that are needed now; asked again and again, so it must cost little. */
  readonly needed: () => Promise<readonly string[]>;
  /** Told what is needed after each look, so that the rest can be let go. */
  readonly onNeeded?: (needed: readonly string[]) => void;
  /** Milliseconds between two looks at that; half a second where absent. */
  readonly every?: number;
}

/** A module that is watched: how it is stopped, and the tokens that it shows. */
interface Watched {
  readonly stop: AbortController;
  readonly shown: () => readonly PresentToken[];
  readonly end: Promise<void>;
}

/**
 * Watches tokens come and go through the modules that are needed, which change with the cards in the readers: a module is watched from
 * the moment a card asks for it, and its tokens are gone when none does any more.
 */
export async function watchNeeded({ needed, onNeeded, every = 500, ...options }: NeededWatchOptions): Promise<void> {
  const { signal, keepsAlive = false } = options;
  const watched = new Map<string, Watched>();
  while (!signal.aborted) {
    const now = await needed();
    for (const module of now) {
      if (watched.has(module) || signal.aborted) continue;
      watched.set(module, watchOne(module, options));
    }
    for (const [module, { stop, shown }] of watched) {
      if (now.includes(module)) continue;
      watched.delete(module);
      stop.abort();
      for (const token of shown()) options.onEvent({ kind: 'removed', module, token });
    }
    onNeeded?.(now);
    await sleep(every, undefined, { signal, ref: keepsAlive }).catch(() => undefined);
  }
  await Promise.all([...watched.values()].map(({ end }) => end));
}

function watchOne(module: string, options: Omit<TokenWatchOptions, 'modules'>): Watched {
  const stop = new AbortController();
  let shown: readonly PresentToken[] = [];
  const present: TokenWatchOptions['present'] = async (path, known) => {
    try {
      shown = await options.present(path, known);
      return shown;
    } catch (error) {
      // What a module that fails showed is announced as gone by the watch itself.
      shown = [];
      throw error;
    }
  };
  const signal = AbortSignal.any([options.signal, stop.signal]);
  return { stop, shown: () => shown, end: watchTokens({ ...options, modules: [module], present, signal }) };
}
