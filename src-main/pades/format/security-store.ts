import { createHash } from 'node:crypto';
import { isAppError } from '../../../shared/contract/app-error.ts';
import type { ValidationMaterial } from '../../cms/validation-material.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfStream } from '../../pdf/objects.ts';

/** Streams of one list that are read; the rest is left out. */
const MAX_ITEMS = 2000;

/** Lists of a document security store and what they hold (EN 319 142-1, 5.4.2.2). */
export const STORE_LISTS = { certificates: 'Certs', ocsps: 'OCSPs', crls: 'CRLs' } as const;
export type MaterialKind = keyof typeof STORE_LISTS;

/** The document security store (EN 319 142-1, 5.4.2). Nothing in it is trusted by itself. */
export interface SecurityStore {
  readonly dict: PdfDict;
  /** Each list as it stands in the file, resolved. */
  readonly lists: Readonly<Record<MaterialKind, readonly PdfObject[]>>;
  /** DER of what could be read, each item once. */
  readonly material: ValidationMaterial;
}

/**
 * Reads the document security store of this view; undefined where it has none. What cannot be read is left out.
 * @throws AppError INPUT_UNREADABLE
 */
export async function readSecurityStore(document: PdfDocument): Promise<SecurityStore | undefined> {
  const catalog = await document.catalog();
  const dict = await document.resolve(catalog.dict.get('DSS'));
  if (!(dict instanceof PdfDict)) return undefined;
  const list = async (kind: MaterialKind): Promise<readonly PdfObject[]> => {
    const items = await document.resolve(dict.get(STORE_LISTS[kind]));
    return Array.isArray(items) ? items : [];
  };
  const lists = { certificates: await list('certificates'), ocsps: await list('ocsps'), crls: await list('crls') };
  const material = {
    certificates: await contents(document, lists.certificates),
    ocsps: await contents(document, lists.ocsps),
    crls: await contents(document, lists.crls),
  };
  return { dict, lists, material };
}

/** Names an item by its content: the same one is not stored twice. */
export function itemDigest(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

async function contents(document: PdfDocument, items: readonly PdfObject[]): Promise<Uint8Array[]> {
  const found = new Map<string, Uint8Array>();
  for (const item of items.slice(0, MAX_ITEMS)) {
    const bytes = await streamBytes(document, item);
    if (bytes !== undefined) found.set(itemDigest(bytes), bytes);
  }
  return [...found.values()];
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
