import { sameBytes } from '../../../cms/der.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../../../pdf/objects.ts';

/**
 * True where two objects say the same, however they are written. References are compared, not followed: what they lead to is
 * compared for itself. Of streams the encoded bytes are compared, so a stream that was merely recompressed differs.
 */
export async function sameObject(
  a: PdfObject | undefined,
  aDocument: PdfDocument,
  b: PdfObject | undefined,
  bDocument: PdfDocument,
): Promise<boolean> {
  if (a instanceof PdfStream && b instanceof PdfStream) {
    if (!sameDict(a.dict, b.dict, 'Length')) return false;
    const [x, y] = await Promise.all([aDocument.encoded(a), bDocument.encoded(b)]);
    return sameBytes(x, y);
  }
  return sameValue(a, b);
}

/** As `sameObject` for anything that is no stream; a missing entry equals null (ISO 32000-2, 7.3.9). */
export function sameValue(a: PdfObject | undefined, b: PdfObject | undefined): boolean {
  if (a === undefined || a === null) return b === undefined || b === null;
  if (a === b) return true;
  if (a instanceof PdfName) return b instanceof PdfName && a.name === b.name;
  if (a instanceof PdfString) return b instanceof PdfString && sameBytes(a.bytes, b.bytes);
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (a instanceof PdfDict) return b instanceof PdfDict && sameDict(a, b);
  return false;
}

function sameDict(a: PdfDict, b: PdfDict, except?: string): boolean {
  return differingKeys(a, b).every((key) => key === except);
}

/** Keys whose values differ. */
export function differingKeys(a: PdfDict, b: PdfDict): string[] {
  const keys = new Set([...a.entries.keys(), ...b.entries.keys()]);
  return [...keys].filter((key) => !sameValue(a.get(key), b.get(key)));
}

/** The dictionary of a dictionary or stream. */
export function dictOf(object: PdfObject | undefined): PdfDict | undefined {
  if (object instanceof PdfDict) return object;
  return object instanceof PdfStream ? object.dict : undefined;
}

/** Value of a direct name entry, the empty string where there is none. */
export function nameIn(object: PdfObject | undefined, key: string): string {
  const value = dictOf(object)?.get(key);
  return value instanceof PdfName ? value.name : '';
}
