import { attributeText, elementText } from '../../../shared/domain/xml-text.ts';
import type { XmlAttribute, XmlDocument, XmlElement, XmlNode } from './xml.ts';

/** Canonical XML 1.0, whole or exclusive (RFC 3741), always without comments. */
export interface Canonicalization {
  readonly exclusive: boolean;
  /** Prefixes that the exclusive form treats as the whole form does; the default namespace by the empty prefix. */
  readonly inclusivePrefixes: ReadonlySet<string>;
}

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';

/** Namespaces as an output ancestor declared them, by prefix. */
type Rendered = ReadonlyMap<string, string>;

/**
 * Canonical form of a document, without one of its elements (the enveloped signature).
 * @returns text that is to be digested as UTF-8
 */
export function canonicalDocument(
  { root, before, after }: XmlDocument,
  how: Canonicalization,
  without: XmlElement | undefined,
): string {
  const out: string[] = [];
  for (const one of before) out.push(instruction(one.target, one.body), '\n');
  writeElement(root, how, new Map(), new Map(), out, without);
  for (const one of after) out.push('\n', instruction(one.target, one.body));
  return out.join('');
}

/** Canonical form of one element with what is inside. */
export function canonicalElement(element: XmlElement, how: Canonicalization, without?: XmlElement): string {
  const out: string[] = [];
  const inherited = new Map<string, string>();
  const ancestors: XmlElement[] = [];
  for (let up = element.parent; up !== undefined; up = up.parent) ancestors.unshift(up);
  for (const ancestor of ancestors) for (const [prefix, uri] of ancestor.declared) inherited.set(prefix, uri);
  const own = new Set(element.attributes.filter(({ uri }) => uri === XML_NAMESPACE).map(({ local }) => local));
  // The whole form takes xml:lang and its like over from what is left out above (Canonical XML 1.0, 2.4).
  const imported = new Map<string, XmlAttribute>();
  for (const ancestor of how.exclusive ? [] : ancestors) {
    for (const one of ancestor.attributes)
      if (one.uri === XML_NAMESPACE && !own.has(one.local)) imported.set(one.local, one);
  }
  writeElement(element, how, inherited, new Map(), out, without, [...imported.values()]);
  return out.join('');
}

/**
 * @param inherited namespaces in scope above the element
 * @param rendered those of them that its output ancestors declared
 */
function writeElement(
  element: XmlElement,
  how: Canonicalization,
  inherited: Rendered,
  rendered: Rendered,
  out: string[],
  without: XmlElement | undefined,
  imported: readonly XmlAttribute[] = [],
): void {
  if (element === without) return;
  const scope = element.declared.size === 0 ? inherited : new Map([...inherited, ...element.declared]);
  const wanted = how.exclusive ? visiblyUsed(element, how, scope) : scope.keys();
  const declarations: [string, string][] = [];
  for (const prefix of wanted) {
    if (prefix === 'xml' || prefix === 'xmlns') continue;
    const uri = scope.get(prefix) ?? '';
    if ((rendered.get(prefix) ?? '') !== uri) declarations.push([prefix, uri]);
  }
  const below = declarations.length === 0 ? rendered : new Map([...rendered, ...declarations]);
  out.push('<', element.name);
  for (const [prefix, uri] of declarations.sort(([a], [b]) => order(a, b))) {
    out.push(prefix === '' ? ' xmlns="' : ` xmlns:${prefix}="`, attributeText(uri), '"');
  }
  const attributes = [...element.attributes, ...imported];
  for (const one of attributes.sort((a, b) => order(a.uri, b.uri) || order(a.local, b.local))) {
    out.push(' ', one.name, '="', attributeText(one.value), '"');
  }
  out.push('>');
  for (const node of element.children) writeNode(node, how, scope, below, out, without);
  out.push('</', element.name, '>');
}

function writeNode(
  node: XmlNode,
  how: Canonicalization,
  scope: Rendered,
  rendered: Rendered,
  out: string[],
  without: XmlElement | undefined,
): void {
  if (node.kind === 'text') out.push(elementText(node.text));
  else if (node.kind === 'instruction') out.push(instruction(node.target, node.body));
  else writeElement(node, how, scope, rendered, out, without);
}

/** Prefixes of the element and of its attributes, and those that are to be treated as in the whole form (RFC 3741, 3). */
function visiblyUsed(element: XmlElement, { inclusivePrefixes }: Canonicalization, scope: Rendered): Set<string> {
  const used = new Set([element.prefix]);
  for (const { prefix } of element.attributes) if (prefix !== '') used.add(prefix);
  for (const prefix of inclusivePrefixes) if (scope.has(prefix)) used.add(prefix);
  return used;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function instruction(target: string, body: string): string {
  return body === '' ? `<?${target}?>` : `<?${target} ${body.replaceAll('\r', '&#xD;')}?>`;
}
