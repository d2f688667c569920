import type { PdfInfo } from '../../shared/contract/contract.ts';

/** What of a document is in view beside what it is now. */
export type View =
  | { readonly kind: 'now'; readonly marked: { readonly signed: PdfInfo; readonly page: number } | null }
  | { readonly kind: 'signed'; readonly signed: PdfInfo; readonly number: number; readonly signer: string }
  | { readonly kind: 'compare'; readonly signed: PdfInfo };

export const NOW: View = { kind: 'now', marked: null };
