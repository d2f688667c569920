import { children, type Der, expectTag, Members, sameBytes, TAG } from './der.ts';
import { FormatError } from './format-error.ts';
import { readOid } from './oid.ts';

/** One AttributeTypeAndValue of a distinguished name. */
export interface NameAttribute {
  readonly oid: string;
  /** The value as text; a value that is no string as `#` and the hexadecimal of its DER (RFC 4514, 2.4). */
  readonly text: string;
  readonly isText: boolean;
}

/** A distinguished name: RDNs in the order of the encoding. */
export interface Name {
  readonly der: Uint8Array;
  readonly rdns: readonly (readonly NameAttribute[])[];
}

const SHORT_NAMES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** @throws FormatError */
export function readName(value: Der): Name {
  const rdns = children(expectTag(value, TAG.sequence)).map((rdn) => readRdn(rdn));
  return { der: value.bytes, rdns };
}

/** A RelativeDistinguishedName; `tag` for an implicitly tagged one. @throws FormatError */
export function readRdn(rdn: Der, tag: number = TAG.set): NameAttribute[] {
  return children(expectTag(rdn, tag)).map((item) => {
    const members = new Members(item);
    const type = readOid(members.take());
    const text = members.take();
    members.end();
    const decoded = decodeText(text);
    return {
      oid: type,
      text: decoded ?? `#${Buffer.from(text.bytes).toString('hex')}`,
      isText: decoded !== undefined,
    };
  });
}

/** Text of the string types of X.520 DirectoryString and IA5String; undefined for any other type. */
export function decodeText(value: Der): string | undefined {
  const bytes = Buffer.from(value.content.buffer, value.content.byteOffset, value.content.length);
  switch (value.tag) {
    case TAG.utf8String:
      return bytes.toString('utf8');
    case 0x12: // NumericString
    case 0x13: // PrintableString
    case 0x14: // TeletexString, Latin-1 in practice
    case 0x16: // IA5String
    case 0x1a: // VisibleString
      return bytes.toString('latin1');
    case 0x1c: // UniversalString
      return decodeUniversal(bytes);
    case 0x1e: // BMPString
      return bytes.length % 2 === 0 ? Buffer.from(bytes).swap16().toString('utf16le') : undefined;
    default:
      return undefined;
  }
}

function decodeUniversal(bytes: Buffer): string | undefined {
  let text = '';
  for (let offset = 0; offset < bytes.length; offset += 4) {
    const point = offset + 4 <= bytes.length ? bytes.readUInt32BE(offset) : 0x110000;
    if (point > 0x10ffff) {
      return undefined;
    }
    text += String.fromCodePoint(point);
  }
  return text;
}

/** "CN" for id-at-commonName; the dotted number where no short name is common. */
export function attributeLabel(oid: string): string {
  return SHORT_NAMES[oid] ?? oid;
}

/** The OID of a type given as "CN" in any case or as a dotted number; undefined for what is neither. */
export function attributeOid(label: string): string | undefined {
  if (/^[0-2](\.(0|[1-9]\d{0,38}))+$/.test(label)) return label;
  const known = Object.entries(SHORT_NAMES).find(([, name]) => name.toLowerCase() === label.toLowerCase());
  return known?.[0];
}

/** The string of RFC 4514: last RDN first, special characters escaped. Control characters are escaped as hexadecimal pairs. */
export function nameToString(name: Name): string {
  const said = inWords.get(name) ?? wordsOf(name);
  inWords.set(name, said);
  return said;
}

/** The same few names are said of one signature after another. */
const inWords = new WeakMap<Name, string>();

function wordsOf(name: Name): string {
  return [...name.rdns]
    .reverse()
    .map((rdn) => rdn.map((item) => `${attributeLabel(item.oid)}=${item.isText ? escapeText(item.text) : item.text}`))
    .map((parts) => parts.join('+'))
    .join(',');
}

function escapeText(text: string): string {
  return text
    .replace(/["+,;<>\\]/g, '\\$&')
    .replace(/^[ #]/, '\\$&')
    .replace(/ $/, '\\ ')
    .replace(/\p{Cc}|\p{Cf}/gu, (character) =>
      [...Buffer.from(character, 'utf8')].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join(''),
    );
}

/** The most specific value of one attribute type, undefined where the name has none. */
export function nameAttribute(name: Name, type: string): string | undefined {
  return name.rdns.flat().findLast((item) => item.oid === type)?.text;
}

/** Name comparison of RFC 5280, 7.1: case folded, white space collapsed, string type ignored. */
export function sameName(a: Name, b: Name): boolean {
  return sameBytes(a.der, b.der) || nameKey(a) === nameKey(b);
}

/** True where `name` is `base` or lies under it (RFC 5280, 4.2.1.10, directory names). */
export function isWithinName(name: Name, base: Name): boolean {
  return (
    name.rdns.length >= base.rdns.length &&
    comparisonKey(name.rdns.slice(0, base.rdns.length)) === comparisonKey(base.rdns)
  );
}

/** Equal for equal names: the key of maps by subject. */
export function nameKey(name: Name): string {
  const known = keys.get(name);
  if (known !== undefined) {
    return known;
  }
  const key = comparisonKey(name.rdns);
  keys.set(name, key);
  return key;
}

/** `nameKey` of the name that is one RDN below another. */
export function nameKeyBelow(name: Name, rdn: Name['rdns'][number]): string {
  return comparisonKey([...name.rdns, rdn]);
}

const keys = new WeakMap<Name, string>();

function comparisonKey(rdns: Name['rdns']): string {
  return JSON.stringify(
    rdns.map((rdn) =>
      rdn
        .map(
          (item) =>
            `${item.oid}=${item.isText ? item.text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase() : item.text}`,
        )
        .sort(),
    ),
  );
}

/** A GeneralName of the kinds that certificates and constraints use; of the others their form: the tag number, for otherName with its type. */
export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly value: string }
  | { readonly kind: 'directory'; readonly value: Name }
  | { readonly kind: 'ip'; readonly value: Uint8Array }
  | { readonly kind: 'other'; readonly form: string; readonly value: string };

/** @throws FormatError */
export function readGeneralName(value: Der): GeneralName {
  const text = () => Buffer.from(value.content).toString('latin1');
  switch (value.tag & 0x1f) {
    case 1:
      return { kind: 'email', value: text() };
    case 2:
      return { kind: 'dns', value: text() };
    case 4: {
      const [directory] = children(value);
      if (directory === undefined) {
        throw new FormatError('A directory name in a GeneralName is empty.');
      }
      return { kind: 'directory', value: readName(directory) };
    }
    case 6:
      return { kind: 'uri', value: text() };
    case 7:
      return { kind: 'ip', value: value.content };
    case 0:
      return readOtherName(value);
    default:
      return { kind: 'other', form: String(value.tag & 0x1f), value: Buffer.from(value.content).toString('hex') };
  }
}

const SMTP_UTF8_MAILBOX = '1.3.6.1.5.5.7.8.9';

/** A mailbox with other than ASCII letters is a mailbox (RFC 9598, 3): what constrains e-mail addresses constrains it. */
function readOtherName(value: Der): GeneralName {
  const members = new Members(value, value.tag);
  const type = readOid(members.take());
  const [content] = children(members.take());
  if (type === SMTP_UTF8_MAILBOX && content?.tag === TAG.utf8String) {
    return { kind: 'email', value: Buffer.from(content.content).toString('utf8') };
  }
  return { kind: 'other', form: `0 ${type}`, value: Buffer.from(value.content).toString('hex') };
}
