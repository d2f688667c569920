import { createHash } from 'node:crypto';
import { randomBytes } from '../../platform/random.ts';
import type { FilterStep } from '../filters/decode.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from '../objects.ts';
import { decryptData, encryptData } from './aes.ts';
import { sealedPermissions } from './aes256-key.ts';
import { rc4 } from './rc4.ts';
import { type CryptMethod, IDENTITY, type StandardDictionary, unknown } from './standard-dictionary.ts';
import { locked, type Unlocked } from './unlock.ts';

/** What the choice of a stream's crypt filter rests on, references followed. */
export interface StreamFacts {
  /** /Type. */
  readonly type: string | undefined;
  readonly filters: readonly FilterStep[];
}

/** Numbers of the object that holds a string or stream: old ciphers mix them into the key. */
export interface Holder {
  readonly num: number;
  readonly gen: number;
}

/**
 * The encryption of one file (ISO 32000-2, 7.6), opened: reads and writes its strings and streams. Never encrypted are
 * cross-reference streams, what stands in object streams (their stream is), /Contents of signatures, and what a crypt filter exempts.
 */
export class Encryption {
  /** For people and reports: RC4-40 to RC4-128, AES-128, AES-256, or none where only attached files are encrypted. */
  readonly method: string;
  /** /R. */
  readonly revision: number;
  /** /P as a signed number of 32 bits; from revision 5 on only what the sealed copy grants as well. */
  readonly permissions: number;
  /** The user also where the file opens without its key, because only attached files are encrypted. */
  readonly openedAs: 'user' | 'owner';
  /** First part of /ID, which the key of the revisions 2 to 4 rests on; empty where there is none. */
  readonly fileId: Uint8Array;
  private readonly dict: StandardDictionary;
  private readonly key: Uint8Array | undefined;
  private readonly passwordGiven: boolean;

  /** @throws AppError PDF_PASSWORD_REQUIRED, PDF_PASSWORD_WRONG, PDF_ENCRYPTED */
  constructor(dict: StandardDictionary, fileId: Uint8Array, unlocked: Unlocked | undefined, passwordGiven: boolean) {
    const methods = [dict.streams, dict.strings].map((filter) => methodOf(dict, filter));
    if (unlocked === undefined && methods.some((method) => method !== 'identity')) throw locked(passwordGiven);
    this.dict = dict;
    this.fileId = fileId;
    this.key = unlocked?.key;
    this.passwordGiven = passwordGiven;
    this.revision = dict.revision;
    this.openedAs = unlocked?.openedAs ?? 'user';
    this.method = nameOf(methods.find((method) => method !== 'identity') ?? 'identity', unlocked);
    const sealed = unlocked === undefined || dict.revision < 5 ? undefined : sealedPermissions(dict, unlocked.key);
    this.permissions = dict.permissions & (sealed ?? -1);
  }

  /** An object as it stands in the file, with every string in it decrypted. Streams keep their bytes: see `decryptStream`. */
  decryptStrings(holder: Holder, object: PdfObject): PdfObject {
    if (this.dict.strings === IDENTITY) return object;
    return this.mapStrings(object, (string) => {
      const bytes = this.decrypt(this.dict.strings, holder, string.bytes);
      return new PdfString(bytes, string.hex, string.span);
    });
  }

  /** The bytes of a stream as they were before encryption, its other filters still on. @throws AppError PDF_ENCRYPTED, PDF_PASSWORD_* */
  decryptStream(holder: Holder, facts: StreamFacts, data: Uint8Array): Uint8Array {
    return this.decrypt(this.filterOf(facts), holder, data);
  }

  /**
   * An object as it is to stand in the file: strings and stream data encrypted, with fresh initialisation vectors.
   * @throws RangeError for a stream whose /Type, /Filter or /DecodeParms refers to another object
   */
  encrypt(holder: Holder, object: PdfObject): PdfObject {
    const sealString = (string: PdfString): PdfString =>
      this.dict.strings === IDENTITY ? string : new PdfString(this.seal(this.dict.strings, holder, string.bytes), true);
    if (!(object instanceof PdfStream)) return this.mapStrings(object, sealString);
    const { dict, data } = object;
    if (!(data instanceof Uint8Array)) return object;
    const sealed = this.mapStrings(dict, sealString);
    return new PdfStream(
      sealed instanceof PdfDict ? sealed : dict,
      this.seal(this.filterOf(directFacts(dict)), holder, data),
    );
  }

