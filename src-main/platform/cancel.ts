import { AppError } from '../../shared/contract/app-error.ts';

/** @throws AppError CANCELLED once the person asked to stop. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new AppError('CANCELLED', 'Stopped at your request. Nothing was saved.');
}
