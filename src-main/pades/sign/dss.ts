import { deflateSync } from 'node:zlib';
import type { ValidationMaterial } from '../../cms/validation-material.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfStream } from '../../pdf/objects.ts';
import {
  itemDigest,
  type MaterialKind,
  readSecurityStore,
  type SecurityStore,
  STORE_LISTS,
} from '../format/security-store.ts';
import { changeCatalog } from './change-object.ts';

/**
 * Lays out the incremental update that adds validation material to the document security store (EN 319 142-1, 5.4.2), or makes one.
 * What the store holds stays and is not stored again (6.3 s); /VRI stays as it is and is never made (6.3 v). The dictionary is written anew:
 * what else may point at the old one still sees that. Of the rest of the file only the catalog is rewritten.
 * @returns bytes to append at `document.size`; undefined where the store holds everything already
 * @throws AppError TOO_LARGE_FOR_XREF, INPUT_UNREADABLE
 */
export async function layOutSecurityStore(
  document: PdfDocument,
  material: ValidationMaterial,
): Promise<Uint8Array | undefined> {
  const store = await readSecurityStore(document);
  const missing = missingFrom(store?.material, material);
  if (isEmpty(missing)) return undefined;
  const update = new IncrementalUpdate(document);
  const lists: Record<string, PdfObject> = {};
  for (const [kind, key] of Object.entries(STORE_LISTS) as [MaterialKind, string][]) {
    const added = missing[kind].map((der) => {
      const ref = update.reserve();
      update.put(ref, materialStream(der));
      return ref;
    });
    if (added.length > 0) lists[key] = [...(store?.lists[kind] ?? []), ...added];
  }
  const dict = (store?.dict ?? new PdfDict([['Type', new PdfName('DSS')]])).with(lists);
  const ref = update.reserve();
  update.put(ref, dict);
  await changeCatalog(document, update, { DSS: ref });
  return update.layout();
}

/** What `wanted` holds and `held` does not, each item once. */
export function missingFrom(
  held: SecurityStore['material'] | undefined,
  wanted: ValidationMaterial,
): ValidationMaterial {
  const missing = (kind: MaterialKind): Uint8Array[] => {
    const seen = new Set((held?.[kind] ?? []).map(itemDigest));
    return wanted[kind].filter((der) => {
      const digest = itemDigest(der);
      if (seen.has(digest)) return false;
      seen.add(digest);
      return true;
    });
  };
  return { certificates: missing('certificates'), ocsps: missing('ocsps'), crls: missing('crls') };
}

/** True where there is nothing in it. */
export function isEmpty(material: ValidationMaterial): boolean {
  return material.certificates.length + material.ocsps.length + material.crls.length === 0;
}

/** Compressed only where that makes it smaller: keys and signatures do not compress, long revocation lists do. */
function materialStream(der: Uint8Array): PdfStream {
  const packed = deflateSync(der);
  return packed.length < der.length * 0.9
    ? new PdfStream(new PdfDict([['Filter', new PdfName('FlateDecode')]]), packed)
    : new PdfStream(new PdfDict(), der);
}
