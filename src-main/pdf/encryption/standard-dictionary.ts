import { AppError } from '../../../shared/contract/app-error.ts';
import { PdfDict, PdfName, type PdfObject, PdfString } from '../objects.ts';
import { damaged } from '../pdf-errors.ts';

/** How one crypt filter encrypts (ISO 32000-2, table 25); `identity` not at all. */
export type CryptMethod = 'identity' | 'rc4' | 'aes-128' | 'aes-256';

/** The encryption dictionary of the standard security handler (ISO 32000-2, 7.6.4.2), every value read. */
export interface StandardDictionary {
  /** /V: 1, 2, 4 or 5. */
  readonly version: number;
  /** /R: 2 to 6. */
  readonly revision: number;
  /** /O and /U: 32 bytes up to revision 4, 48 from 5 on. */
  readonly owner: Uint8Array;
  readonly user: Uint8Array;
  /** /OE, /UE and /Perms, from revision 5 on; empty before. */
  readonly ownerKey: Uint8Array;
  readonly userKey: Uint8Array;
  readonly permissionBlock: Uint8Array;
  /** /P as a signed number of 32 bits. */
  readonly permissions: number;
  readonly encryptMetadata: boolean;
  /** Lengths in bytes that the file key may have, the likeliest first: writers give bits, bytes or nothing. */
  readonly keyLengths: readonly number[];
  /** Crypt filters by name. Undefined: one that is not known here. */
  readonly filters: ReadonlyMap<string, CryptMethod | undefined>;
  /** Names of the filters for streams, strings and embedded files. */
  readonly streams: string;
  readonly strings: string;
  readonly files: string;
}

/** Name of the filter that leaves everything as it is. */
export const IDENTITY = 'Identity';
/** What files without crypt filters have for everything. */
const PLAIN_FILTER = 'StdCF';
const METHODS: Readonly<Record<string, CryptMethod>> = { V2: 'rc4', AESV2: 'aes-128', AESV3: 'aes-256' };
/** Pairs of /V and /R that exist, the deprecated ones included. */
const KNOWN = ['1 2', '1 3', '2 2', '2 3', '4 4', '5 5', '5 6'];

/**
 * Reads an encryption dictionary whose references were followed.
 * @throws AppError PDF_ENCRYPTED (another handler or version), PDF_ENCRYPTED_PUBLIC_KEY, PDF_DAMAGED
 */
export function readStandardDictionary(dict: PdfDict): StandardDictionary {
  refuseOtherHandlers(dict);
  const version = integer(dict, 'V') ?? 0;
  const revision = integer(dict, 'R') ?? 0;
  if (!KNOWN.includes(`${version} ${revision}`)) throw unknown(`version ${version}, revision ${revision}`);
  const permissions = dict.get('P');
  if (typeof permissions !== 'number' || !Number.isFinite(permissions)) {
    throw damaged('its encryption dictionary has no permissions');
  }
  const modern = revision >= 5;
  const length = modern ? 48 : 32;
  const filters = version >= 4 ? readFilters(dict) : new Map<string, CryptMethod | undefined>([[PLAIN_FILTER, 'rc4']]);
  filters.set(IDENTITY, 'identity');
  const streams = version >= 4 ? (name(dict, 'StmF') ?? IDENTITY) : PLAIN_FILTER;
  return {
    version,
    revision,
    owner: bytes(dict, 'O', length),
    user: bytes(dict, 'U', length),
    ownerKey: modern ? bytes(dict, 'OE', 32) : new Uint8Array(0),
    userKey: modern ? bytes(dict, 'UE', 32) : new Uint8Array(0),
    permissionBlock: modern && dict.get('Perms') instanceof PdfString ? bytes(dict, 'Perms', 16) : new Uint8Array(0),
    permissions: permissions | 0,
    encryptMetadata: version < 4 || dict.get('EncryptMetadata') !== false,
    keyLengths: keyLengths(dict, version),
    filters,
    streams,
    strings: version >= 4 ? (name(dict, 'StrF') ?? IDENTITY) : PLAIN_FILTER,
    files: version >= 4 ? (name(dict, 'EFF') ?? streams) : PLAIN_FILTER,
  };
}

/** PDF_ENCRYPTED. `what` names the encryption. */
export function unknown(what: string): AppError {
  return new AppError(
    'PDF_ENCRYPTED',
    `The PDF is encrypted in a way this program does not know (${what}); save a copy without protection in the program that made it.`,
    { encryption: what },
  );
}

function refuseOtherHandlers(dict: PdfDict): void {
  const filter = name(dict, 'Filter') ?? 'none';
  const subFilter = name(dict, 'SubFilter') ?? '';
  const known = printable(filter);
  if (filter === 'Adobe.PubSec' || subFilter.startsWith('adbe.pkcs7.')) {
    throw new AppError(
      'PDF_ENCRYPTED_PUBLIC_KEY',
      `The PDF is encrypted for the certificates of its recipients (${known}), which this program cannot open; ask for a copy without that encryption.`,
      { encryption: known },
    );
  }
  if (filter !== 'Standard') throw unknown(`security handler ${known}`);
}

function readFilters(dict: PdfDict): Map<string, CryptMethod | undefined> {
  const filters = new Map<string, CryptMethod | undefined>();
  const given = dict.get('CF');
  for (const [key, filter] of given instanceof PdfDict ? given.entries : []) {
    const method = filter instanceof PdfDict ? name(filter, 'CFM') : undefined;
    filters.set(key, method === undefined ? undefined : METHODS[method]);
  }
  return filters;
}

/** The check of the password tells which one is right. */
function keyLengths(dict: PdfDict, version: number): number[] {
  if (version === 5) return [32];
  const stated = [dict, filterDictionary(dict)].flatMap((place) => {
    const length = place === undefined ? undefined : integer(place, 'Length');
    if (length === undefined) return [];
    // Of a number that could be either, bits are what the standard says.
    return length >= 40 ? [length / 8] : [length];
  });
  const usual = version === 4 ? [16] : version === 1 ? [5] : [];
  const possible = [...usual, ...stated, 5, 16].filter((n) => Number.isInteger(n) && n >= 5 && n <= 16);
  return [...new Set(possible)];
}

function filterDictionary(dict: PdfDict): PdfDict | undefined {
  const filters = dict.get('CF');
  const filter = filters instanceof PdfDict ? filters.get(name(dict, 'StmF') ?? PLAIN_FILTER) : undefined;
  return filter instanceof PdfDict ? filter : undefined;
}

function name(dict: PdfDict, key: string): string | undefined {
  const value: PdfObject | undefined = dict.get(key);
  return value instanceof PdfName ? value.name : undefined;
}

function integer(dict: PdfDict, key: string): number | undefined {
  const value = dict.get(key);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

/** Writers pad these with zeros beyond their length, or leave zeros at their end out. */
function bytes(dict: PdfDict, key: string, length: number): Uint8Array {
  const value = dict.get(key);
  if (!(value instanceof PdfString)) throw damaged(`its encryption dictionary has no /${key}`);
  const result = new Uint8Array(length);
  result.set(value.bytes.subarray(0, length));
  return result;
}

/** A name of the file as it may stand in a sentence. */
function printable(text: string): string {
  return text.replace(/[^!-~]/g, '?').slice(0, 40);
}
