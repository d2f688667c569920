import { AppError } from '../shared/contract/app-error.ts';
import { newPinFault, newPinSentence, type PinLengths } from '../shared/domain/new-pin.ts';

/** What a new PIN is asked for with: how long the token wants it, where it says so. */
export function newPinPrompt(lengths: PinLengths): string {
  const words = lengthWords(lengths);
  return words === undefined ? 'New PIN: ' : `New PIN (${words}): `;
}

/** Before anything is tried, since the token would refuse it. @param pin UTF-8 @throws AppError CKR_PIN_LEN_RANGE */
export function refuseNewPin(lengths: PinLengths, pin: Uint8Array): void {
  const fault = newPinFault(lengths, pin.length);
  if (fault !== null) throw new AppError('CKR_PIN_LEN_RANGE', newPinSentence(fault), { limit: fault.limit });
}

function lengthWords({ shortest, longest }: PinLengths): string | undefined {
  if (shortest !== null && longest !== null) return `${shortest} to ${longest} characters`;
  if (shortest !== null) return `at least ${shortest} characters`;
  return longest === null ? undefined : `at most ${longest} characters`;
}
