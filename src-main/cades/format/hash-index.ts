import { readAlgorithm } from '../../cms/algorithm-identifier.ts';
import { digestAlgorithmIdentifier, type HashName, readHash } from '../../cms/algorithms.ts';
import { children, contextTag, type Der, Members, readDer, TAG } from '../../cms/der.ts';
import { concat, octetString, sequence } from '../../cms/der-writer.ts';
import { digestBytes } from '../../cms/digest.ts';
import { FormatError } from '../../cms/format-error.ts';
import type { SignedDataParts } from './signed-data-parts.ts';

/** OIDs of EN 319 122-1, annex D. */
export const ARCHIVE = {
  timestampV3: '0.4.0.1733.2.4',
  hashIndexV3: '0.4.0.19122.1.5',
} as const;

/** ATSHashIndexV3 (EN 319 122-1, 5.5.2): digests of everything that an archive timestamp covers besides the signature. */
export interface HashIndex {
  readonly hash: HashName;
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly unsignedAttributes: readonly Uint8Array[];
  /** The encoded ATSHashIndexV3. */
  readonly der: Uint8Array;
}

/** The index over the parts as they are now. */
export function makeHashIndex(parts: SignedDataParts, hash: HashName): HashIndex {
  const certificates = parts.certificates.map((item) => digestBytes(hash, item.bytes));
  const crls = parts.crls.map((item) => digestBytes(hash, item.bytes));
  const unsignedAttributes = unsignedAttributeValues(parts.signerInfo).map((bytes) => digestBytes(hash, bytes));
  const list = (digests: readonly Uint8Array[]) => sequence(...digests.map(octetString));
  const der = sequence(digestAlgorithmIdentifier(hash), list(certificates), list(crls), list(unsignedAttributes));
  return { hash, certificates, crls, unsignedAttributes, der };
}

/** @throws FormatError also for a hash that is not computed here */
export function readHashIndex(value: Der): HashIndex {
  const members = new Members(value);
  const hash = readHash(readAlgorithm(members.take()));
  const list = () => children(members.take(TAG.sequence)).map((item) => item.content);
  const [certificates, crls, unsignedAttributes] = [list(), list(), list()];
  members.end();
  if (hash === undefined) throw new FormatError('An archive timestamp rests on a digest that is not computed here.');
  return { hash, certificates, crls, unsignedAttributes, der: value.bytes };
}

/**
 * What of the parts the index does not name. An archive timestamp covers a certificate, CRL or attribute only if its digest stands there;
 * a digest that nothing present has means that something was taken away.
 */
export function compareHashIndex(
  index: HashIndex,
  parts: SignedDataParts,
): { readonly missing: number; readonly certificates: Set<Der>; readonly crls: Set<Der> } {
  const digests = (items: readonly Uint8Array[]) => items.map((item) => hex(digestBytes(index.hash, item)));
  const certificates = digests(parts.certificates.map((item) => item.bytes));
  const crls = digests(parts.crls.map((item) => item.bytes));
  const attributes = digests(unsignedAttributeValues(parts.signerInfo));
  const absent = (named: readonly Uint8Array[], there: readonly string[]) =>
    named.filter((item) => !there.includes(hex(item))).length;
  const covered = (items: readonly Der[], there: readonly string[], named: readonly Uint8Array[]) => {
    const wanted = new Set(named.map(hex));
    return new Set(items.filter((_item, at) => wanted.has(there[at] ?? '')));
  };
  return {
    missing:
      absent(index.certificates, certificates) +
      absent(index.crls, crls) +
      absent(index.unsignedAttributes, attributes),
    certificates: covered(parts.certificates, certificates, index.certificates),
    crls: covered(parts.crls, crls, index.crls),
  };
}

/**
 * What the imprint of an archive timestamp is of (EN 319 122-1, 5.5.3): content type, digest of the signed content, the members of the
 * SignerInfo up to the signature, and the index, each as it stands in the bytes.
 * @param contentDigest of the signed content, by the hash of the timestamp
 */
export function archiveInput(parts: SignedDataParts, contentDigest: Uint8Array, index: HashIndex): Uint8Array {
  const [contentType] = children(parts.encapContentInfo);
  if (contentType === undefined) throw new FormatError('The CMS structure names no type of content.');
  const signed = children(parts.signerInfo).filter((member) => member.tag !== contextTag(1));
  return concat([contentType.bytes, contentDigest, ...signed.map((member) => member.bytes), index.der]);
}

/** Type and value of each value of each unsigned attribute, joined: one digest of the index each. */
function unsignedAttributeValues(signerInfo: Der): Uint8Array[] {
  const set = children(signerInfo).find((member) => member.tag === contextTag(1));
  if (set === undefined) return [];
  return children(set).flatMap((attribute) => {
    const members = new Members(readDer(attribute.bytes));
    const type = members.take(TAG.oid);
    const values = children(members.take(TAG.set));
    return values.map((value) => concat([type.bytes, value.bytes]));
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
