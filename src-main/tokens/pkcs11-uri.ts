import { AppError } from '../../shared/contract/app-error.ts';
import type { TokenCertificate, TokenInfo } from './token-info.ts';

/** A token as a person or a script names it. */
export type TokenSelector = { readonly label: string } | { readonly serial: string } | { readonly uri: string };

/** Path attributes of a `pkcs11:` URI that name a token or an object on it; `id` as lower-case hexadecimal. */
export type Pkcs11Uri = ReadonlyMap<string, string>;

const KNOWN = new Set([
  ...['token', 'serial', 'manufacturer', 'model'],
  ...['slot-id', 'slot-description', 'slot-manufacturer'],
  ...['object', 'id', 'type'],
]);

/** Reads `LABEL`, `serial:TEXT` or a `pkcs11:` URI. @throws AppError USAGE for a URI that is none, or has a PIN in it, before anything is asked */
export function tokenSelector(text: string): TokenSelector {
  if (text.startsWith('pkcs11:')) {
    parsePkcs11Uri(text);
    return { uri: text };
  }
  return text.startsWith('serial:') ? { serial: text.slice(7) } : { label: text };
}

/** What selects this token and no other of its module: its serial number, or, where others have the same, a URI with its label too. */
export function selectorText<T extends Pick<TokenInfo, 'serial' | 'label'>>(token: T, all: readonly T[]): string {
  const { label, serial } = token;
  if (serial !== '' && all.filter((other) => other.serial === serial).length === 1) return `serial:${serial}`;
  return `pkcs11:token=${encodeURIComponent(label)};serial=${encodeURIComponent(serial)}`;
}

/**
 * Reads a `pkcs11:` URI (RFC 7512, 2.3). An attribute that is not understood is refused, since ignoring it would name more than was meant;
 * so is a query: the module is chosen elsewhere, and a PIN does not belong into a name.
 * @throws AppError USAGE
 */
export function parsePkcs11Uri(uri: string): Pkcs11Uri {
  const [path = '', query] = uri.slice('pkcs11:'.length).split('?');
  if (!uri.startsWith('pkcs11:')) throw usage('does not begin with “pkcs11:”');
  if (query !== undefined && query !== '') throw usage('has a part after “?”, which is not accepted');
  const attributes = new Map<string, string>();
  for (const part of path.split(';').filter((item) => item !== '')) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!KNOWN.has(name)) throw usage(`has the attribute “${name}”, which is not understood here`);
    if (equals < 0) throw usage(`has the attribute “${name}” without a value`);
    if (attributes.has(name)) throw usage(`has the attribute “${name}” twice`);
    attributes.set(name, name === 'id' ? hexOf(part.slice(equals + 1)) : textOf(part.slice(equals + 1)));
  }
  const type = attributes.get('type');
  if (type !== undefined && type !== 'cert' && type !== 'private') throw usage(`names an object of type “${type}”`);
  return attributes;
}

/** Whether the token is the one that is named. */
export function matchesToken(selector: TokenSelector, token: TokenInfo): boolean {
  if ('label' in selector) return token.label === selector.label;
  if ('serial' in selector) return token.serial === selector.serial;
  const about: Readonly<Record<string, string>> = {
    token: token.label,
    serial: token.serial,
    manufacturer: token.manufacturer,
    model: token.model,
    'slot-id': String(token.slotId),
    'slot-description': token.slotDescription,
    'slot-manufacturer': token.slotManufacturer,
  };
  return [...parsePkcs11Uri(selector.uri)].every(([name, value]) => about[name] === undefined || about[name] === value);
}

/** Whether the certificate is among those that the URI names; true where it names none. */
export function matchesCertificate(selector: TokenSelector, certificate: TokenCertificate): boolean {
  if (!('uri' in selector)) return true;
  const uri = parsePkcs11Uri(selector.uri);
  const object = uri.get('object');
  const id = uri.get('id');
  return (object === undefined || object === certificate.label) && (id === undefined || id === certificate.keyId);
}

function textOf(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw usage('has a “%” that is not followed by valid hexadecimal UTF-8');
  }
}

/** CKA_ID is bytes: percent-encoded ones are taken as they are, others as ASCII. */
function hexOf(value: string): string {
  if (/%(?![0-9a-f]{2})/i.test(value)) throw usage('has a “%” that is not followed by two hexadecimal digits');
  return value.replace(/%([0-9a-f]{2})|[\s\S]/gi, (match, hex: string | undefined) =>
    (hex ?? Buffer.from(match).toString('hex')).toLowerCase(),
  );
}

function usage(what: string): AppError {
  return new AppError('USAGE', `The pkcs11: URI ${what}; name the token like pkcs11:token=LABEL;serial=NUMBER.`);
}
