/** How long a PIN of a token may be, in bytes of UTF-8; null where the token does not say. */
export interface PinLengths {
  readonly shortest: number | null;
  readonly longest: number | null;
}

/** What is wrong with the length of a new PIN. */
export interface NewPinFault {
  readonly kind: 'short' | 'long';
  /** The length that the token would still take. */
  readonly limit: number;
}

/** Why a token would refuse a new PIN for its length; null where it would not. @param length bytes of UTF-8 */
export function newPinFault({ shortest, longest }: PinLengths, length: number): NewPinFault | null {
  if (shortest !== null && length < shortest) return { kind: 'short', limit: shortest };
  return longest !== null && length > longest ? { kind: 'long', limit: longest } : null;
}

/** The same in words: nothing was tried. */
export function newPinSentence({ kind, limit }: NewPinFault): string {
  return kind === 'short'
    ? `The new PIN is too short: this token wants at least ${limit} characters. Nothing was changed; choose another one.`
    : `The new PIN is too long: this token takes at most ${limit} characters. Nothing was changed; choose another one.`;
}
