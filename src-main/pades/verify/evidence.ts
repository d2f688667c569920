import { isAppError } from '../../../shared/contract/app-error.ts';
import { ATTRIBUTE } from '../../cms/attributes.ts';
import { Certificate } from '../../cms/certificate.ts';
import { Crl } from '../../cms/crl.ts';
import { children, contextTag, type Der } from '../../cms/der.ts';
import { isFormatError } from '../../cms/format-error.ts';
import type { ParsedSignedData } from '../../cms/parsed-signed-data.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfStream } from '../../pdf/objects.ts';

/** Streams of a document security store that are read; the rest is left out. */
const MAX_ITEMS = 2000;

/** Certificates and revocation lists found beside signatures. Nothing in them is trusted by itself. */
export interface Evidence {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

/** What the document security store holds (EN 319 142-1, 5.4.2). What cannot be read is left out. @throws AppError INPUT_UNREADABLE */
export async function documentEvidence(document: PdfDocument): Promise<Evidence> {
  const catalog = await document.catalog();
  const store = await document.resolve(catalog.dict.get('DSS'));
  if (!(store instanceof PdfDict)) return { certificates: [], crls: [] };
  const items = async (key: string): Promise<Uint8Array[]> => {
    const list = await document.resolve(store.get(key));
    const found: Uint8Array[] = [];
    for (const item of Array.isArray(list) ? list.slice(0, MAX_ITEMS) : []) {
      const bytes = await streamBytes(document, item);
      if (bytes !== undefined) found.push(bytes);
    }
    return found;
  };
  return {
    certificates: parsedAs(Certificate, await items('Certs')),
    crls: parsedAs(Crl, await items('CRLs')),
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

async function streamBytes(document: PdfDocument, item: PdfObject): Promise<Uint8Array | undefined> {
  try {
    const stream = await document.resolve(item);
    return stream instanceof PdfStream ? await document.decode(stream) : undefined;
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
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
