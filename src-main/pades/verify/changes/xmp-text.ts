import { damaged } from '../../../pdf/pdf-errors.ts';

/** Dublin Core. */
export const DC = 'http://purl.org/dc/elements/1.1/';
/** Prefixes that descriptions use without declaring them, too. */
const USUAL: ReadonlyMap<string, string> = new Map([
  ['dc', DC],
  ['x', 'adobe:ns:meta/'],
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'],
  ['xmp', 'http://ns.adobe.com/xap/1.0/'],
]);

/** Elements within each other. */
const DEEPEST = 200;
/** Characters that are told of all properties together: what stands inside of others is told of each. */
const LONGEST = 16 * 1024 * 1024;
/** All of limited length, so that no text is looked through more than once. */
const DECLARED = /\bxmlns:([\w.-]{1,100})\s{0,20}=\s{0,20}["']([^"'&]{0,1000})["']/g;
const ATTRIBUTE = /\s([\w.-]+):([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** What a description of a document (XMP, ISO 16684-1) says, by namespace and name of the property: elements and attributes, white space left out. @throws AppError PDF_DAMAGED */
export function sayings(xml: string): ReadonlyMap<string, string> {
  const namespaces = namespacesOf(xml);
  const nameOf = (prefix: string, name: string): string => `${namespaces.get(prefix) ?? `${prefix}:`}${name}`;
  const told = new Map<string, string[]>();
  let length = 0;
  const tell = (name: string, text: string): void => {
    length += text.length;
    if (length > LONGEST) refuseUnusual();
    const known = told.get(name);
    if (known === undefined) told.set(name, [text]);
    else known.push(text);
  };
  const open: string[] = [];
  for (const { tag, text } of pieces(xml)) {
    // What is said inside of a property's own structure is said of that property.
    if (text.trim() !== '') for (const name of new Set(open)) tell(name, text);
    if (tag === undefined) continue;
    const [, closes = '', prefix = '', local = ''] = /^(\/?)(?:([\w.-]+):)?([\w.-]+)/.exec(tag) ?? [];
    if (local === '') refuseUnusual();
    if (closes === '/') {
      if (open.pop() !== nameOf(prefix, local)) refuseUnusual();
    } else if (!tag.endsWith('/')) {
      if (open.push(nameOf(prefix, local)) > DEEPEST) refuseUnusual();
    }
  }
  if (open.length > 0) refuseUnusual();
  for (const [, prefix = '', name = '', double, single] of xml.matchAll(ATTRIBUTE)) {
    if (prefix !== 'xmlns' && prefix !== 'xml') tell(nameOf(prefix, name), double ?? single ?? '');
  }
  return new Map([...told].map(([name, texts]) => [name, plainText(texts.join(''))]));
}

/** Text without white space: packets are set in many ways. */
export function plainText(text: string): string {
  return text.replace(/\s+/g, '');
}

/** For what a reader of plain words might not see. @throws AppError PDF_DAMAGED */
export function refuseUnusual(): never {
  throw damaged('the description of the document is not written as usual');
}

/** By prefix, of names with a prefix alone. One prefix for two namespaces would need a reader of their scopes. */
function namespacesOf(xml: string): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  let count = 0;
  for (const [, prefix = '', namespace = ''] of xml.matchAll(DECLARED)) {
    if ((declared.get(prefix) ?? namespace) !== namespace) refuseUnusual();
    declared.set(prefix, namespace);
    count += 1;
  }
  if (count !== xml.split('xmlns').length - 1) refuseUnusual();
  return new Map([...USUAL, ...declared]);
}

/** Tags, without their brackets, each with the text before it; comments and instructions left out. */
function* pieces(xml: string): Generator<{ readonly tag: string | undefined; readonly text: string }> {
  let at = 0;
  for (;;) {
    const start = xml.indexOf('<', at);
    if (start < 0) break;
    const text = xml.slice(at, start);
    const isComment = xml.startsWith('<!--', start);
    const closing = isComment ? '-->' : xml.startsWith('<?', start) ? '?>' : '>';
    const end = xml.indexOf(closing, start);
    if (end < 0) refuseUnusual();
    yield { text, tag: closing === '>' ? xml.slice(start + 1, end) : undefined };
    at = end + closing.length;
  }
  yield { text: xml.slice(at), tag: undefined };
}
