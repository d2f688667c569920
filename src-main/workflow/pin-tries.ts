import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { exitStatusFor } from '../../shared/contract/exit-status.ts';
import type { Clock } from '../platform/clock.ts';

/**
 * Milliseconds that must pass after the first, second … refused PIN in a row before another one is sent; the last number holds on. Who
 * mistyped once goes on at once. Most tokens lock after three: before the third there is time to look the PIN up, and to notice.
 */
const PAUSES = [0, 60_000, 300_000] as const;

/** What the PIN of a token is called in `attempt`. */
export function tokenPinName(serial: string): string {
  return `PIN of ${serial}`;
}

/** The same for a key: all keys of a token have one PIN. */
export function pinNameOf({ serial, home }: { readonly serial?: string; readonly home: string }): string {
  return serial === undefined ? home : tokenPinName(serial);
}

interface Refusals {
  readonly count: number;
  readonly last: number;
}

/**
 * How quickly wrong PINs may follow one another. A page that was taken over could otherwise use up the tries of a token before anybody
 * sees it; a person who mistyped loses a moment. One try of a key at a time, so that tries cannot overtake their refusal.
 */
export class PinTries {
  readonly #clock: Clock;
  readonly #refusals = new Map<string, Refusals>();
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs one try of the PIN of `key` (a name that tells keys apart), after those of the same key that are under way.
   * @throws AppError PIN_TOO_SOON before anything is tried; whatever `work` throws
   */
  async attempt<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#running.get(key) ?? Promise.resolve();
    const mine = before.then(() => this.#once(key, work));
    const settled = mine.catch(() => undefined);
    this.#running.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#running.get(key) === settled) this.#running.delete(key);
    }
  }

  async #once<T>(key: string, work: () => Promise<T>): Promise<T> {
    this.#refuseHaste(key);
    try {
      const value = await work();
      this.#refusals.delete(key);
      return value;
    } catch (error) {
      if (exitStatusFor(error) === 77 && !UNTRIED.has(codeOf(error))) {
        const count = (this.#refusals.get(key)?.count ?? 0) + 1;
        this.#refusals.set(key, { count, last: this.#clock.now().getTime() });
      }
      throw error;
    }
  }

  #refuseHaste(key: string): void {
    const refusals = this.#refusals.get(key);
    if (refusals === undefined) return;
    const pause = PAUSES[Math.min(refusals.count, PAUSES.length) - 1] ?? 0;
    const now = this.#clock.now().getTime();
    // A clock that was set back does not hold anybody up for longer than the pause.
    const left = Math.min(pause, refusals.last + pause - now);
    if (left <= 0) return;
    const seconds = Math.ceil(left / 1000);
    throw new AppError(
      'PIN_TOO_SOON',
      `A wrong PIN was given ${refusals.count} times in a row, so this one was not tried; wait ${seconds} s and look the PIN up meanwhile.`,
      { seconds, refused: refusals.count },
    );
  }
}

/** Refusals that cost the token no try. */
const UNTRIED: ReadonlySet<string> = new Set([
  'PIN_REQUIRED',
  'PIN_FINAL_TRY',
  'PIN_TOO_SOON',
  'CKR_PIN_LEN_RANGE',
  'CKR_PIN_EXPIRED',
  'REMOTE_TOKEN_REFUSED',
  'REMOTE_TOKEN_WANTED',
  'REMOTE_SIGN_IN_FAILED',
]);
