import type { PdfDocument } from '../../pdf/document.ts';
import { isArchival } from '../format/claims.ts';

/** Longest string of a PDF/A-2 or PDF/A-3 file, bytes (ISO 19005-2, 6.1.13); PDF/A-1 allows more. */
const LONGEST_STRING = 32_767;

/**
 * Bytes to reserve for /Contents. A PDF/A file may hold no longer string than its standard allows, so there the room kept free shrinks: a
 * timestamp that does not fit becomes one over the document. What is needed is never cut.
 * @param needed bytes that will certainly be used
 * @param free bytes to keep free beside them
 */
export async function gapSize(document: PdfDocument, needed: number, free: number): Promise<number> {
  const whole = needed + free;
  if (whole <= LONGEST_STRING || !(await isArchival(document))) return whole;
  return Math.max(needed, LONGEST_STRING);
}
