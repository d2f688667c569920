import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfName, PdfRef } from '../../pdf/objects.ts';
import { listSignatureFields } from './fields.ts';
import { type ChangeRules, isLocked, type Permission, permissionAfter, readChangeRules } from './mdp.ts';

/** A signature of the document as it is, with what it says of later changes. */
export interface EarlierSignature {
  /** Fully qualified field name; empty where it hangs on no field. */
  readonly field: string;
  readonly timestamp: boolean;
  readonly rules: ChangeRules;
  /** What it permits of the document as a whole; null where it says nothing of that. */
  readonly permission: Permission | null;
}

/**
 * The signatures that this view shows, in the order of the form. Whether they are intact is not asked: what a broken signature
 * forbids is forbidden, too.
 * @throws AppError PDF_LIMIT_EXCEEDED, PDF_DAMAGED
 */
export async function earlierSignatures(document: PdfDocument): Promise<EarlierSignature[]> {
  const found: EarlierSignature[] = [];
  const values = new Set<number>();
  for (const { name, value, lock } of await listSignatureFields(document)) {
    if (value === undefined) continue;
    if (value instanceof PdfRef) values.add(value.num);
    const dict = await document.resolve(value);
    const signature = dict instanceof PdfDict ? dict : new PdfDict();
    const rules = await readChangeRules(document, signature);
    const timestamp = await isTimestamp(document, signature);
    found.push({ field: name, timestamp, rules, permission: permissionAfter(rules, lock) });
  }
  const certification = await permissionEntry(document);
  const dict = await document.resolve(certification);
  if (dict instanceof PdfDict && !(certification instanceof PdfRef && values.has(certification.num))) {
    const rules = await readChangeRules(document, dict);
    found.push({ field: '', timestamp: false, rules, permission: permissionAfter(rules, null) });
  }
  return found;
}

/** The first signature that locked the field of this fully qualified name. */
export function lockedBy(earlier: readonly EarlierSignature[], field: string): EarlierSignature | undefined {
  return earlier.find(({ rules }) => rules.locks.some((lock) => isLocked(lock, field)));
}

/** The certification that the catalogue's /Perms names (ISO 32000-2, 12.8.6). */
async function permissionEntry(document: PdfDocument): Promise<PdfRef | PdfDict | undefined> {
  const { dict } = await document.catalog();
  const permissions = await document.resolve(dict.get('Perms'));
  const entry = permissions instanceof PdfDict ? permissions.get('DocMDP') : undefined;
  return entry instanceof PdfRef || entry instanceof PdfDict ? entry : undefined;
}

async function isTimestamp(document: PdfDocument, signature: PdfDict): Promise<boolean> {
  const is = async (key: string, name: string): Promise<boolean> => {
    const value = await document.resolve(signature.get(key));
    return value instanceof PdfName && value.name === name;
  };
  return (await is('Type', 'DocTimeStamp')) || (await is('SubFilter', 'ETSI.RFC3161'));
}
