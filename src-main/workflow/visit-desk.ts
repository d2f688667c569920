import { type VisitId, visitId } from '../../shared/contract/ids.ts';
import type { PageWanted } from '../../shared/contract/service-calls.ts';
import { cancelled, throwIfCancelled } from '../platform/cancel.ts';
import { randomHex } from '../platform/random.ts';
import type { Browser } from '../tokens/csc/oauth-client.ts';

interface Waiting {
  readonly page: PageWanted;
  readonly giveUp: AbortController;
}

/** Where signing services have the person go to a page in the browser: the window says so for as long as it takes. */
export class VisitDesk {
  readonly #waiting: Waiting[] = [];
  readonly #listeners = new Set<(page: PageWanted | null) => void>();

  /** The page that the person is to be on. */
  get page(): PageWanted | null {
    return this.#waiting[0]?.page ?? null;
  }

  /** What services are given. @throws AppError CANCELLED where the person gives up, or what it was for is no longer wanted */
  readonly browser: Browser = async (visit, back, signal) => {
    throwIfCancelled(signal);
    const giveUp = new AbortController();
    const stop = () => giveUp.abort(cancelled());
    const one: Waiting = { page: { id: visitId.parse(`visit-${randomHex(16)}`), ...visit }, giveUp };
    this.#waiting.push(one);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const came = back(giveUp.signal);
      this.#tell();
      return await came;
    } finally {
      signal?.removeEventListener('abort', stop);
      this.#waiting.splice(this.#waiting.indexOf(one), 1);
      this.#tell();
    }
  };

  /** Nothing happens where nobody is waited for any more. */
  giveUp(id: VisitId): void {
    this.#waiting.find(({ page }) => page.id === id)?.giveUp.abort(cancelled());
  }

  /** Calls back with the page that is to be open now. Gives the way to unsubscribe. */
  onChanged(callback: (page: PageWanted | null) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  close(): void {
    for (const { giveUp } of this.#waiting) giveUp.abort(cancelled());
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.page);
  }
}
