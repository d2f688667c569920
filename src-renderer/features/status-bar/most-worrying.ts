import type { Output } from '../../../shared/contract/contract.ts';
import type { PinState } from '../../../shared/contract/pin-calls.ts';

type Tokens = Output<'tokens.list'>['tokens'];

/** Tokens with the most worrying PIN first, since only one of them is named. */
export function mostWorryingFirst(tokens: Tokens): Tokens {
  return tokens.toSorted((a, b) => WORRY.indexOf(a.pin) - WORRY.indexOf(b.pin));
}

const WORRY: readonly PinState[] = ['locked', 'final-try', 'to-be-changed', 'count-low', 'unknown', 'ok'];
