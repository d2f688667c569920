import { AppError } from '../shared/contract/app-error.ts';
import type { PinFacts } from '../shared/contract/pin-calls.ts';

type Lengths = Pick<PinFacts, 'shortest' | 'longest'>;

/** What a new PIN is asked for with: how long the token wants it, where it says so. */
export function newPinPrompt(lengths: Lengths): string {
  const words = lengthWords(lengths);
  return words === undefined ? 'New PIN: ' : `New PIN (${words}): `;
}

/** Before anything is tried, since the token would refuse it. @param pin UTF-8 @throws AppError CKR_PIN_LEN_RANGE */
export function refuseNewPin({ shortest, longest }: Lengths, pin: Uint8Array): void {
  const isTooShort = shortest !== null && pin.length < shortest;
  const isTooLong = longest !== null && pin.length > longest;
  if (!isTooShort && !isTooLong) return;
  throw new AppError(
    'CKR_PIN_LEN_RANGE',
    `The new PIN is too ${isTooShort ? 'short' : 'long'}: this token wants ${lengthWords({ shortest, longest })}. Nothing was changed; choose another one.`,
    { shortest, longest },
  );
}

function lengthWords({ shortest, longest }: Lengths): string | undefined {
  if (shortest !== null && longest !== null) return `${shortest} to ${longest} characters`;
  if (shortest !== null) return `at least ${shortest} characters`;
  return longest === null ? undefined : `at most ${longest} characters`;
}
