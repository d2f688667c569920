/** What is tried on one input. */
export const TARGETS = ['read', 'verify', 'sign', 'repair', 'der'] as const;
export type Target = (typeof TARGETS)[number];

export type FuzzRequest =
  /** Makes the input of this seed and tries everything on it. */
  | { readonly kind: 'try'; readonly seed: number }
  /** Makes the input of this seed and writes it to a file. */
  | { readonly kind: 'make'; readonly seed: number; readonly file: string }
  /** Tries one target on a file. */
  | { readonly kind: 'file'; readonly file: string; readonly target: Target };

export interface FuzzReply {
  /** What went wrong, if anything did: any error but one of the product's own. */
  readonly fault: { readonly target: Target; readonly error: string } | null;
  /** Which file was changed, and how. */
  readonly base: string;
}
