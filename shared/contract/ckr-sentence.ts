import type { CkrCode } from './ckr-codes.ts';
import { CKR_SENTENCE } from './ckr-sentences.ts';

/** The functions that are given a PIN (PKCS#11 v3.1, 5.6). */
const WITH_PIN: ReadonlySet<string> = new Set(['C_Login', 'C_SetPIN', 'C_InitPIN']);

/** Return values that modules give for a PIN and that mean something else for what is signed: they hand on what the card has said. */
const OF_PIN = {
  CKR_DATA_INVALID:
    'The token could not do anything with the PIN in the form in which it came; check which characters its PINs have before you try again.',
  CKR_DATA_LEN_RANGE:
    'The token takes no PIN of this length or form, which says nothing about whether it is right; check how long its PINs are before you try again.',
  CKR_USER_NOT_LOGGED_IN:
    'The token does not take the PIN in the state in which it is; remove it, insert it again and retry.',
} as const satisfies Partial<Record<CkrCode, string>>;

const OF_OTHER_WORK =
  'The token refused the PIN for a reason that belongs to other work, so it is not known whether the PIN is right; check how many tries are left before you try again.';

/** Return values that say something of keys, objects and signatures, of which there are none where a PIN is given. */
const SAYS_OTHER_WORK =
  /^CKR_(?:ACTION|AEAD|ATTRIBUTE|BUFFER|CURVE|DOMAIN|ENCRYPTED|EXCEEDED|INFORMATION|KEY|MECHANISM|OBJECT|OPERATION_NOT_VALIDATED|PARAMETER|PUBLIC_KEY|RANDOM_SEED|SAVED|SIGNATURE|STATE|TEMPLATE|UNWRAPPING|WRAPP)/;

/** What a return value means to a person: another thing where a PIN was given than where something is signed. */
export type CkrMeaning =
  | { readonly of: 'pin'; readonly code: keyof typeof OF_PIN }
  | { readonly of: 'other-work' | 'all' };

/** @param name the function that gave it (C_Login), where it is known */
export function ckrMeaning(code: CkrCode, name?: unknown): CkrMeaning {
  if (typeof name !== 'string' || !WITH_PIN.has(name)) return { of: 'all' };
  if (isOfPin(code)) return { of: 'pin', code };
  return { of: SAYS_OTHER_WORK.test(code) ? 'other-work' : 'all' };
}

/** The sentence for a return value of this function. */
export function ckrSentence(code: CkrCode, name?: unknown): string {
  const meaning = ckrMeaning(code, name);
  return meaning.of === 'pin' ? OF_PIN[meaning.code] : meaning.of === 'all' ? CKR_SENTENCE[code] : OF_OTHER_WORK;
}

function isOfPin(code: CkrCode): code is keyof typeof OF_PIN {
  return Object.hasOwn(OF_PIN, code);
}
