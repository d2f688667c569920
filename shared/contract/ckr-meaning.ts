import type { CkrCode } from './ckr-codes.ts';

/** The functions that are given a PIN (PKCS#11 v3.1, 5.6). */
const WITH_PIN: ReadonlySet<string> = new Set(['C_Login', 'C_SetPIN', 'C_InitPIN']);

/** Return values that modules give for a PIN and that mean something else for what is signed: they hand on what the card has said. */
const OF_PIN = ['CKR_DATA_INVALID', 'CKR_DATA_LEN_RANGE', 'CKR_USER_NOT_LOGGED_IN'] as const satisfies CkrCode[];
export type CkrOfPin = (typeof OF_PIN)[number];

/** Return values that say something of keys, objects and signatures, of which there are none where a PIN is given. */
const SAYS_OTHER_WORK =
  /^CKR_(?:ACTION|AEAD|ATTRIBUTE|BUFFER|CURVE|DOMAIN|ENCRYPTED|EXCEEDED|INFORMATION|KEY|MECHANISM|OBJECT|OPERATION_NOT_VALIDATED|PARAMETER|PUBLIC_KEY|RANDOM_SEED|SAVED|SIGNATURE|STATE|TEMPLATE|UNWRAPPING|WRAPP)/;

/** What a return value means to a person: another thing where a PIN was given than where something is signed. */
export type CkrMeaning = { readonly of: 'pin'; readonly code: CkrOfPin } | { readonly of: 'other-work' | 'all' };

/** @param name the function that gave it (C_Login), where it is known */
export function ckrMeaning(code: CkrCode, name?: unknown): CkrMeaning {
  if (typeof name !== 'string' || !WITH_PIN.has(name)) return { of: 'all' };
  const ofPin = OF_PIN.find((one) => one === code);
  if (ofPin !== undefined) return { of: 'pin', code: ofPin };
  return { of: SAYS_OTHER_WORK.test(code) ? 'other-work' : 'all' };
}
