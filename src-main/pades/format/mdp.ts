import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfString } from '../../pdf/objects.ts';
import { textOf } from '../../pdf/text-string.ts';

/** What a certification permits afterwards (ISO 32000-2, table 257): 1 nothing, 2 filling forms and signing, 3 annotating too. */
export type Permission = 1 | 2 | 3;

/** Which fields are locked (FieldMDP, ISO 32000-2, 12.8.2.4; signature field lock, table 236). */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude';
  /** Fully qualified names; the descendants of each belong to it. */
  readonly fields: readonly string[];
  /** /P of a PDF 2.0 lock: what the signature of this field permits afterwards. */
  readonly permission: Permission | null;
}

/** What a signature says of later changes. */
export interface ChangeRules {
  readonly certify: Permission | null;
  readonly locks: readonly FieldLock[];
}

/** Reads /Reference of a signature dictionary. Malformed parts read as the strictest rule of their kind. */
export async function readChangeRules(document: PdfDocument, signature: PdfDict): Promise<ChangeRules> {
  const references = await document.resolve(signature.get('Reference'));
  let certify: Permission | null = null;
  const locks: FieldLock[] = [];
  for (const item of Array.isArray(references) ? references : []) {
    const reference = await document.resolve(item);
    if (!(reference instanceof PdfDict)) continue;
    const method = await document.resolve(reference.get('TransformMethod'));
    const parameters = await document.resolve(reference.get('TransformParams'));
    if (!(method instanceof PdfName)) continue;
    if (method.name === 'DocMDP') {
      const value = parameters instanceof PdfDict ? await document.resolve(parameters.get('P')) : null;
      certify = stricter(certify, value === null ? 2 : (permissionOf(value) ?? 1));
    } else if (method.name === 'FieldMDP') {
      const lock = parameters instanceof PdfDict ? await readLock(document, parameters) : null;
      locks.push(lock ?? { action: 'All', fields: [], permission: null });
    }
  }
  return { certify, locks };
}

/** Reads /Lock of a signature field, or the parameters of FieldMDP; null where there is none. */
export async function readLock(document: PdfDocument, value: PdfObject | undefined): Promise<FieldLock | null> {
  const dict = await document.resolve(value);
  if (!(dict instanceof PdfDict)) return null;
  const action = await document.resolve(dict.get('Action'));
  const listed = await document.resolve(dict.get('Fields'));
  const fields: string[] = [];
  for (const item of Array.isArray(listed) ? listed : []) {
    const name = await document.resolve(item);
    if (name instanceof PdfString) fields.push(textOf(name));
  }
  const known = action instanceof PdfName ? action.name : '';
  return {
    action: known === 'Include' || known === 'Exclude' ? known : 'All',
    fields,
    permission: permissionOf(await document.resolve(dict.get('P'))),
  };
}

/** True where `lock` covers the field of this fully qualified name. */
export function isLocked(lock: FieldLock, name: string): boolean {
  if (lock.action === 'All') return true;
  return lock.action === 'Include' ? names(lock, name) : !names(lock, name);
}

const nameSets = new WeakMap<FieldLock, ReadonlySet<string>>();

/** Whether the lock lists the field or a group that it stands in. Documents may have as many fields as a lock has names. */
function names(lock: FieldLock, name: string): boolean {
  const listed = nameSets.get(lock) ?? new Set(lock.fields);
  nameSets.set(lock, listed);
  for (let end = name.length; end > 0; end = name.lastIndexOf('.', end - 1)) {
    if (listed.has(name.slice(0, end))) return true;
  }
  return false;
}

/** What follows from a signature for later changes. */
export interface Restrictions {
  /** Of the document as a whole; null where nothing is said of that. */
  readonly permission: Permission | null;
  readonly locks: readonly FieldLock[];
}

/**
 * Everything that a signature says of later changes: by certifying, by its FieldMDP, and by the /Lock of its field, whose fields are locked
 * when that field is signed (ISO 32000-2, table 235), whether or not the signature repeats it as FieldMDP.
 */
export function restrictionsOf(rules: ChangeRules, fieldLock: FieldLock | null): Restrictions {
  const locks = [...rules.locks, ...(fieldLock === null ? [] : [fieldLock])];
  return { permission: locks.reduce((strictest, lock) => stricter(strictest, lock.permission), rules.certify), locks };
}

/** The stricter of two permissions; null permits what no certification forbids. */
export function stricter(a: Permission | null, b: Permission | null): Permission | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function permissionOf(value: PdfObject): Permission | null {
  return value === 1 || value === 2 || value === 3 ? value : null;
}
