import { ATTRIBUTE } from '../../cms/attributes.ts';
import { Certificate } from '../../cms/certificate.ts';
import { Crl } from '../../cms/crl.ts';
import { children, contextTag, type Der } from '../../cms/der.ts';
import { isFormatError } from '../../cms/format-error.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { readSecurityStore } from '../format/security-store.ts';

/** Certificates and revocation lists found beside signatures. Nothing in them is trusted by itself. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

/** What the document security store holds (EN 319 142-1, 5.4.2). What cannot be read is left out. @throws AppError INPUT_UNREADABLE */
export async function documentEvidence(document: PdfDocument): Promise<Evidence> {
  const store = await readSecurityStore(document);
  return {
    certificates: parsedAs(Certificate, store?.material.certificates ?? []),
    crls: parsedAs(Crl, store?.material.crls ?? []),
  };
}

/** CRLs that a CMS structure carries: in its own set, and in adbe-revocationInfoArchival (ISO 32000-2, 12.8.3.3.2). */
export function cmsCrls(parsed: ParsedSignedData): Crl[] {
  const archived = parsed.signerInfos
    .flatMap((signer) => signer.signedAttributes ?? [])
    .filter((attribute) => attribute.oid === ATTRIBUTE.revocationInfoArchival)
    .flatMap((attribute) => attribute.values.flatMap(archivedCrls));
  return parsedAs(Crl, [...parsed.crls, ...archived]);
}

function archivedCrls(value: Der): Uint8Array[] {
  try {
    const crls = children(value).find((item) => item.tag === contextTag(0));
    return crls === undefined ? [] : children(crls).flatMap((list) => children(list).map((item) => item.bytes));
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return [];
  }
}

function parsedAs<T>(type: new (der: Uint8Array) => T, items: readonly Uint8Array[]): T[] {
  return items.flatMap((der) => {
    try {
      return [new type(der)];
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return [];
    }
  });
}
