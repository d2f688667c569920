import { AppError } from '../../shared/contract/app-error.ts';
import type { Home } from '../platform/home.ts';

/** Folder of the home in which keys are kept, one file each, named by the SHA-256 of its certificate. */
export const FOLDER = 'keys';
export const ENDING = '.p12';
export const DIGEST = /^[0-9a-f]{64}$/;

/** Where the key of a certificate is kept, if it is. @param sha256 lower-case hexadecimal. @throws AppError CERTIFICATE_NOT_FOUND for what is no digest */
export function embeddedKeyFile(home: Home, sha256: string): string {
  if (DIGEST.test(sha256)) return home.at(FOLDER, `${sha256}${ENDING}`);
  throw new AppError(
    'CERTIFICATE_NOT_FOUND',
    'A key that is kept here is named by the SHA-256 of its certificate: 64 digits.',
  );
}
