import { AppError, type ErrorDetails } from '../../shared/contract/app-error.ts';

/** PDF_DAMAGED. `what` completes "The PDF is damaged: …"; the byte or object that the details name is added. */
export function damaged(what: string, details: ErrorDetails = {}): AppError {
  return new AppError(
    'PDF_DAMAGED',
    `The PDF is damaged: ${what}${placeOf(details)}; open it in the program that made it and save it again.`,
    details,
  );
}

/** PDF_LIMIT_EXCEEDED. `what` completes "The PDF asks for more than this program allows: …". */
export function limitExceeded(what: string, details: ErrorDetails = {}): AppError {
  return new AppError(
    'PDF_LIMIT_EXCEEDED',
    `The PDF asks for more than this program allows (${what}); it may be made to do harm, so it was not read further.`,
    details,
  );
}

/** PDF_UNSUPPORTED. `what` completes "The PDF uses …". */
export function unsupported(what: string, details: ErrorDetails = {}): AppError {
  return new AppError(
    'PDF_UNSUPPORTED',
    `The PDF uses ${what}, which this program cannot read; save it again without that.`,
    details,
  );
}

function placeOf({ offset, object }: ErrorDetails): string {
  if (typeof offset === 'number') return ` (at byte ${offset})`;
  return typeof object === 'number' ? ` (object ${object})` : '';
}
