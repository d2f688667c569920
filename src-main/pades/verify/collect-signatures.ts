import { isAppError } from '../../../shared/contract/app-error.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { signatureValue } from '../format/fields.ts';
import { type FormFields, formFields } from '../format/form-fields.ts';
import { type FieldLock, readLock } from '../format/mdp.ts';
import { readSignatureDictionary, type SignatureDictionary } from '../format/signature-dictionary.ts';

/** A signature dictionary of the file, found through some revision of its form. */
export interface FoundSignature {
  /** Fully qualified field name; empty where it hangs on no field. */
  readonly field: string;
  /** Its object, where it is one. */
  readonly ref: PdfRef | undefined;
  /** The first revision that shows it, from 1. */
  readonly revision: number;
  /** /Lock of its field. */
  readonly lock: FieldLock | null;
  readonly signature: SignatureDictionary;
}

export interface Collected {
  /** In the order in which they were made. */
  readonly signatures: readonly FoundSignature[];
  /** The form at each revision; index 0 is revision 1. Undefined where it cannot be read. */
  readonly forms: readonly (FormFields | undefined)[];
}

/**
 * Finds every signature of every revision: one that a later revision dropped or replaced is still a signature of the file.
 * @throws AppError INPUT_UNREADABLE, PDF_LIMIT_EXCEEDED; PDF_DAMAGED where the newest revision's form cannot be read
 */
export async function collectSignatures(document: PdfDocument): Promise<Collected> {
  const forms: (FormFields | undefined)[] = [];
  const signatures: FoundSignature[] = [];
  const seen = new Set<string>();
  const note = async (
    view: PdfDocument,
    revision: number,
    { name, lock }: { name: string; lock: PdfObject | undefined },
    value: PdfRef | PdfDict,
  ): Promise<void> => {
    const key = identity(view, value, name);
    if (seen.has(key)) return;
    seen.add(key);
    signatures.push({
      field: name,
      ref: value instanceof PdfRef ? value : undefined,
      revision,
      lock: await readLock(view, lock).catch((error) => passDamage(error, false) ?? null),
      signature: await readValue(view, value),
    });
  };
  for (const { number, entries } of document.revisions) {
    const isNewest = number === document.revisions.length;
    const view = document.at(number);
    const last = forms.at(-1);
    const root = view.trailer.get('Root');
    const sameRoot = root instanceof PdfRef && last?.visited.has(root.num) === true;
    const unchanged = last !== undefined && sameRoot && !touches(last, entries);
    const form = unchanged ? last : await formFields(view).catch((error) => passDamage(error, isNewest));
    forms.push(form);
    for (const field of form?.fields ?? []) {
      if (field.type !== 'Sig') continue;
      const value = await signatureValue(view, field);
      if (value !== undefined) await note(view, number, { name: field.name, lock: field.dict.get('Lock') }, value);
    }
  }
  for (const value of await permissionValues(document)) {
    await note(document, document.revisions.length, { name: '', lock: undefined }, value);
  }
  signatures.sort((a, b) => a.revision - b.revision || position(a) - position(b));
  return { signatures, forms };
}

function touches(form: FormFields, entries: ReadonlyMap<number, unknown>): boolean {
  for (const num of form.visited) if (entries.has(num)) return true;
  return false;
}

/** Names one physical dictionary: the same object at the same place is the same signature, whichever revision shows it. */
function identity(view: PdfDocument, value: PdfRef | PdfDict, field: string): string {
  if (value instanceof PdfDict) return `direct ${value.span?.start ?? field}`;
  const entry = view.entry(value.num);
  if (entry?.type === 'offset') return `${value.num} at ${entry.offset}`;
  return entry?.type === 'compressed'
    ? `${value.num} in ${entry.stream}/${entry.index}`
    : `${value.num} missing ${field}`;
}

async function readValue(view: PdfDocument, value: PdfRef | PdfDict): Promise<SignatureDictionary> {
  try {
    const dict = await view.resolve(value);
    if (dict instanceof PdfDict) return await readSignatureDictionary(view, dict);
    return unreadable('The value of the signature field is not a signature dictionary.');
  } catch (error) {
    passDamage(error, false);
    return unreadable(`The signature dictionary cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

function unreadable(fault: string): SignatureDictionary {
  return {
    kind: 'signature',
    dict: new PdfDict(),
    subFilter: null,
    range: null,
    contents: null,
    claimedTime: null,
    faults: [fault],
  };
}

/** Signature dictionaries that the catalog's /Perms names (ISO 32000-2, 12.8.6). */
async function permissionValues(document: PdfDocument): Promise<(PdfRef | PdfDict)[]> {
  const catalog = await document.catalog();
  const permissions = await document.resolve(catalog.dict.get('Perms'));
  if (!(permissions instanceof PdfDict)) return [];
  const isValue = (value: PdfObject): value is PdfRef | PdfDict => value instanceof PdfRef || value instanceof PdfDict;
  return [...permissions.entries.values()].filter(isValue);
}

function position({ signature }: FoundSignature): number {
  return signature.range?.end ?? Number.MAX_SAFE_INTEGER;
}

function passDamage(error: unknown, always: boolean): undefined {
  if (always || !isAppError(error) || !error.code.startsWith('PDF_') || error.code === 'PDF_LIMIT_EXCEEDED')
    throw error;
  return undefined;
}
