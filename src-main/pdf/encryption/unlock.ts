import { AppError } from '../../../shared/contract/app-error.ts';
import * as aes256 from './aes256-key.ts';
import * as old from './old-key.ts';
import { passwordBytes } from './password.ts';
import type { StandardDictionary } from './standard-dictionary.ts';

/** What a password gave. */
export interface Unlocked {
  readonly key: Uint8Array;
  readonly openedAs: 'user' | 'owner';
}

/**
 * The file key, from the given password or the empty one; where a password is both, it counts as the owner's.
 * @param id first part of the file's /ID, empty where it has none
 * @returns undefined where neither opens the file
 */
export function unlock(dict: StandardDictionary, id: Uint8Array, password: string | undefined): Unlocked | undefined {
  const modern = dict.revision >= 5;
  const asOwner = (bytes: Uint8Array): Uint8Array | undefined =>
    modern ? aes256.keyFromOwnerPassword(dict, bytes) : old.keyFromOwnerPassword(dict, id, bytes);
  const asUser = (bytes: Uint8Array): Uint8Array | undefined =>
    modern ? aes256.keyFromUserPassword(dict, bytes) : old.keyFromUserPassword(dict, id, bytes);
  for (const tried of [password, '']) {
    const candidates = tried === undefined ? [] : passwordBytes(tried, dict.revision);
    for (const [openedAs, keyOf] of [['owner', asOwner] as const, ['user', asUser] as const]) {
      for (const bytes of candidates) {
        const key = keyOf(bytes);
        if (key !== undefined) return { key, openedAs };
      }
    }
  }
  return undefined;
}

/** @param given whether a password was given at all */
export function locked(given: boolean): AppError {
  return given
    ? new AppError(
        'PDF_PASSWORD_WRONG',
        'The password does not open the PDF; give its user password or its owner password.',
      )
    : new AppError(
        'PDF_PASSWORD_REQUIRED',
        'The PDF is protected by a password; give it (on the command line with --password-env VAR).',
      );
}