  private decrypt(filter: string, holder: Holder, data: Uint8Array): Uint8Array {
    const method = methodOf(this.dict, filter);
    if (method === 'identity') return data;
    const key = this.objectKey(method, holder);
    return method === 'rc4' ? rc4(key, data) : decryptData(key, data);
  }

  private seal(filter: string, holder: Holder, data: Uint8Array): Uint8Array {
    const method = methodOf(this.dict, filter);
    if (method === 'identity') return data;
    const key = this.objectKey(method, holder);
    return method === 'rc4' ? rc4(key, data) : encryptData(key, randomBytes(16), data);
  }

  /** Algorithm 1; from version 5 on the file key itself (1.A). */
  private objectKey(method: CryptMethod, { num, gen }: Holder): Uint8Array {
    const { key } = this;
    if (key === undefined) throw locked(this.passwordGiven);
    if (method === 'aes-256') return key;
    const numbers = [num, num >> 8, num >> 16, gen, gen >> 8];
    const salt = method === 'aes-128' ? Buffer.from('sAlT', 'latin1') : Buffer.alloc(0);
    const digest = createHash('md5').update(key).update(Uint8Array.from(numbers)).update(salt).digest();
    return digest.subarray(0, Math.min(key.length + 5, 16));
  }

  private filterOf({ type, filters }: StreamFacts): string {
    if (type === 'XRef') return IDENTITY;
    const own = filters.find(({ name }) => name === 'Crypt');
    if (own !== undefined) {
      const name = own.parameters.get('Name');
      return name instanceof PdfName ? name.name : IDENTITY;
    }
    if (type === 'Metadata' && !this.dict.encryptMetadata) return IDENTITY;
    return type === 'EmbeddedFile' ? this.dict.files : this.dict.streams;
  }

  /** The same object with each string replaced that is encrypted in a file. */
  private mapStrings(object: PdfObject, change: (string: PdfString) => PdfString): PdfObject {
    if (object instanceof PdfString) return change(object);
    if (Array.isArray(object)) return object.map((item) => this.mapStrings(item, change));
    if (!(object instanceof PdfDict)) return object;
    const exempt = isSignature(object) ? 'Contents' : undefined;
    const entries = [...object.entries].map(
      ([key, value]) => [key, key === exempt ? value : this.mapStrings(value, change)] as const,
    );
    return new PdfDict(entries, object.span);
  }
}

/** A signature dictionary, whose /Contents is never encrypted (7.6.2). Its /Type may be missing (12.8.1); its /ByteRange may not. */
function isSignature(dict: PdfDict): boolean {
  const type = dict.get('Type');
  if (type instanceof PdfName && type.name !== 'Sig' && type.name !== 'DocTimeStamp') return false;
  return dict.get('ByteRange') !== undefined && dict.get('Contents') !== undefined;
}

/** @throws AppError PDF_ENCRYPTED */
function methodOf(dict: StandardDictionary, filter: string): CryptMethod {
  const method = dict.filters.get(filter);
  if (method === undefined) throw unknown(`crypt filter ${filter.replace(/[^!-~]/g, '?').slice(0, 40)}`);
  return method;
}

function nameOf(method: CryptMethod, unlocked: Unlocked | undefined): string {
  if (method === 'identity') return 'none';
  return method === 'rc4' ? `RC4-${(unlocked?.key.length ?? 0) * 8}` : method.toUpperCase();
}

function directFacts(dict: PdfDict): StreamFacts {
  const direct = (key: string): PdfObject | undefined => {
    const value = dict.get(key);
    if (value instanceof PdfRef) throw new RangeError(`/${key} of a stream that is to be encrypted must be direct`);
    return value;
  };
  const type = direct('Type');
  const listed = (value: PdfObject | undefined): readonly PdfObject[] =>
    Array.isArray(value) ? value : [value ?? null];
  const parameters = listed(direct('DecodeParms'));
  const filters = listed(direct('Filter')).flatMap((filter, index) => {
    const own = parameters[index];
    if (!(filter instanceof PdfName)) return [];
    return [{ name: filter.name, parameters: own instanceof PdfDict ? own : new PdfDict() }];
  });
  return { type: type instanceof PdfName ? type.name : undefined, filters };
}
