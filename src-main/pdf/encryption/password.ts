import { pdfDocEncoded } from '../text-string.ts';
import { saslprep } from './saslprep.ts';

/** Bytes of a password that count in revisions 5 and 6 (ISO 32000-2, 7.6.4.3.3). */
const LONGEST_UTF8 = 127;

/**
 * The byte strings that writers make of a password, the one the standard names first: PDFDocEncoding up to revision 4, SASLprep
 * and UTF-8 from 5 on (ISO 32000-2, 7.6.4.3). Each has to be tried against the file.
 */
export function passwordBytes(password: string, revision: number): Uint8Array[] {
  const utf8 = [saslprep(password), password].map((text) => new TextEncoder().encode(text).subarray(0, LONGEST_UTF8));
  const document = pdfDocEncoded(password);
  const old = document === undefined ? [] : [document];
  return distinct(revision >= 5 ? [...utf8, ...old] : [...old, ...utf8]);
}

function distinct(candidates: readonly Uint8Array[]): Uint8Array[] {
  const byText = new Map<string, Uint8Array>();
  for (const bytes of candidates) {
    const text = Buffer.from(bytes).toString('hex');
    if (!byText.has(text)) byText.set(text, bytes);
  }
  return [...byText.values()];
}
