import type { Hash } from 'node:crypto';
import type { PdfDocument } from '../../pdf/document.ts';
import type { Timestamper } from '../../platform/timestamper.ts';
import { freeFieldName, takenFieldNames } from '../format/form-fields.ts';
import { gapSize } from './gap-size.ts';
import { layOutTimestamp } from './signature-update.ts';
import { capacityOf, fillByteRange, fillContents, TOKEN_ROOM } from './slots.ts';
import { unseenPage } from './tagging.ts';

/** A finished document timestamp. */
export interface DocumentTimestamp {
  /** Bytes to append to the document. */
  readonly bytes: Uint8Array;
  readonly field: string;
}

/**
 * Makes a document timestamp over the whole file (EN 319 142-1, 5.4.3): one incremental update with a field that nobody sees.
 * Where the token is larger than what was expected, it is asked for once more with the room it needs.
 * @param prefix state of SHA-256 over all bytes of the document as it is; not consumed
 * @throws AppError what Timestamper.timestamp throws, SIGNATURE_TOO_LARGE, TOO_LARGE_FOR_XREF, PDF_UNSUPPORTED, PDF_DAMAGED
 */
export async function documentTimestamp(
  document: PdfDocument,
  prefix: Hash,
  timestamper: Timestamper,
  signal?: AbortSignal,
): Promise<DocumentTimestamp> {
  const field = freeFieldName(await takenFieldNames(document), 'Timestamp');
  const home = { name: field, page: await unseenPage(document) };
  const attempt = async (size: number) => {
    const capacity = await gapSize(document, size, TOKEN_ROOM);
    const { bytes, base, byteRange, contents } = await layOutTimestamp(document, home, capacity);
    const range = fillByteRange(bytes, base, byteRange, contents);
    const hash = prefix.copy().update(bytes.subarray(0, range.gapStart - base));
    const digest = hash.update(bytes.subarray(range.gapEnd - base)).digest();
    const token = await timestamper.timestamp(digest, 'sha256', signal);
    return { bytes, base, contents, token };
  };
  let made = await attempt(timestamper.expectedTokenSize);
  if (made.token.length > capacityOf(made.contents)) made = await attempt(made.token.length);
  fillContents(made.bytes, made.base, made.contents, made.token);
  return { bytes: made.bytes, field };
}
