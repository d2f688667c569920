import { AppError, codeOf, type Failure, isAppError } from '../../../shared/contract/app-error.ts';
import { exitStatusFor } from '../../../shared/contract/exit-status.ts';
import type { Home } from '../../platform/home.ts';
import type { Signer } from '../../platform/signer.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import { chooseKey, type KeyChoice, type KeyWish } from '../keys.ts';
import { pinNameOf } from '../pin-tries.ts';
import { holdToken } from '../token-hold.ts';
import { type Found, failed, ok, skipped } from './steps.ts';

/** What is signed: nobody can mistake it for a document. */
const MESSAGE = new TextEncoder().encode(
  'Countersign: trial signature of the doctor. It is thrown away and stands for nothing.',
);

/** How a trial gets its PIN and runs its one try. */
export interface Trial {
  readonly home: Home;
  readonly signal?: AbortSignal | undefined;
  /** Asked once, only where a PIN is typed here. The bytes are overwritten afterwards. */
  readPin(key: KeyChoice): Promise<Uint8Array>;
  /** Told of the failure behind a finding that it alone explains. */
  readonly onFailure?: ((error: Failure) => void) | undefined;
  /** Runs the one try of the PIN of a key home, for those who hold wrong PINs apart. */
  readonly attempt?: ((home: string, work: () => Promise<Signer>) => Promise<Signer>) | undefined;
}

/**
 * Makes one signature and throws it away. The signer itself checks each signature against the certificate. The last try of a PIN is never
 * used for it, and a failure is a finding.
 */
export async function trialSignature(
  wish: Extract<KeyWish, { kind: 'pkcs11' }>,
  tokens: Tokens,
  trial: Trial,
): Promise<Found> {
  try {
    const key = await chooseKey(wish, tokens);
    if (key.pin === 'final-try') return skipped('TRIAL_NOT_RISKED');
    const { home, signal } = trial;
    const letGo = key.token === undefined ? undefined : await holdToken(home, key.token, { documents: 1, signal });
    try {
      return await signOnce(await opened(key, trial), signal);
    } finally {
      await letGo?.();
    }
  } catch (error) {
    if (!isAppError(error)) throw error;
    const found = finding(error);
    if (found.finding === 'TRIAL_FAILED' || found.finding === 'TRIAL_PIN_REFUSED') trial.onFailure?.(error);
    return found;
  }
}

async function signOnce(signer: Signer, signal: AbortSignal | undefined): Promise<Found> {
  try {
    const [algorithm] = signer.algorithms;
    if (algorithm === undefined) return failed('TRIAL_FAILED', {}, 'ALGORITHM_UNSUPPORTED');
    await signer.sign(MESSAGE, algorithm, signal);
    return ok('TRIAL_GOOD', { algorithm });
  } finally {
    await signer.close();
  }
}

async function opened(key: KeyChoice, { signal, readPin, attempt }: Trial): Promise<Signer> {
  const pin = key.entry === 'here' ? await readPin(key) : new Uint8Array();
  try {
    // No token has an empty PIN: most likely nobody typed one.
    if (key.entry === 'here' && pin.length === 0) throw new AppError('PIN_REQUIRED', 'A PIN is needed. Enter it.');
    const unlock = () => key.unlock(pin, { signal, acceptLastTry: false });
    return await (attempt === undefined ? unlock() : attempt(pinNameOf(key), unlock));
  } finally {
    pin.fill(0);
  }
}

function finding(error: unknown): Found {
  const code = codeOf(error);
  switch (code) {
    case 'CANCELLED':
    case 'CKR_FUNCTION_CANCELED':
    case 'CKR_FUNCTION_REJECTED':
      return skipped('TRIAL_CANCELLED');
    case 'PIN_FINAL_TRY':
      return skipped('TRIAL_NOT_RISKED');
    case 'CKR_PIN_INCORRECT':
      return failed('TRIAL_PIN_WRONG', {}, code);
    case 'KEY_MISSING':
      return failed('TRIAL_KEY_MISSING', {}, code);
    case 'KEY_MISMATCH':
      return failed('TRIAL_KEY_MISMATCH', {}, code);
    default:
      return failed(exitStatusFor(error) === 77 ? 'TRIAL_PIN_REFUSED' : 'TRIAL_FAILED', {}, code);
  }
}
