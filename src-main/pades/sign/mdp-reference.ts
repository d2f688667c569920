import type { PdfDocument } from '../../pdf/document.ts';
import type { IncrementalUpdate } from '../../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef } from '../../pdf/objects.ts';
import { textString } from '../../pdf/text-string.ts';
import type { FieldLock, Permission } from '../format/mdp.ts';
import { changeCatalog, changeDict } from './change-object.ts';

/** What a new signature says of later changes. */
export interface SigningRules {
  /** Makes it the certification of the document (ISO 32000-2, 12.8.2.2). */
  readonly certify: Permission | null;
  /** Fields that it locks (12.8.2.4); with a permission, what of the document stays open (PDF 2.0). */
  readonly lock: FieldLock | null;
}

/** The version that both kinds of transform parameters carry (ISO 32000-2, tables 257 and 259). */
const VERSION = new PdfName('1.2');

/** /Reference of the signature dictionary (12.8.1, table 256), all of it direct: a signature dictionary leads nowhere. Empty without rules. */
export function ruleReferences({ certify, lock }: SigningRules, catalog: PdfRef): PdfDict[] {
  const references: PdfDict[] = [];
  if (certify !== null) references.push(reference('DocMDP', [['P', certify]]));
  // Table 256: the object that FieldMDP is about has to be named.
  if (lock !== null) references.push(reference('FieldMDP', lockEntries(lock)).with({ Data: catalog }));
  return references;
}

function reference(method: string, parameters: readonly (readonly [string, PdfObject])[]): PdfDict {
  return new PdfDict([
    ['Type', new PdfName('SigRef')],
    ['TransformMethod', new PdfName(method)],
    ['TransformParams', new PdfDict([['Type', new PdfName('TransformParams')], ...parameters, ['V', VERSION]])],
  ]);
}

/** /Lock of a signature field (ISO 32000-2, table 236). */
export function lockDictionary(lock: FieldLock): PdfDict {
  return new PdfDict([['Type', new PdfName('SigFieldLock')], ...lockEntries(lock)]);
}

function lockEntries({ action, fields, permission }: FieldLock): [string, PdfObject][] {
  return [
    ['Action', new PdfName(action)],
    ...(action === 'All' ? [] : [['Fields', fields.map(textString)] satisfies [string, PdfObject]]),
    ...(permission === null ? [] : [['P', permission] satisfies [string, PdfObject]]),
  ];
}

/** Names the certification in the catalogue's /Perms (ISO 32000-2, 12.8.6), beside what stands there. */
export async function addPermission(
  document: PdfDocument,
  update: IncrementalUpdate,
  signature: PdfRef,
): Promise<void> {
  const { dict } = await document.catalog();
  const entry = dict.get('Perms');
  const permissions = await document.resolve(entry);
  if (entry instanceof PdfRef && permissions instanceof PdfDict) {
    await changeDict(update, entry, { DocMDP: signature });
    return;
  }
  const before = permissions instanceof PdfDict ? permissions : new PdfDict();
  await changeCatalog(document, update, { Perms: before.with({ DocMDP: signature }) });
}
