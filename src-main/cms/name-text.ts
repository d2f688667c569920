import { AppError } from '../../shared/contract/app-error.ts';
import { plainLine } from '../../shared/domain/plain-text.ts';
import { readDer, TAG } from './der.ts';
import { encode, sequence, setOf } from './der-writer.ts';
import { attributeOid } from './name.ts';
import { oid } from './oid.ts';

const PRINTABLE_STRING = 0x13;
const IA5_STRING = 0x16;

/** Types whose values are not UTF8String (RFC 5280, 4.1.2.4 and A.1; RFC 4519, 2.4 for DC). */
const STRING_TAG: Readonly<Record<string, number>> = {
  '2.5.4.5': PRINTABLE_STRING,
  '2.5.4.6': PRINTABLE_STRING,
  '2.5.4.46': PRINTABLE_STRING,
  '0.9.2342.19200300.100.1.25': IA5_STRING,
  '1.2.840.113549.1.9.1': IA5_STRING,
};
const ALLOWED: Readonly<Record<number, RegExp>> = {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5String is ASCII, controls included
  [IA5_STRING]: /^[\x00-\x7f]+$/,
  [PRINTABLE_STRING]: /^[A-Za-z0-9 '()+,\-./:=?]+$/,
};

/** Characters that a value may have (RFC 5280, A.1, ub-*): of name, organisation, unit, title and serial number, of locality and state, of an email address. */
const LONGEST: Readonly<Record<string, number>> = {
  '2.5.4.3': 64,
  '2.5.4.5': 64,
  '2.5.4.7': 128,
  '2.5.4.8': 128,
  '2.5.4.10': 64,
  '2.5.4.11': 64,
  '2.5.4.12': 64,
  '1.2.840.113549.1.9.1': 255,
};

/**
 * A distinguished name from its string (RFC 4514): the most specific part first, as in `CN=Alice,O=Example,C=DE`.
 * @returns DER of the Name (RFC 5280, 4.1.2.4)
 * @throws AppError USAGE
 */
export function nameFromText(text: string): Uint8Array {
  const rdns = split(text, ',').map((rdn) => setOf(split(rdn, '+').map(attribute)));
  return sequence(...rdns.reverse());
}

/** Parts between separators that are not escaped. */
function split(text: string, separator: ',' | '+'): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === separator) {
      parts.push(part);
      part = '';
      continue;
    }
    part += character;
    if (character === '\\') {
      at += 1;
      part += text[at] ?? '';
    }
  }
  return [...parts, part];
}

function attribute(text: string): Uint8Array {
  const equals = text.indexOf('=');
  const type = attributeOid(text.slice(0, Math.max(equals, 0)).trim());
  if (type === undefined) throw malformed(text, 'it does not begin with a type such as CN=');
  const written = text.slice(equals + 1).replace(/^ +/, '');
  if (written.startsWith('#')) return sequence(oid(type), encodedValue(written.slice(1), text));
  const value = unescaped(written.replace(/(?<!\\) +$/, ''), text);
  const tag = STRING_TAG[type] ?? TAG.utf8String;
  if (value.length === 0) throw malformed(text, 'it has no value');
  if (type === '2.5.4.6' && !/^[A-Z]{2}$/.test(value.toString('utf8'))) {
    throw malformed(text, 'a country is two capital letters');
  }
  const shown = value.toString('utf8');
  const longest = LONGEST[type] ?? Number.POSITIVE_INFINITY;
  if ([...shown].length > longest) throw malformed(text, `it is longer than ${longest} characters`);
  if (plainLine(shown) !== shown) throw malformed(text, 'it has characters that are not seen, such as line breaks');
  if (ALLOWED[tag]?.test(shown) === false) {
    throw malformed(text, 'it has characters that this type does not allow');
  }
  return sequence(oid(type), encode(tag, value));
}

/** `#` and the hexadecimal of a value's DER (RFC 4514, 2.4). */
function encodedValue(hex: string, part: string): Uint8Array {
  if (!/^([0-9a-f]{2})+$/i.test(hex)) throw malformed(part, 'after # stands no hexadecimal');
  const der = new Uint8Array(Buffer.from(hex, 'hex'));
  try {
    return readDer(der).bytes;
  } catch {
    throw malformed(part, 'after # stands no DER');
  }
}

/** Escaped characters and hexadecimal pairs (RFC 4514, 3), as UTF-8. */
function unescaped(text: string, part: string): Buffer {
  const pieces: Buffer[] = [];
  for (let rest = text; rest !== ''; ) {
    const [match = '', pair, special, plain] =
      /^(?:\\([0-9a-fA-F]{2})|\\([ "#+,;<=>\\])|([^\\"+;<>]))/u.exec(rest) ?? [];
    if (match === '') throw malformed(part, 'a special character in it is not escaped by \\');
    pieces.push(pair === undefined ? Buffer.from(special ?? plain ?? '', 'utf8') : Buffer.from(pair, 'hex'));
    rest = rest.slice(match.length);
  }
  const all = Buffer.concat(pieces);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(all);
  } catch {
    throw malformed(part, 'its bytes are not UTF-8');
  }
  return all;
}

function malformed(part: string, why: string): AppError {
  return new AppError(
    'USAGE',
    `“${part}” is no part of a name: ${why}. Write the name like CN=Alice Example,O=Example GmbH,C=DE.`,
  );
}
