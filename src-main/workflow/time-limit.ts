import { AppError, codeOf } from '../../shared/contract/app-error.ts';

/** What a verification may take: 10 minutes, and what slow storage needs to give the bytes (10 MB a second). Milliseconds. */
export function timeAllowed(size: number): number {
  return 600_000 + Math.ceil(size / 10_000);
}

/**
 * Runs work that stops where its signal says so, for at most `milliseconds`: no file keeps a verification busy for ever. Work that does not
 * come back to the event loop is bounded by what it counts instead.
 * @throws AppError TIME_LIMIT where the work was stopped for that; whatever the work throws
 */
export async function withinTime<T>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = AbortSignal.timeout(milliseconds);
  try {
    return await work(signal === undefined ? late : AbortSignal.any([signal, late]));
  } catch (error) {
    if (codeOf(error) !== 'CANCELLED' || !late.aborted || signal?.aborted === true) throw error;
    throw new AppError(
      'TIME_LIMIT',
      `The verification took longer than ${Math.ceil(milliseconds / 1000)} seconds and was stopped. Nothing is known of the file; give it more time with --timeout.`,
      { milliseconds },
      { cause: error },
    );
  }
}
