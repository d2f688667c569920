import type { HashName } from '../../cms/algorithms.ts';
import { singleValue } from '../../cms/attributes.ts';
import { type Der, readDer, sameBytes } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { isFormatError, placedIn } from '../../cms/format-error.ts';
import type { SignerInfo } from '../../cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../../cms/timestamp-token.ts';
import { ARCHIVE, archiveInput, type HashIndex, readHashIndex } from './hash-index.ts';
import type { SignedDataParts } from './signed-data-parts.ts';

/** An archive timestamp as it stands among the unsigned attributes. */
export interface ArchiveTimestamp {
  /** The TimeStampToken, DER. */
  readonly token: Uint8Array;
  readonly index: HashIndex;
  /** Hash of the imprint. */
  readonly hash: HashName;
}

/** More than any signature carries. */
const MOST_TOKENS = 50;

/** The archive timestamps of a signature (EN 319 122-1, 5.5.3); those that cannot be read become sentences. */
export function archiveTimestamps(signer: SignerInfo): (ArchiveTimestamp | { readonly fault: string })[] {
  return signer.unsignedAttributes
    .filter(({ oid }) => oid === ARCHIVE.timestampV3)
    .flatMap(({ values }) => values)
    .slice(0, MOST_TOKENS)
    .map(readOne);
}

function readOne(value: Der): ArchiveTimestamp | { readonly fault: string } {
  try {
    const token = parseTimestampToken(value.bytes);
    const place = token.signedData.der;
    const attribute = placedIn(place, () => singleValue(token.signerInfo.unsignedAttributes, ARCHIVE.hashIndexV3));
    if (attribute === undefined) return { fault: 'it does not list what it covers' };
    if (token.hash === undefined) return { fault: 'it is of a digest that this program cannot compute' };
    const index = placedIn(place, () => readHashIndex(readDer(attribute.bytes)));
    if (index.hash !== token.hash) return { fault: 'its list rests on another digest than the timestamp itself' };
    return { token: value.bytes, index, hash: token.hash };
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return { fault: `it is malformed (${error.message.replace(/\.$/, '')})` };
  }
}

/** Digest that the imprint of an archive timestamp is to be. @param contentDigest of the signed content, by `hash` */
export function archiveImprint(
  parts: SignedDataParts,
  contentDigest: Uint8Array,
  index: HashIndex,
  hash: HashName,
): Uint8Array {
  return digestBytes(hash, archiveInput(parts, contentDigest, index));
}

/** True where the list names this attribute value: type and value joined and digested. */
export function coversAttribute(index: HashIndex, typed: Uint8Array): boolean {
  const digest = digestBytes(index.hash, typed);
  return index.unsignedAttributes.some((item) => sameBytes(item, digest));
}
