import { codeOf, isAppError } from './app-error.ts';
import { CKR, isCkrCode } from './ckr-codes.ts';
import { ckrMeaning } from './ckr-meaning.ts';
import { ERROR_EXIT, type ErrorCode, type ExitStatus } from './error-codes.ts';

/** Exit status of the command line for a failure, PKCS#11 return values included. */
export function exitStatusOf(code: ErrorCode): ExitStatus {
  return isCkrCode(code) ? CKR[code].exit : ERROR_EXIT[code];
}

/**
 * The same for what was thrown. A PIN that was refused for a reason which belongs to other work (1) was refused all the same: modules hand on
 * what the card has said of it.
 */
export function exitStatusFor(error: unknown): ExitStatus {
  const code = codeOf(error);
  const status = exitStatusOf(code);
  if (status !== 1 || !isCkrCode(code) || !isAppError(error)) return status;
  return ckrMeaning(code, error.details.function).of === 'all' ? status : 77;
}
