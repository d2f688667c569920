import { isAppError } from '../../shared/contract/app-error.ts';
import type { PdfDocument } from './document.ts';
import { PdfStream } from './objects.ts';

/** True where the document's own metadata (XMP, ISO 32000-2, 14.3.2) hold this text. Metadata that cannot be read hold nothing. */
export async function metadataMention(document: PdfDocument, text: string): Promise<boolean> {
  const { dict } = await document.catalog();
  try {
    const metadata = await document.resolve(dict.get('Metadata'));
    if (!(metadata instanceof PdfStream)) return false;
    return Buffer.from(await document.decode(metadata)).includes(text);
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return false;
  }
}
