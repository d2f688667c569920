import { AppError } from '../../shared/contract/app-error.ts';
import type { PinState } from '../../shared/contract/pin-calls.ts';

/** Where a PIN belongs: its token by name, and in words for people. */
interface PinPlace {
  readonly token: string;
  readonly where: string;
}

/** @throws AppError CKR_PIN_LOCKED where no PIN is tried any more */
export function refuseLocked(pin: PinState, { token, where }: PinPlace): void {
  if (pin !== 'locked') return;
  throw new AppError(
    'CKR_PIN_LOCKED',
    `The PIN of ${where} is locked. Unblock it: countersign tokens pin unblock, or the program of its vendor; it was not tried.`,
    { token },
  );
}

/**
 * Before anybody is asked for the PIN: a token that wants its PIN changed takes it and then does nothing but change it (PKCS#11 v3.1,
 * table 6, CKF_USER_PIN_TO_BE_CHANGED).
 * @throws AppError CKR_PIN_EXPIRED
 */
export function refuseToBeChanged(pin: PinState, { token, where }: PinPlace): void {
  if (pin !== 'to-be-changed') return;
  throw new AppError(
    'CKR_PIN_EXPIRED',
    `The PIN of ${where} has to be changed before it is used. Change it: countersign tokens pin change, or the page “Tokens” of the window; it was not tried.`,
    { token },
  );
}
