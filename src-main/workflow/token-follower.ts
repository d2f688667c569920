import type { Home } from '../platform/home.ts';
import { type NeededWatchOptions, watchNeeded } from '../tokens/needed-watch.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { neededNow } from './read-modules.ts';

export interface FollowOptions extends Pick<NeededWatchOptions, 'onEvent' | 'signal' | 'keepsAlive'> {
  /** Path of the one module to follow; all that are needed where absent. */
  readonly only?: string | undefined;
}

/**
 * Tells of each card and each token that comes or goes, until the signal stops it. Hosts of modules that nobody needs any more are ended,
 * and one is had ready for the next.
 */
export function followTokens(home: Home, tokens: Tokens, { only, ...options }: FollowOptions): Promise<void> {
  const all = neededNow(home, tokens);
  return watchNeeded({
    ...options,
    needed: only === undefined ? all : async () => ({ modules: [only], readers: await tokens.readers() }),
    onNeeded: ({ modules, readers }) => {
      tokens.endUnneeded(modules);
      tokens.expectCards(readers);
    },
    present: tokens.presentTokens.bind(tokens),
  });
}

/** Tells whoever shows tokens that a card or a token came or went: of cards within two seconds, whatever a module is busy with. */
export class TokenFollower {
  readonly #home: Home;
  readonly #tokens: Tokens;
  /** Told of the readers whose cards were taken out. */
  readonly #onChange: (emptied: readonly string[]) => void;
  #stop: AbortController | undefined;
  /** What is about to be told; undefined where nothing is. */
  #emptied: string[] | undefined;

  constructor(home: Home, tokens: Tokens, onChange: (emptied: readonly string[]) => void) {
    this.#home = home;
    this.#tokens = tokens;
    this.#onChange = onChange;
  }

  /** Follows the modules that are there now. Called again where a module was added. */
  begin(): void {
    this.end();
    const stop = new AbortController();
    this.#stop = stop;
    void this.#follow(stop.signal);
  }

  end(): void {
    this.#stop?.abort();
  }

  async #follow(signal: AbortSignal): Promise<void> {
    await followTokens(this.#home, this.#tokens, {
      signal,
      onEvent: (event) => {
        // What fails says so where it is listed.
        if (event.kind !== 'failed') this.#tell(event.kind === 'card-removed' ? [event.reader] : []);
      },
    });
  }

  /** What happens at once, a card and the token on it, is told once. */
  #tell(emptied: readonly string[]): void {
    if (this.#emptied !== undefined) {
      this.#emptied.push(...emptied);
      return;
    }
    const all = [...emptied];
    this.#emptied = all;
    queueMicrotask(() => {
      this.#emptied = undefined;
      this.#onChange(all);
    });
  }
}
