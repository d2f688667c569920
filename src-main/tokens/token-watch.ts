import { setTimeout as sleep } from 'node:timers/promises';
import { type AppError, isAppError } from '../../shared/contract/app-error.ts';
import type { PresentToken } from './token-info.ts';

/** What happened to a token, or to the module through which it is seen. */
export type TokenEvent =
  | { readonly kind: 'inserted' | 'removed'; readonly module: string; readonly token: PresentToken }
  | { readonly kind: 'failed'; readonly module: string; readonly error: AppError };

export interface TokenWatchOptions {
  /** Asks one module what is there, given what was there before. */
  readonly present: (module: string, known: readonly PresentToken[]) => Promise<readonly PresentToken[]>;
  readonly onEvent: (event: TokenEvent) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks; a second where absent. */
  readonly period?: number;
  /** True: the process does not end while this watches. */
  readonly keepsAlive?: boolean;
}

/** A module that goes on failing is asked again after so many periods: starting its process each time would cost more than it tells. */
const PATIENCE = 10;

/**
 * After the first failure it is asked again at once: its card may have been put in again meanwhile. What a module answers with while a card
 * comes to rest is soon another thing; what ended its process twice is not.
 * @param before undefined where it did not fail before
 */
function periodsAfter(error: AppError, before: number | undefined): number {
  if (before === undefined) return 1;
  return error.code.startsWith('CKR_') ? Math.min(PATIENCE, before * 2) : PATIENCE;
}

/**
 * Watches the tokens of one module come and go until the signal stops it. The first look announces what is there already: it may have
 * come since somebody listed what there is. Polling, since C_WaitForSlotEvent is missing in some modules, misses new readers in others,
 * and cannot be interrupted (PKCS#11 v3.1, 5.5.3).
 */
export class TokenWatch {
  readonly #module: string;
  readonly #options: TokenWatchOptions;
  #known: readonly PresentToken[] = [];
  #isGone: (token: PresentToken) => boolean = () => false;
  /** Slots that were emptied since the look began that is under way: what it tells of them is of before. */
  #emptied = new Set<number>();
  #pause = new AbortController();
  #wasFailing = false;
  /** Periods until it is looked again. */
  #periods = 1;

  constructor(module: string, options: TokenWatchOptions) {
    this.#module = module;
    this.#options = options;
  }

  /** Ends when the signal stops it. */
  async run(): Promise<void> {
    const { signal, period = 1_000, keepsAlive = false } = this.#options;
    while (!signal.aborted) {
      this.#pause = new AbortController();
      await this.#look();
      if (signal.aborted) return;
      const until = AbortSignal.any([signal, this.#pause.signal]);
      await sleep(period * this.#periods, undefined, { signal: until, ref: keepsAlive }).catch(() => undefined);
    }
  }

  /**
   * The readers changed: tokens whose card went are gone now, whatever the module is busy with; and it is looked again at once.
   * @param went whether the card of this token went just now; another may lie in its place
   * @param isGone whether no card is in the reader of this token, now and whenever it is asked
   */
  readersChanged(went: (token: PresentToken) => boolean, isGone: (token: PresentToken) => boolean): void {
    this.#isGone = isGone;
    this.#leave(went);
    this.#pause.abort();
  }

  /** Nothing can show its tokens any more. */
  allGone(): void {
    this.#leave(() => true);
  }

  #leave(isGone: (token: PresentToken) => boolean): void {
    const gone = this.#known.filter(isGone);
    this.#known = this.#known.filter((token) => !gone.includes(token));
    for (const token of gone) {
      this.#emptied.add(token.slotId);
      this.#options.onEvent({ kind: 'removed', module: this.#module, token });
    }
  }

  async #look(): Promise<void> {
    const { present, onEvent, signal } = this.#options;
    const module = this.#module;
    this.#emptied = new Set();
    try {
      const seen = await present(module, this.#known);
      if (signal.aborted) return;
      const now = seen.filter((token) => !this.#emptied.has(token.slotId) && !this.#isGone(token));
      const known = this.#known;
      this.#leave((token) => !now.some((one) => isSame(one, token)));
      const came = now.filter((token) => !known.some((one) => isSame(one, token)));
      this.#known = now;
      for (const token of came) onEvent({ kind: 'inserted', module, token });
      this.#wasFailing = false;
      this.#periods = 1;
    } catch (error) {
      if (signal.aborted) return;
      if (!isAppError(error)) throw error;
      this.allGone();
      if (!this.#wasFailing) onEvent({ kind: 'failed', module, error: error as AppError });
      this.#periods = periodsAfter(error as AppError, this.#wasFailing ? this.#periods : undefined);
      this.#wasFailing = true;
    }
  }
}

function isSame(a: PresentToken, b: PresentToken): boolean {
  return a.slotId === b.slotId && a.serial === b.serial && a.label === b.label;
}
