import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/contract/app-error.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { parseSignedData } from '../../cms/parsed-signed-data.ts';
import { signatureTimestampAttribute, withUnsignedAttributes } from '../../cms/unsigned-attributes.ts';
import type { Timestamper } from '../../platform/timestamper.ts';
import type { SignedRange } from '../format/byte-range.ts';
import { hexOf } from './slots.ts';

/** What an attribute needs around its token: object identifier, tags and lengths. */
const AROUND_TOKEN = 64;

/**
 * Has the signature value of a CMS signature timestamped and puts the token into its unsigned attributes (EN 319 122-1, 5.3).
 * @param capacity bytes that the result may take
 * @returns the CMS structure with the token, without padding
 * @throws AppError what Timestamper.timestamp throws; SIGNATURE_TOO_LARGE where the token does not fit or the structure cannot take one
 */
export async function timestampedSignature(
  cms: Uint8Array,
  capacity: number,
  timestamper: Timestamper,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  try {
    const [signer] = parseSignedData(cms).signerInfos;
    const digest = createHash('sha256')
      .update(signer?.signature ?? new Uint8Array())
      .digest();
    // Tried with an empty token first: a structure that takes none costs no authority a request.
    withUnsignedAttributes(cms, [signatureTimestampAttribute(new Uint8Array())]);
    const token = await timestamper.timestamp(digest, 'sha256', signal);
    const stamped = withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]);
    if (stamped.length <= capacity) return stamped;
    throw tooLarge(`the timestamp needs ${stamped.length} bytes and ${capacity} are free`, stamped.length, capacity);
  } catch (error) {
    if (!isFormatError(error)) throw error;
    throw tooLarge('its structure takes no addition', cms.length, capacity);
  }
}

/** True where a token of the usual size of this authority will fit into the gap of a signature, as far as can be known. */
export function hasRoomForToken(cms: Uint8Array, capacity: number, timestamper: Timestamper): boolean {
  return cms.length + AROUND_TOKEN + timestamper.expectedTokenSize <= capacity;
}

/** Bytes that the /Contents of a signature holds, padding included. */
export function gapCapacity(range: SignedRange): number {
  return (range.gapEnd - range.gapStart - 2) / 2;
}

/** The bytes to write at `range.gapStart`: the hexadecimal string with its delimiters, as long as it was. */
export function gapBytes(cms: Uint8Array, range: SignedRange): Uint8Array {
  const padded = new Uint8Array(gapCapacity(range));
  padded.set(cms);
  return hexOf(padded);
}

function tooLarge(why: string, needed: number, reserved: number): AppError {
  return new AppError(
    'SIGNATURE_TOO_LARGE',
    `The timestamp cannot be put into the signature: ${why}. Add a document timestamp instead.`,
    { needed, reserved },
  );
}
