import { codeOf, isAppError } from '../../../shared/contract/app-error.ts';
import type { SigningRun } from '../signing-run.ts';

/** True where the next file of the run would fail too: the key is gone, the disk is full, or the person asked to stop. */
export function stopsBatch(run: Pick<SigningRun, 'isOver'>, error: unknown): boolean {
  return run.isOver(error) || isFullDisk(error);
}

/** Where there is no room for one file there is none for the next one either. A file that is too large for the file system (EFBIG) is so by itself. */
export function isFullDisk(error: unknown): boolean {
  return codeOf(error) === 'DISK_FULL' && !(isAppError(error) && error.details.system === 'EFBIG');
}
