import { attributeText, elementText } from '../../../shared/domain/xml-text.ts';

/** Canonical XML: what Canonical XML 1.0 makes of it is the text itself. */
export type Markup = { readonly canonical: string };

type Content = Markup | string | undefined | readonly (Markup | undefined)[];

/** The namespaces of a report by their prefixes; declared on its root and nowhere else. In the order in which Canonical XML puts them. */
export const NAMESPACES: Readonly<Record<string, string>> = {
  cs: 'urn:x-countersign:report:1',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  tsl: 'http://uri.etsi.org/02231/v2#',
  vr: 'http://uri.etsi.org/19102/v1.4.1#',
  xades: 'http://uri.etsi.org/01903/v1.3.2#',
};

/** What XML 1.0 (2.2) has no place for, and lone surrogates. */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/**
 * One element in the form of Canonical XML 1.0: start and end tag, attributes in order, nothing but the references it knows. Elements
 * within elements stand on lines of their own.
 * @param name with its prefix
 */
export function element(name: string, content: Content, attributes: Readonly<Record<string, string>> = {}): Markup {
  const written = Object.keys(attributes)
    .sort()
    .map((key) => ` ${key}="${attributeText(possible(attributes[key] ?? ''))}"`)
    .join('');
  return { canonical: `<${name}${written}>${inside(content)}</${name}>` };
}

/** The element without those of its parts that are not there; undefined where none is. */
export function elementOf(
  name: string,
  content: readonly (Markup | undefined)[],
  attributes: Readonly<Record<string, string>> = {},
): Markup | undefined {
  return content.every((part) => part === undefined) ? undefined : element(name, content, attributes);
}

/** An element that begins a document or is digested by itself: it declares the namespaces in scope (Canonical XML 1.0, 2.4). */
export function withNamespaces({ canonical }: Markup): string {
  const end = canonical.search(/[ >]/);
  const declared = Object.entries(NAMESPACES).map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`);
  return `${canonical.slice(0, end)}${declared.join('')}${canonical.slice(end)}`;
}

function inside(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return elementText(possible(content));
  if ('canonical' in content) return `\n${content.canonical}\n`;
  const parts = content.flatMap((part) => (part === undefined ? [] : [part.canonical]));
  return parts.length === 0 ? '' : `\n${parts.join('\n')}\n`;
}

/** Characters that XML has no place for become U+FFFD. */
function possible(value: string): string {
  return value.replace(NO_XML, '\ufffd');
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
