import type { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfString } from '../../pdf/objects.ts';
import { textOf } from '../../pdf/text-string.ts';
import type { Permission } from './mdp.ts';

/** Bits of /Ff of a seed value dictionary (ISO 32000-2, table 237): the entry is a requirement, not a suggestion. */
const REQUIRED = {
  filter: 1,
  subFilter: 2,
  version: 4,
  reasons: 8,
  legalAttestation: 16,
  addRevInfo: 32,
  digestMethod: 64,
  lockDocument: 128,
  appearanceFilter: 256,
} as const;

/** Bits of /Ff of a certificate seed value dictionary (table 238). */
const CERTIFICATE_REQUIRED = { subject: 1, issuer: 2, oid: 4, subjectDn: 8, keyUsage: 32, url: 64 } as const;

/** Members read of one list, attributes of one name, characters of one text, bytes of one certificate: nobody chooses among more. */
const MOST = { members: 100, attributes: 30, characters: 2000, bytes: 65_536 } as const;

/** What the author of a field says of one thing about its signature. */
export interface Seed<T> {
  readonly value: T;
  readonly required: boolean;
}

/** The seed value dictionary of a signature field (ISO 32000-2, 12.7.5.5): what its author asks of the signature. */
export interface SeedValues {
  readonly filter: Seed<string> | undefined;
  /** Signature formats, the preferred one first. */
  readonly subFilter: Seed<readonly string[]> | undefined;
  /** Version of the rules that a program has to know: 1 for PDF 1.5, 2 for 1.7, 3 for 2.0. */
  readonly version: Seed<number> | undefined;
  /** Names as written: SHA1, SHA256, SHA384, SHA512, RIPEMD160. */
  readonly digestMethod: Seed<readonly string[]> | undefined;
  /** What may be given as the reason. Required and empty, or ".": none may be given. */
  readonly reasons: Seed<readonly string[]> | undefined;
  readonly legalAttestation: Seed<readonly string[]> | undefined;
  readonly addRevInfo: Seed<boolean> | undefined;
  readonly lockDocument: Seed<'true' | 'false' | 'auto'> | undefined;
  readonly appearanceFilter: Seed<string> | undefined;
  /** 0: no certification; 1 to 3: a certification that permits this. Always binding. */
  readonly mdp: 0 | Permission | undefined;
  readonly timestamp: Seed<string> | undefined;
  readonly certificate: SeedCertificate | undefined;
}

/** What the author asks of the signer's certificate (table 238). */
export interface SeedCertificate {
  /** DER of the certificates that may sign. */
  readonly subject: Seed<readonly Uint8Array[]> | undefined;
  /** DER of certificates of which one must have issued the signer's, or stand above it. */
  readonly issuer: Seed<readonly Uint8Array[]> | undefined;
  /** Each a set of attributes that a subject must have; one set suffices. Keys: short names or dotted numbers. */
  readonly subjectDn: Seed<readonly (readonly (readonly [string, string])[])[]> | undefined;
  /** Each a pattern of 0, 1 and X in the order of RFC 5280, 4.2.1.3; one suffices. */
  readonly keyUsage: Seed<readonly string[]> | undefined;
  /** Certificate policies of which the certificate must name one. */
  readonly oid: Seed<readonly string[]> | undefined;
  /** Where a fitting certificate can be got. */
  readonly url: Seed<string> | undefined;
}

/** Reads /SV of a signature field; undefined where it has none. Entries of the wrong kind or size count as absent. */
export async function readSeedValues(
  document: PdfDocument,
  value: PdfObject | undefined,
): Promise<SeedValues | undefined> {
  const reader = await SeedReader.of(document, value);
  if (reader === undefined) return undefined;
  const texts = async (key: keyof typeof REQUIRED, entry: string) =>
    reader.seed(REQUIRED[key], await reader.texts(entry));
  const mdp = await SeedReader.of(document, reader.dict.get('MDP'));
  const permission = await mdp?.number('P');
  const lock = await reader.name('LockDocument');
  return {
    filter: reader.seed(REQUIRED.filter, await reader.name('Filter')),
    subFilter: reader.seed(REQUIRED.subFilter, await reader.names('SubFilter')),
    version: reader.seed(REQUIRED.version, await reader.number('V')),
    digestMethod: await texts('digestMethod', 'DigestMethod'),
    reasons: await reasons(reader),
    legalAttestation: await texts('legalAttestation', 'LegalAttestation'),
    addRevInfo: reader.seed(REQUIRED.addRevInfo, await reader.truth('AddRevInfo')),
    lockDocument: reader.seed(
      REQUIRED.lockDocument,
      lock === 'true' || lock === 'false' || lock === 'auto' ? lock : undefined,
    ),
    appearanceFilter: reader.seed(REQUIRED.appearanceFilter, await reader.text('AppearanceFilter')),
    mdp: permission === 0 || permission === 1 || permission === 2 || permission === 3 ? permission : undefined,
    timestamp: await timestampSeed(document, reader.dict.get('TimeStamp')),
    certificate: await certificateSeed(document, reader.dict.get('Cert')),
  };
}

