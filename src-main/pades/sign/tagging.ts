import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfStream } from '../../pdf/objects.ts';
import { earlierSignatures } from '../format/earlier-signatures.ts';

/** What a new visible field may do to the structure of a tagged document. */
export interface Tagging {
  /** Enter the widget into the logical structure. */
  readonly element: boolean;
  /** Give the page the tab order of the structure where it has none. */
  readonly tabs: boolean;
}

/**
 * A tagged document stays tagged (docs/decisions/0006). Under an earlier signature only a document that calls itself PDF/UA gets an
 * element, since some validators take every change of the structure for tampering; under a certification none does.
 */
export async function taggingOf(document: PdfDocument): Promise<Tagging> {
  const { dict } = await document.catalog();
  if (dict.get('StructTreeRoot') === undefined) return { element: false, tabs: false };
  const earlier = await earlierSignatures(document);
  if (earlier.length === 0) return { element: true, tabs: true };
  const certified = earlier.some(({ permission }) => permission !== null);
  return { element: !certified && (await claimsAccessibility(document)), tabs: false };
}

/** The identification of PDF/UA in the document's metadata (ISO 14289-1, 5). */
async function claimsAccessibility(document: PdfDocument): Promise<boolean> {
  const { dict } = await document.catalog();
  try {
    const metadata = await document.resolve(dict.get('Metadata'));
    if (!(metadata instanceof PdfStream)) return false;
    return Buffer.from(await document.decode(metadata)).includes('pdfuaid:part');
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return false;
  }
}
