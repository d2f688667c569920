import { AppError } from '../../shared/contract/app-error.ts';
import { DEADLINES } from '../tokens/host-launcher.ts';
import { type KeyChoice, lastTryQuestion } from './keys.ts';

/** Nobody said that the last try is to be used. */
export function lastTryLeft(key: KeyChoice): AppError {
  return new AppError(
    'PIN_FINAL_TRY',
    `${lastTryQuestion(key)} It was not tried; say that it is to be used all the same.`,
  );
}

/** Where the PIN is typed, and within what time. */
export function readerSentence({ home }: KeyChoice): string {
  return `Type the PIN for ${home} on its reader, or in the window of its own software, within ${DEADLINES.login / 1000} s.`;
}

/** Where the person allows a signature of a service. */
export function confirmSentence({ home, confirmed }: KeyChoice): string {
  if (confirmed?.where === 'browser') return `${home}: allow the signature on the page that opens in your browser.`;
  return `${home}: confirm where the service asks you, as on your telephone.`;
}
