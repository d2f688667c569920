import { PdfDict, type PdfObject, PdfRef, PdfString } from '../objects.ts';
import { damaged } from '../pdf-errors.ts';
import { serialize } from '../serialize.ts';
import type { XrefEntry } from '../xref-entries.ts';
import { Encryption } from './encryption.ts';
import { readStandardDictionary } from './standard-dictionary.ts';
import { unlock } from './unlock.ts';

/** What opening the encryption needs of a document whose objects are read as they stand in the file. */
export interface EncryptedSource {
  readonly trailer: PdfDict;
  readonly revisions: readonly { readonly trailer: PdfDict; readonly entries: EntriesOfRevision }[];
  resolve(object: PdfObject | undefined): Promise<PdfObject>;
}

interface EntriesOfRevision {
  get(num: number): XrefEntry | undefined;
}

/** The encryption of a file, and the object that is its own dictionary and never encrypted. */
export interface OpenedEncryption {
  readonly encryption: Encryption;
  /** Undefined where the dictionary stands in the trailer. */
  readonly dictionary: number | undefined;
}

/** Dictionaries within dictionaries: /Encrypt, /CF, one filter. */
const DEPTH = 3;

/**
 * Reads /Encrypt and finds the file key with the password given or the empty one.
 * @returns undefined where the file is not encrypted
 * @throws AppError PDF_PASSWORD_REQUIRED, PDF_PASSWORD_WRONG, PDF_ENCRYPTED, PDF_ENCRYPTED_PUBLIC_KEY, PDF_DAMAGED
 */
export async function openEncryption(
  source: EncryptedSource,
  password: string | undefined,
): Promise<OpenedEncryption | undefined> {
  refuseChanges(source);
  const entry = source.trailer.get('Encrypt') ?? null;
  if (entry === null) return undefined;
  const value = await resolved(source, entry, DEPTH);
  if (!(value instanceof PdfDict)) throw damaged('its encryption dictionary cannot be read');
  const dict = readStandardDictionary(value);
  const id = await firstId(source);
  const unlocked = unlock(dict, id, password);
  return {
    encryption: new Encryption(dict, id, unlocked, password !== undefined),
    dictionary: entry instanceof PdfRef ? entry.num : undefined,
  };
}

/** A later revision that is encrypted in another way would be read in two ways. @throws AppError PDF_DAMAGED */
function refuseChanges({ revisions }: EncryptedSource): void {
  if (revisions.every(({ trailer }) => trailer.get('Encrypt') === undefined)) return;
  const [first] = revisions;
  const entry = first?.trailer.get('Encrypt') ?? null;
  const text = Buffer.from(serialize(entry));
  for (const later of revisions.slice(1)) {
    const same = text.equals(serialize(later.trailer.get('Encrypt') ?? null));
    if (!same || (entry instanceof PdfRef && later.entries.get(entry.num) !== undefined)) {
      throw damaged('its revisions are not encrypted in the same way');
    }
  }
}

async function resolved(source: EncryptedSource, object: PdfObject, depth: number): Promise<PdfObject> {
  const value = await source.resolve(object);
  if (!(value instanceof PdfDict) || depth === 0) return value;
  const entries: [string, PdfObject][] = [];
  for (const [key, item] of value.entries) entries.push([key, await resolved(source, item, depth - 1)]);
  return new PdfDict(entries);
}

async function firstId(source: EncryptedSource): Promise<Uint8Array> {
  const id = await source.resolve(source.trailer.get('ID'));
  const first = Array.isArray(id) ? await source.resolve(id[0]) : null;
  return first instanceof PdfString ? first.bytes : new Uint8Array(0);
}
