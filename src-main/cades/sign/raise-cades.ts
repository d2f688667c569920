import { createHash } from 'node:crypto';
import { sequence, setOf } from '../../cms/der-writer.ts';
import { oid } from '../../cms/oid.ts';
import { parseSignedData } from '../../cms/parsed-signed-data.ts';
import { signatureTimestampAttribute, withUnsignedAttributes } from '../../cms/unsigned-attributes.ts';
import type { ValidationMaterial } from '../../cms/validation-material.ts';
import type { Timestamper, TimestampHash } from '../../platform/timestamper.ts';
import { archiveImprint } from '../format/archive-timestamps.ts';
import { ARCHIVE, makeHashIndex } from '../format/hash-index.ts';
import { joinSignedData, ocspChoice, splitSignedData, united } from '../format/signed-data-parts.ts';

/** Digest that timestamps are asked for with. */
export const STAMP_HASH: TimestampHash = 'sha256';

/**
 * Takes a signature to B-T: a timestamp of its value among the unsigned attributes (EN 319 122-1, 5.3).
 * @throws AppError what Timestamper.timestamp throws; FormatError
 */
export async function withSignatureTimestamp(
  cms: Uint8Array,
  timestamper: Timestamper,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const [signer] = parseSignedData(cms).signerInfos;
  const digest = createHash(STAMP_HASH)
    .update(signer?.signature ?? new Uint8Array())
    .digest();
  const token = await timestamper.timestamp(digest, STAMP_HASH, signal);
  return withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]);
}

/**
 * Takes a signature to B-LT: certificates and revocation data into the SignedData itself (EN 319 122-1, 6.3; RFC 5940). What is there
 * already is not put there twice. @throws FormatError
 */
export function withMaterial(cms: Uint8Array, material: ValidationMaterial): Uint8Array {
  const parts = splitSignedData(cms);
  return joinSignedData({
    ...parts,
    certificates: united(parts.certificates, material.certificates),
    crls: united(parts.crls, [...material.crls, ...material.ocsps.map(ocspChoice)]),
  });
}

/**
 * Takes a signature to B-LTA, or renews it: an archive-time-stamp-v3 over all that is there (EN 319 122-1, 5.5.3).
 * @param contentDigest of the signed content, by STAMP_HASH
 * @throws AppError what Timestamper.timestamp throws; FormatError
 */
export async function withArchiveTimestamp(
  cms: Uint8Array,
  contentDigest: Uint8Array,
  timestamper: Timestamper,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const parts = splitSignedData(cms);
  const index = makeHashIndex(parts, STAMP_HASH);
  const imprint = archiveImprint(parts, contentDigest, index, STAMP_HASH);
  const token = await timestamper.timestamp(imprint, STAMP_HASH, signal);
  const listed = withUnsignedAttributes(token, [attribute(ARCHIVE.hashIndexV3, index.der)]);
  return withUnsignedAttributes(cms, [attribute(ARCHIVE.timestampV3, listed)]);
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]));
}
