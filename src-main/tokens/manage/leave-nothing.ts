import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { ManagedToken } from './managed-token.ts';

/**
 * Writes several objects so that either all of them are on the token or none. What was written before a failure is deleted again; where
 * that fails too, the error says so.
 * @param write is given a function that remembers each handle as soon as it exists
 * @throws the error of `write`, its sentence followed by what became of the rest
 */
export async function allOrNothing<T>(
  token: ManagedToken,
  write: (made: (handle: Uint8Array) => void) => Promise<T>,
): Promise<T> {
  const handles: Uint8Array[] = [];
  try {
    return await write((handle) => handles.push(handle));
  } catch (error) {
    if (handles.length === 0 || !isAppError(error)) throw error;
    const left = await destroyed(token, handles);
    const after =
      left === 0
        ? 'What had been written to the token before was removed from it again.'
        : `${left} of the objects written before could not be removed again; list the content of the token and delete them.`;
    throw new AppError(error.code, `${error.message} ${after}`, { ...error.details, left }, { cause: error });
  }
}

/** How many could not be deleted. */
async function destroyed(token: ManagedToken, handles: readonly Uint8Array[]): Promise<number> {
  let left = 0;
  for (const handle of [...handles].reverse()) {
    await token.destroy(handle).catch(() => {
      left += 1;
    });
  }
  return left;
}
