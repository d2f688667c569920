import { CKR, isCkrCode } from './ckr-codes.ts';
import { ERROR_EXIT, type ErrorCode, type ExitStatus } from './error-codes.ts';

/** Exit status of the command line for a failure, PKCS#11 return values included. */
export function exitStatusOf(code: ErrorCode): ExitStatus {
  return isCkrCode(code) ? CKR[code].exit : ERROR_EXIT[code];
}
