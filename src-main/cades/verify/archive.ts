import type { HashName } from '../../cms/algorithms.ts';
import { ATTRIBUTE } from '../../cms/attributes.ts';
import type { Certificate } from '../../cms/certificate.ts';
import type { Der } from '../../cms/der.ts';
import { concat } from '../../cms/der-writer.ts';
import { oid } from '../../cms/oid.ts';
import type { SignerInfo } from '../../cms/parsed-signed-data.ts';
import { type CheckedTimestamp, checkTimestamp, type IntactTimestamp } from '../../trust/signature-timestamps.ts';
import {
  type ArchiveTimestamp,
  archiveImprint,
  archiveTimestamps,
  coversAttribute,
} from '../format/archive-timestamps.ts';
import { ARCHIVE, compareHashIndex } from '../format/hash-index.ts';
import type { SignedDataParts } from '../format/signed-data-parts.ts';
import { type CarriedEvidence, evidenceOf, partsOf } from './carried-evidence.ts';

/** Place of what is in the structure, but that no archive timestamp covers. */
export const UNCOVERED = Number.MAX_SAFE_INTEGER;

/** Digests of the detached content by every hash asked for. */
export type ContentDigests = ReadonlyMap<HashName, Uint8Array>;

/** An archive timestamp whose arithmetic is right. */
export interface IntactArchive {
  readonly stamp: ArchiveTimestamp;
  readonly checked: IntactTimestamp;
  /** Members of the SignedData that it covers. */
  readonly covered: ReadonlySet<Der>;
  /** DER of the certificates among them. */
  readonly certificates: readonly Uint8Array[];
}

/** Archive timestamps from the innermost outwards; each must cover those before it, or it proves nothing. */
export function checkArchive(
  parts: SignedDataParts,
  signer: SignerInfo,
  digests: ContentDigests,
  certificates: readonly Certificate[],
): { readonly stamps: IntactArchive[]; readonly remarks: string[] } {
  const remarks: string[] = [];
  const useless = (why: string) => remarks.push(`An archive timestamp proves nothing: ${why}.`);
  const intact: IntactArchive[] = [];
  for (const stamp of archiveTimestamps(signer)) {
    if ('fault' in stamp) {
      useless(stamp.fault);
      continue;
    }
    const compared = compareHashIndex(stamp.index, parts);
    if (compared.missing > 0) {
      useless('something that it covers was taken away');
      continue;
    }
    const content = digests.get(stamp.hash) ?? new Uint8Array();
    const checked = checkTimestamp(
      stamp.token,
      (hash) => archiveImprint(parts, content, stamp.index, hash),
      certificates,
    );
    if ('fault' in checked) useless(checked.fault);
    else {
      const covered = new Set([...compared.certificates, ...compared.crls]);
      intact.push({ stamp, checked, covered, certificates: [...compared.certificates].map(({ bytes }) => bytes) });
    }
  }
  intact.sort((a, b) => a.checked.token.genTime.getTime() - b.checked.token.genTime.getTime());
  const stamps = intact.filter(({ stamp }, at) => {
    const covers = intact
      .slice(0, at)
      .every((earlier) => coversAttribute(stamp.index, typed(ARCHIVE.timestampV3, earlier.stamp.token)));
    if (!covers) useless('it does not cover the one before it');
    return covers;
  });
  return { stamps, remarks };
}

/** Place of the innermost archive timestamp that covers a signature timestamp. */
export function firstCovering(
  stamps: readonly IntactArchive[],
  signer: SignerInfo,
  timestamp: IntactTimestamp,
): number {
  const value = attributeValueOf(signer, timestamp);
  if (value === undefined) return UNCOVERED;
  const at = stamps.findIndex(({ stamp }) =>
    coversAttribute(stamp.index, typed(ATTRIBUTE.signatureTimeStamp, value.bytes)),
  );
  return at < 0 ? UNCOVERED : at;
}

/** The attribute value that a signature timestamp stands in. */
function attributeValueOf(signer: SignerInfo, { token }: IntactTimestamp): Der | undefined {
  return signer.unsignedAttributes
    .filter(({ oid: type }) => type === ATTRIBUTE.signatureTimeStamp)
    .flatMap(({ values }) => values)
    .find(({ bytes }) => Buffer.from(bytes).includes(Buffer.from(token.signerInfo.signature)));
}

/**
 * Certificates and revocation data that timestamps carry in their own structure, as some programs put it there for their authority (EN 319 122-1,
 * 5.5.3), with the place of the first archive timestamp that covers each.
 */
export function tokenEvidence(
  stamps: readonly IntactArchive[],
  signer: SignerInfo,
  timestamps: readonly CheckedTimestamp[],
): (CarriedEvidence & { readonly certificates: readonly Certificate[]; readonly position: number })[] {
  const ofArchive = stamps.map(({ stamp, checked }, at) => ({
    ...evidenceOf(partsOf(stamp.token, 0)),
    certificates: checked.token.signedData.certificates,
    position: at + 1,
  }));
  const ofSignature = timestamps.flatMap((timestamp) => {
    const value = 'fault' in timestamp ? undefined : attributeValueOf(signer, timestamp);
    if ('fault' in timestamp || value === undefined) return [];
    const position = firstCovering(stamps, signer, timestamp);
    const { signedData } = timestamp.token;
    const { certificates } = signedData;
    return [{ ...evidenceOf(partsOf(value.bytes, 0)), certificates, position }];
  });
  return [...ofArchive, ...ofSignature];
}

function typed(type: string, value: Uint8Array): Uint8Array {
  return concat([oid(type), value]);
}
