import type { PdfDocument } from '../../pdf/document.ts';
import { metadataMention } from '../../pdf/metadata.ts';

/** True for a document that calls itself PDF/A (ISO 19005-1, 6.7.11). */
export function isArchival(document: PdfDocument): Promise<boolean> {
  return metadataMention(document, 'pdfaid:part');
}

/** True for a tagged document that calls itself PDF/UA (ISO 14289-1, 5). */
export async function isAccessible(document: PdfDocument): Promise<boolean> {
  const { dict } = await document.catalog();
  return dict.get('StructTreeRoot') !== undefined && metadataMention(document, 'pdfuaid:part');
}
