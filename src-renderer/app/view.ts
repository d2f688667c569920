import type { PdfInfo } from '../../shared/contract/document-calls.ts';
import type { DocumentId } from '../../shared/contract/ids.ts';
import type { CertificateName } from '../../shared/domain/verification.ts';
import type { Failure } from '../components/failure.ts';

/** What of a document is in view beside what it is now. */
export type View =
  | { readonly kind: 'now'; readonly marked: { readonly signed: PdfInfo; readonly page: number } | null }
  | {
      readonly kind: 'signed';
      readonly signed: PdfInfo;
      readonly number: number;
      readonly signer: string;
      readonly time: string | null;
    }
  | { readonly kind: 'compare'; readonly signed: PdfInfo; readonly signer: string; readonly time: string | null };

export const NOW: View = { kind: 'now', marked: null };

/** Who is about to be trusted, out of which document. */
export interface Trusting {
  readonly id: DocumentId;
  readonly chain: readonly CertificateName[];
  readonly failure: Failure | null;
}
