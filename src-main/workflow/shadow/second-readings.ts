import type { PdfDocument } from '../../pdf/document.ts';
import { earlierReadings } from './earlier-readings.ts';
import { layerReadings } from './layer-readings.ts';
import type { SecondReading } from './second-reading.ts';
import { unlistedReadings } from './unlisted-readings.ts';

/** Bytes: to look through larger files for what nothing lists takes longer than signing them. */
const LOOKED_THROUGH = 8 * 1024 * 1024;

/**
 * The second readings that a document gives reason to look for. Only structure is looked at: whether they look different has to be
 * seen. None for most documents.
 * @throws AppError INPUT_UNREADABLE, CANCELLED, and PDF_* where the document itself cannot be read
 */
export async function secondReadings(document: PdfDocument): Promise<SecondReading[]> {
  const readings = [await layerReadings(document)];
  if (document.size <= LOOKED_THROUGH) readings.unshift(await unlistedReadings(document));
  if (document.revisions.length > 1) readings.push(await earlierReadings(document));
  return readings.flat();
}