/** Required without a list, reasons are forbidden. */
async function reasons(reader: SeedReader): Promise<SeedValues['reasons']> {
  const listed = await reader.texts('Reasons');
  const seed = reader.seed(REQUIRED.reasons, listed ?? []);
  return listed === undefined && seed?.required !== true ? undefined : seed;
}

/** /Ff of its own: 1 where a timestamp is required (table 237). */
async function timestampSeed(document: PdfDocument, value: PdfObject | undefined): Promise<SeedValues['timestamp']> {
  const reader = await SeedReader.of(document, value);
  return reader?.seed(1, (await reader.text('URL')) ?? '');
}

async function certificateSeed(
  document: PdfDocument,
  value: PdfObject | undefined,
): Promise<SeedCertificate | undefined> {
  const reader = await SeedReader.of(document, value);
  if (reader === undefined) return undefined;
  const flag = CERTIFICATE_REQUIRED;
  return {
    subject: reader.seed(flag.subject, await reader.bytes('Subject')),
    issuer: reader.seed(flag.issuer, await reader.bytes('Issuer')),
    subjectDn: reader.seed(flag.subjectDn, await reader.attributes('SubjectDN')),
    keyUsage: reader.seed(flag.keyUsage, await reader.texts('KeyUsage')),
    oid: reader.seed(flag.oid, await reader.texts('OID')),
    url: reader.seed(flag.url, await reader.text('URL')),
  };
}

class SeedReader {
  readonly dict: PdfDict;
  readonly #document: PdfDocument;
  readonly #flags: number;

  private constructor(document: PdfDocument, dict: PdfDict, flags: number) {
    this.#document = document;
    this.dict = dict;
    this.#flags = flags;
  }

  static async of(document: PdfDocument, value: PdfObject | undefined): Promise<SeedReader | undefined> {
    const dict = await document.resolve(value);
    if (!(dict instanceof PdfDict)) return undefined;
    const flags = await document.resolve(dict.get('Ff'));
    return new SeedReader(document, dict, typeof flags === 'number' ? flags : 0);
  }

  seed<T>(bit: number, value: T | undefined): Seed<T> | undefined {
    return value === undefined ? undefined : { value, required: (this.#flags & bit) !== 0 };
  }

  async number(key: string): Promise<number | undefined> {
    const value = await this.#document.resolve(this.dict.get(key));
    return typeof value === 'number' ? value : undefined;
  }

  async truth(key: string): Promise<boolean | undefined> {
    const value = await this.#document.resolve(this.dict.get(key));
    return typeof value === 'boolean' ? value : undefined;
  }

  async name(key: string): Promise<string | undefined> {
    const value = await this.#document.resolve(this.dict.get(key));
    return value instanceof PdfName ? value.name : undefined;
  }

  async text(key: string): Promise<string | undefined> {
    const value = await this.#document.resolve(this.dict.get(key));
    return textWithin(value);
  }

  async names(key: string): Promise<string[] | undefined> {
    return (await this.#list(key))?.flatMap((item) => (item instanceof PdfName ? [item.name] : []));
  }

  async texts(key: string): Promise<string[] | undefined> {
    return (await this.#list(key))?.flatMap((item) => textWithin(item) ?? []);
  }

  async bytes(key: string): Promise<Uint8Array[] | undefined> {
    return (await this.#list(key))?.flatMap((item) =>
      item instanceof PdfString && item.bytes.length <= MOST.bytes ? [item.bytes] : [],
    );
  }

  async attributes(key: string): Promise<[string, string][][] | undefined> {
    const sets: [string, string][][] = [];
    const list = await this.#list(key);
    for (const item of list ?? []) {
      // A part of a name would fit more certificates than the whole.
      if (!(item instanceof PdfDict) || item.entries.size > MOST.attributes) continue;
      const set: [string, string][] = [];
      for (const [name, entry] of item.entries) {
        const text = textWithin(await this.#document.resolve(entry));
        if (text !== undefined) set.push([name, text]);
      }
      sets.push(set);
    }
    return list === undefined ? undefined : sets;
  }

  /** Members of an array, resolved; one value that stands alone counts as an array of it, as some programs write it. */
  async #list(key: string): Promise<PdfObject[] | undefined> {
    const value = await this.#document.resolve(this.dict.get(key));
    if (value === null) return undefined;
    if (!Array.isArray(value)) return [value];
    return Promise.all(value.slice(0, MOST.members).map((item) => this.#document.resolve(item)));
  }
}

/** Undefined for what is no text, or too long a one. */
function textWithin(value: PdfObject): string | undefined {
  return value instanceof PdfString && value.bytes.length <= MOST.characters ? textOf(value) : undefined;
}
