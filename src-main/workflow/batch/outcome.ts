import { AppError, codeOf, isAppError } from '../../../shared/contract/app-error.ts';
import type { SignOutcome } from '../sign-document.ts';
import type { FileSignOutcome } from '../sign-file.ts';
import type { BatchFailure, BatchOutcome } from './journal.ts';

/** What came of one try: what was made, or why not. */
export type BatchResult =
  | { readonly outcome: SignOutcome | FileSignOutcome; readonly error?: undefined }
  | { readonly outcome?: undefined; readonly error: unknown };

/** As it is kept in the journal. */
export function outcomeOf(index: number, { outcome, error }: BatchResult): BatchOutcome {
  if (outcome === undefined) return { index, state: 'failed', failure: failureOf(error) };
  const { level, ledgerIndex, resultSha256 } = outcome;
  return {
    index,
    state: 'signed',
    level: level.reached,
    queued: level.queued !== null,
    ledgerIndex,
    sha256: resultSha256,
  };
}

/** As it is kept: the name of the file and not where it lies. */
export function failureOf(error: unknown): BatchFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: codeOf(error), message, details: isAppError(error) ? { ...error.details } : {} };
}

/** The failure of what was under way when the person stopped it. */
export function stoppedByPerson(): AppError {
  return new AppError(
    'CANCELLED',
    'Stopped at your request. What was signed stays signed; the rest can be signed later.',
  );
}

/** The error for a batch that another process works at. */
export function running(): AppError {
  return new AppError(
    'BATCH_RUNNING',
    'This batch is being signed by another window or command. Wait until it has ended.',
  );
}
