import { isAppError } from '../../shared/contract/app-error.ts';
import { AppearedCards } from './appeared-cards.ts';
import type { CardReaders } from './card-readers.ts';
import type { Deadlines, HostLauncher } from './host-launcher.ts';
import { ModuleHost } from './module-host.ts';

export interface ReaderHostOptions {
  readonly launcher: HostLauncher;
  readonly deadlines: Deadlines;
  /** Called when cards are seen to have gone since the last look, also where they are back. @param from names of their readers */
  readonly onWent: (from: readonly string[]) => void;
  /** Milliseconds for which one look is waited for; eight seconds where absent. */
  readonly patience?: number;
}

/** Milliseconds that PC/SC may take to tell its readers: it answers at once, or a card is being powered up, or it hangs. */
const PATIENCE = 8_000;
/** Milliseconds for which readers are not asked after they could not be: once, and at most. Each time it is twice as long. */
const REST = { first: 1_000, most: 20_000 } as const;

const UNKNOWN: CardReaders = { service: 'unknown', readers: [] };

/** The process that asks PC/SC: one of its own, so that a service that hangs holds up no module. Started at the first look. */
export class ReaderHost {
  readonly #options: ReaderHostOptions;
  readonly #cards = new AppearedCards();
  #host: ModuleHost | undefined;
  /** A look that nobody waits for any more: on a busy machine it is answered late, and the next one in time. */
  #isOverdue = false;
  #rest = 0;
  #restUntil = 0;

  constructor(options: ReaderHostOptions) {
    this.#options = options;
  }

  /** The card readers of this machine, and what lies in them. @param pinPads whether readers with a card are asked for a PIN pad */
  async look(pinPads: boolean): Promise<CardReaders> {
    if (this.#isOverdue || performance.now() < this.#restUntil) return UNKNOWN;
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<CardReaders>((resolve) => {
      patience = setTimeout(() => {
        this.#isOverdue = true;
        resolve(UNKNOWN);
      }, this.#options.patience ?? PATIENCE);
    });
    return Promise.race([this.#ask(pinPads), late]).finally(() => clearTimeout(patience));
  }

  close(): void {
    this.#host?.close();
  }

  async #ask(pinPads: boolean): Promise<CardReaders> {
    const { launcher, deadlines, onWent } = this.#options;
    try {
      this.#host ??= ModuleHost.bare('PC/SC', {
        launcher,
        deadlines,
        onEnd: () => {
          this.#host = undefined;
        },
        onSigned: () => undefined,
      });
      const seen = await this.#host.call('readers', { pinPads });
      this.#rest = 0;
      const { removed } = this.#cards.look(seen);
      if (removed.length > 0) onWent(removed);
      return seen;
    } catch (error) {
      if (!isAppError(error)) throw error;
      // Those who watch ask five times a second: a process that dies each time would be started as often.
      this.#rest = Math.min(REST.most, Math.max(REST.first, this.#rest * 2));
      this.#restUntil = performance.now() + this.#rest;
      return UNKNOWN;
    } finally {
      this.#isOverdue = false;
    }
  }
}
