import type { ErrorCode } from './error-codes.ts';

/** Numbers and names that explain one failure. Never a PIN, a password or a key; a file name, never a full path, once it crosses the bridge. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error of the product: a code to match on, a sentence of what was being done, and the numbers that matter.
 * Match on `code`, never on the class: it does not survive a process edge.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** Reads the code of anything that was thrown, also of an error that crossed a process edge. `INTERNAL` where there is none. */
export function codeOf(error: unknown): ErrorCode {
  return isAppError(error) ? error.code : 'INTERNAL';
}

/** What an AppError says, whichever process it was made in. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** True for an AppError of this or any other process. */
export function isAppError(error: unknown): error is Failure {
  return error instanceof Error && error.name === 'AppError' && 'code' in error && typeof error.code === 'string';
}

/** What was thrown, as it can cross the edge of a process or thread. */
export function failureOf(error: unknown): Failure {
  if (isAppError(error)) return { code: error.code, message: error.message, details: error.details };
  return { code: codeOf(error), message: error instanceof Error ? error.message : String(error), details: {} };
}

/** What crossed the edge, to be thrown again. INTERNAL is no AppError anywhere else either. */
export function errorOf({ code, message, details }: Failure): Error {
  return code === 'INTERNAL' ? new Error(message) : new AppError(code, message, details);
}
