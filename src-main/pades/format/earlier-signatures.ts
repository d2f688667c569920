import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfRef } from '../../pdf/objects.ts';
import { listSignatureFields } from './fields.ts';
import {
  type ChangeRules,
  type FieldLock,
  isLocked,
  type Restrictions,
  readChangeRules,
  restrictionsOf,
} from './mdp.ts';

/** A signature of the document as it is, with what it says of later changes. */
export interface EarlierSignature extends Restrictions {
  /** Fully qualified field name; empty where it hangs on no field. */
  readonly field: string;
  readonly rules: ChangeRules;
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
    found.push({ field: name, ...(await readSignature(document, value, lock)) });
  }
  const certification = await permissionEntry(document);
  if (certification !== undefined && !(certification instanceof PdfRef && values.has(certification.num))) {
    found.push({ field: '', ...(await readSignature(document, certification, null)) });
  }
  return found;
}

/** A signature that cannot be read forbids nothing: verification has its word on what is added to it. */
async function readSignature(
  document: PdfDocument,
  value: PdfRef | PdfDict,
  lock: FieldLock | null,
): Promise<Omit<EarlierSignature, 'field'>> {
  try {
    const dict = await document.resolve(value);
    const signature = dict instanceof PdfDict ? dict : new PdfDict();
    const rules = await readChangeRules(document, signature);
    return { rules, ...restrictionsOf(rules, lock) };
  } catch (error) {
    if (!isAppError(error) || error.code !== 'PDF_DAMAGED') throw error;
    const rules = { certify: null, locks: [] };
    return { rules, ...restrictionsOf(rules, lock) };
  }
}

/** The first signature that locked the field of this fully qualified name. */
export function lockedBy(earlier: readonly EarlierSignature[], field: string): EarlierSignature | undefined {
  return earlier.find(({ locks }) => locks.some((lock) => isLocked(lock, field)));
}

/** The certification that the catalogue's /Perms names (ISO 32000-2, 12.8.6). */
async function permissionEntry(document: PdfDocument): Promise<PdfRef | PdfDict | undefined> {
  const { dict } = await document.catalog();
  const permissions = await document.resolve(dict.get('Perms'));
  const entry = permissions instanceof PdfDict ? permissions.get('DocMDP') : undefined;
  return entry instanceof PdfRef || entry instanceof PdfDict ? entry : undefined;
}
