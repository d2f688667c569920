import { type ErrorDetails, isAppError } from '../../shared/contract/app-error.ts';

/** A failure as the window keeps it: the code finds the words, the details are numbers and names. */
export interface Failure {
  readonly code: string;
  readonly details: ErrorDetails;
}

export function failureOf(error: unknown): Failure {
  return isAppError(error) ? { code: error.code, details: error.details } : { code: 'INTERNAL', details: {} };
}
