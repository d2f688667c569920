import { setTimeout as sleep } from 'node:timers/promises';
import { type AppError, isAppError } from '../../shared/contract/app-error.ts';
import type { PresentToken } from './token-info.ts';

/** What happened to a token, or to the module through which it is seen. */
export type TokenEvent =
  | { readonly kind: 'inserted' | 'removed'; readonly module: string; readonly token: PresentToken }
  | { readonly kind: 'failed'; readonly module: string; readonly error: AppError };

export interface TokenWatchOptions {
  /** Absolute paths of modules. */
  readonly modules: readonly string[];
  /** Asks one module what is there, given what was there before. */
  readonly present: (module: string, known: readonly PresentToken[]) => Promise<readonly PresentToken[]>;
  readonly onEvent: (event: TokenEvent) => void;
  readonly signal: AbortSignal;
  /** Milliseconds between two looks; a second where absent. */
  readonly period?: number;
  /** True: the process does not end while this watches. */
  readonly keepsAlive?: boolean;
}

/** A module that failed is asked again after so many periods: starting its process each time would cost more than it tells. */
const PATIENCE = 10;

/**
 * Watches tokens come and go until the signal stops it. The first look announces what is there already: it may have come since somebody
 * listed what there is. Polling, since C_WaitForSlotEvent is missing in some modules, misses new readers in others, and cannot be
 * interrupted (PKCS#11 v3.1, 5.5.3).
 */
export async function watchTokens(options: TokenWatchOptions): Promise<void> {
  await Promise.all(options.modules.map((module) => watchModule(module, options)));
}

async function watchModule(
  module: string,
  { present, onEvent, signal, period = 1_000, keepsAlive = false }: TokenWatchOptions,
): Promise<void> {
  let known: readonly PresentToken[] = [];
  let wasFailing = false;
  while (!signal.aborted) {
    let pause = period;
    try {
      const now = await present(module, known);
      if (signal.aborted) return;
      for (const token of known)
        if (!now.some((one) => isSame(one, token))) onEvent({ kind: 'removed', module, token });
      const came = now.filter((token) => !known.some((one) => isSame(one, token)));
      for (const token of came) onEvent({ kind: 'inserted', module, token });
      known = now;
      wasFailing = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!isAppError(error)) throw error;
      for (const token of known) onEvent({ kind: 'removed', module, token });
      if (!wasFailing) onEvent({ kind: 'failed', module, error: error as AppError });
      known = [];
      wasFailing = true;
      pause = period * PATIENCE;
    }
    await sleep(pause, undefined, { signal, ref: keepsAlive }).catch(() => undefined);
  }
}

function isSame(a: PresentToken, b: PresentToken): boolean {
  return a.slotId === b.slotId && a.serial === b.serial && a.label === b.label;
}
