import { ATTRIBUTE } from '../../cms/attributes.ts';
import { Certificate } from '../../cms/certificate.ts';
import { Crl } from '../../cms/crl.ts';
import { children, contextTag, type Der } from '../../cms/der.ts';
import { isFormatError } from '../../cms/format-error.ts';
import { OcspResponse } from '../../cms/ocsp-response.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { readSecurityStore, StoreMemory } from '../format/security-store.ts';

/** Certificates and revocation data found in a file. Nothing in them is trusted by itself. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

/** Evidence with the place in the file where each item first stands, by SHA-256: revisions from 1. */
export interface PlacedEvidence extends Evidence {
  readonly positions: ReadonlyMap<string, number>;
}

/** Revisions whose store is read besides the newest one; what first stands in another counts as standing in a later one. */
const MOST_STORES = 64;

/**
 * What the document security stores of these revisions and of the newest hold (EN 319 142-1, 5.4.2). What cannot be read is left out.
 * @param revisions those that document timestamps cover
 * @throws AppError INPUT_UNREADABLE
 */
export async function documentEvidence(document: PdfDocument, revisions: readonly number[]): Promise<PlacedEvidence> {
  const newest = document.revisions.length;
  const wanted = [...new Set(revisions)].sort((a, b) => a - b).slice(0, MOST_STORES);
  const certificates = new Map<string, Certificate>();
  const crls = new Map<string, Crl>();
  const ocsps = new Map<string, OcspResponse>();
  const positions = new Map<string, number>();
  const memory = new StoreMemory();
  const seen = new Set<Uint8Array>();
  const unseen = (items: readonly Uint8Array[]) => items.filter((item) => !seen.has(item));
  for (const revision of new Set([...wanted, newest])) {
    const store = await readSecurityStore(document.at(revision), memory);
    if (store === undefined) continue;
    const note = <T extends { readonly sha256: string }>(items: readonly T[], all: Map<string, T>): void => {
      for (const item of items) {
        if (all.has(item.sha256)) continue;
        all.set(item.sha256, item);
        positions.set(item.sha256, revision);
      }
    };
    note(parsedAs(Certificate, unseen(store.material.certificates)), certificates);
    note(parsedAs(Crl, unseen(store.material.crls)), crls);
    note(parsedAs(OcspResponse, unseen(store.material.ocsps)), ocsps);
    for (const items of Object.values(store.material)) for (const item of items) seen.add(item);
  }
  return {
    certificates: [...certificates.values()],
    crls: [...crls.values()],
    ocsps: [...ocsps.values()],
    positions,
  };
}

/** CRLs and OCSP responses that a CMS structure carries: in its own set, and in adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2). */
export function cmsEvidence(parsed: ParsedSignedData): Evidence {
  const archived = parsed.signerInfos
    .flatMap((signer) => signer.signedAttributes ?? [])
    .filter((attribute) => attribute.oid === ATTRIBUTE.revocationInfoArchival)
    .flatMap((attribute) => attribute.values);
  return {
    certificates: parsed.certificates,
    crls: parsedAs(Crl, [...parsed.crls, ...archived.flatMap((value) => archivedItems(value, 0))]),
    ocsps: parsedAs(
      OcspResponse,
      archived.flatMap((value) => archivedItems(value, 1)),
    ),
  };
}

/** RevocationInfoArchival ::= SEQUENCE { crl [0] SEQUENCE OF CRL, ocsp [1] SEQUENCE OF OCSPResponse, … } */
function archivedItems(value: Der, tag: 0 | 1): Uint8Array[] {
  try {
    const tagged = children(value).find((item) => item.tag === contextTag(tag));
    return tagged === undefined ? [] : children(tagged).flatMap((list) => children(list).map((item) => item.bytes));
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [];
  }
}
