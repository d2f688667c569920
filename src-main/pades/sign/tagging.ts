import type { PdfDocument } from '../../pdf/document.ts';
import { metadataMention } from '../../pdf/metadata.ts';
import { earlierSignatures } from '../format/earlier-signatures.ts';

/** The identification of PDF/UA (ISO 14289-1, 5). */
const ACCESSIBLE = 'pdfuaid:part';

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
  // Usage rights (ISO 32000-1, 12.8.2.3) are a signature, too, that no field holds.
  if (earlier.length === 0 && dict.get('Perms') === undefined) return { element: true, tabs: true };
  const certified = earlier.some(({ permission }) => permission !== null);
  return { element: !certified && (await metadataMention(document, ACCESSIBLE)), tabs: false };
}
