import type { Home } from '../platform/home.ts';
import { watchNeeded } from '../tokens/needed-watch.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { neededNow } from './read-modules.ts';

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
    await watchNeeded({
      needed: neededNow(this.#home, this.#tokens),
      onNeeded: (modules) => this.#tokens.endUnneeded(modules),
      present: this.#tokens.presentTokens.bind(this.#tokens),
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
