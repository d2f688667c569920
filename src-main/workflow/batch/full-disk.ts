import { codeOf, isAppError } from '../../../shared/contract/app-error.ts';

/** Where there is no room for one file there is none for the next one either. A file that is too large for the file system (EFBIG) is so by itself. */
export function isFullDisk(error: unknown): boolean {
  return codeOf(error) === 'DISK_FULL' && !(isAppError(error) && error.details.system === 'EFBIG');
}

/** True where nothing of the file was saved, so that it can be tried again once there is room. */
export function leftNothing(error: unknown): boolean {
  return isAppError(error) && (error.details.system === 'ENOSPC' || error.details.system === 'EDQUOT');
}
