import type { CkrCode } from './ckr-codes.ts';
import { type CkrOfPin, ckrMeaning } from './ckr-meaning.ts';
import { CKR_SENTENCE } from './ckr-sentences.ts';

const OF_PIN: Readonly<Record<CkrOfPin, string>> = {
  CKR_DATA_INVALID:
    'The token could not do anything with the PIN in the form in which it came; check which characters its PINs have before you try again.',
  CKR_DATA_LEN_RANGE:
    'The token takes no PIN of this length or form, which says nothing about whether it is right; check how long its PINs are before you try again.',
  CKR_USER_NOT_LOGGED_IN:
    'The token does not take the PIN in the state in which it is; remove it, insert it again and retry.',
};

const OF_OTHER_WORK =
  'The token refused the PIN for a reason that belongs to other work, so it is not known whether the PIN is right; check how many tries are left before you try again.';

/** The sentence for a return value. @param name the function that gave it (C_Login), where it is known */
export function ckrSentence(code: CkrCode, name?: unknown): string {
  const meaning = ckrMeaning(code, name);
  return meaning.of === 'pin' ? OF_PIN[meaning.code] : meaning.of === 'all' ? CKR_SENTENCE[code] : OF_OTHER_WORK;
}
