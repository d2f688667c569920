import { createHash } from 'node:crypto';
import { isAppError } from '../../../shared/contract/app-error.ts';
import type { ValidationMaterial } from '../../cms/validation-material.ts';
import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, type PdfObject, PdfStream } from '../../pdf/objects.ts';

/** Streams of one list that are read; the rest is left out. */
const MAX_ITEMS = 2000;
/** Bytes that all stores read with one memory may unpack to. */
const MAX_BYTES = 256 * 1024 * 1024;
/** What an item counts that was given up because it unpacks to too much: about what was unpacked by then. */
const GIVEN_UP = 16 * 1024 * 1024;

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
 * What was read of the stores of one file: revisions share their items, and a list may name one item thousands of times. Each is read
 * once, and all together unpack to so much and no more.
 */
export class StoreMemory {
  readonly #known = new Map<number, Uint8Array | undefined>();
  #left = MAX_BYTES;

  /** Bytes of a stream, the same array each time; undefined for one that cannot be read, or that would be too much. */
  async bytes(document: PdfDocument, stream: PdfStream): Promise<Uint8Array | undefined> {
    const place = stream.data instanceof Uint8Array ? undefined : stream.data.start;
    if (place !== undefined && this.#known.has(place)) return this.#known.get(place);
    const bytes = this.#left > 0 ? await this.#decode(document, stream) : undefined;
    if (place !== undefined) this.#known.set(place, bytes);
    return bytes;
  }

  async #decode(document: PdfDocument, stream: PdfStream): Promise<Uint8Array | undefined> {
    try {
      const bytes = await document.decode(stream);
      this.#left -= bytes.length;
      return this.#left >= 0 ? bytes : undefined;
    } catch (error) {
      if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
      if (error.code === 'PDF_LIMIT_EXCEEDED') this.#left -= GIVEN_UP;
      return undefined;
    }
  }
}

/**
 * Reads the document security store of this view; undefined where it has none. What cannot be read is left out.
 * @param memory of the other stores of the same file that are read with this one
 * @throws AppError INPUT_UNREADABLE
 */
export async function readSecurityStore(
  document: PdfDocument,
  memory = new StoreMemory(),
): Promise<SecurityStore | undefined> {
  const catalog = await document.catalog();
  const dict = await document.resolve(catalog.dict.get('DSS'));
  if (!(dict instanceof PdfDict)) return undefined;
  const list = async (kind: MaterialKind): Promise<readonly PdfObject[]> => {
    const items = await document.resolve(dict.get(STORE_LISTS[kind]));
    return Array.isArray(items) ? items : [];
  };
  const lists = { certificates: await list('certificates'), ocsps: await list('ocsps'), crls: await list('crls') };
  const material = {
    certificates: await contents(document, lists.certificates, memory),
    ocsps: await contents(document, lists.ocsps, memory),
    crls: await contents(document, lists.crls, memory),
  };
  return { dict, lists, material };
}

/** Names an item by its content: the same one is not stored twice. */
export function itemDigest(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex');
}

async function contents(
  document: PdfDocument,
  items: readonly PdfObject[],
  memory: StoreMemory,
): Promise<Uint8Array[]> {
  const found = new Set<Uint8Array>();
  for (const item of items.slice(0, MAX_ITEMS)) {
    const bytes = await streamBytes(document, item, memory);
    if (bytes !== undefined) found.add(bytes);
  }
  return [...new Map([...found].map((bytes) => [itemDigest(bytes), bytes])).values()];
}

async function streamBytes(
  document: PdfDocument,
  item: PdfObject,
  memory: StoreMemory,
): Promise<Uint8Array | undefined> {
  try {
    const stream = await document.resolve(item);
    return stream instanceof PdfStream ? await memory.bytes(document, stream) : undefined;
  } catch (error) {
    if (!isAppError(error) || !error.code.startsWith('PDF_')) throw error;
    return undefined;
  }
}
