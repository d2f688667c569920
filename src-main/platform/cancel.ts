import { AppError } from '../../shared/contract/app-error.ts';

/** What work ends with that the person asked to stop. */
export function cancelled(): AppError {
  return new AppError('CANCELLED', 'Stopped at your request. Nothing was saved.');
}

/** @throws AppError CANCELLED once the person asked to stop. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw cancelled();
}
