import { SaxesParser, type SaxesTagNS } from 'saxes';
import { listError } from './list-error.ts';

/** An attribute that is no namespace declaration. */
export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly value: string;
}

export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly uri: string;
  readonly attributes: readonly XmlAttribute[];
  /** Namespaces declared on this very element, by prefix; the default one by the empty prefix. */
  readonly declared: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
}

export interface XmlText {
  readonly kind: 'text';
  readonly text: string;
}

export interface XmlInstruction {
  readonly kind: 'instruction';
  readonly target: string;
  readonly body: string;
}

/** Comments are left out: no canonical form that is accepted holds them. */
export type XmlNode = XmlElement | XmlText | XmlInstruction;

export interface XmlDocument {
  readonly root: XmlElement;
  /** Processing instructions before and after the root. */
  readonly before: readonly XmlInstruction[];
  readonly after: readonly XmlInstruction[];
}

/** The largest national list has 3 MB. */
export const MAX_LIST_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_NODES = 2_000_000;
/** In scope at one place: every element carries its own over in a canonical form. */
const MAX_NAMESPACES = 100;

type Growing = XmlElement & { readonly children: XmlNode[] };

/**
 * Reads XML of a trusted list into a tree. Document types are refused, so there are no entities but the five of XML itself and nothing
 * outside the bytes is ever read.
 * @param name what errors call the list
 * @throws AppError TRUSTED_LIST_UNREADABLE
 */
export function readXml(bytes: Uint8Array, name: string): XmlDocument {
  const refuse = (why: string): never => {
    throw listError('TRUSTED_LIST_UNREADABLE', name, `${why}. Get it anew from its publisher.`);
  };
  if (bytes.length === 0) refuse('is empty');
  if (bytes.length > MAX_LIST_BYTES) refuse(`is larger than ${MAX_LIST_BYTES / 1024 / 1024} MB`);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const before: XmlInstruction[] = [];
  const after: XmlInstruction[] = [];
  let root: XmlElement | undefined;
  let open: Growing | undefined;
  const scopes: number[] = [];
  let depth = 0;
  let nodes = 0;
  const add = (node: XmlNode) => {
    if (++nodes > MAX_NODES) refuse('holds more than any trusted list needs');
    open?.children.push(node);
  };
  const text = (content: string) => {
    if (open !== undefined) add({ kind: 'text', text: content });
  };
  parser.on('doctype', () => refuse('declares a document type, which trusted lists do not have'));
  parser.on('error', (error) => refuse(`is not well-formed XML (${error.message})`));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8')
      refuse(`is encoded as ${encoding} and not as UTF-8`);
  });
  parser.on('opentag', (tag) => {
    if (++depth > MAX_DEPTH) refuse('is nested too deeply');
    const element = elementOf(tag, open);
    scopes.push((scopes.at(-1) ?? 0) + element.declared.size);
    if ((scopes.at(-1) ?? 0) > MAX_NAMESPACES) refuse('declares more namespaces than any trusted list needs');
    add(element);
    root ??= element;
    open = element;
  });
  parser.on('closetag', () => {
    depth -= 1;
    scopes.pop();
    open = open?.parent as Growing | undefined;
  });
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('processinginstruction', ({ target, body }) => {
    const instruction: XmlInstruction = { kind: 'instruction', target, body };
    if (open !== undefined) add(instruction);
    else if (root === undefined) before.push(instruction);
    else after.push(instruction);
  });
  parser.write(decoded(bytes, refuse)).close();
  return { root: root ?? refuse('holds no element'), before, after };
}

function decoded(bytes: Uint8Array, refuse: (why: string) => never): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('is not encoded as UTF-8');
  }
}

function elementOf(tag: SaxesTagNS, parent: Growing | undefined): Growing {
  const { name, prefix, local, uri } = tag;
  const attributes = Object.values(tag.attributes).filter(
    (attribute) => attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns',
  );
  return {
    kind: 'element',
    name,
    prefix,
    local,
    uri,
    attributes: attributes.map((one) => ({
      name: one.name,
      prefix: one.prefix,
      local: one.local,
      uri: one.uri,
      value: one.value,
    })),
    declared: new Map(Object.entries(tag.ns ?? {})),
    children: [],
    parent,
  };
}

/** The child elements of a namespace, of one name where it is given. */
export function elements(parent: XmlElement, uri: string, local?: string): XmlElement[] {
  return parent.children.filter(
    (node): node is XmlElement =>
      node.kind === 'element' && node.uri === uri && (local === undefined || node.local === local),
  );
}

/** All characters inside, without those that only lay the text out. */
export function textOf(element: XmlElement): string {
  return rawText(element).trim();
}

function rawText(element: XmlElement): string {
  return element.children
    .map((node) => (node.kind === 'text' ? node.text : node.kind === 'element' ? rawText(node) : ''))
    .join('');
}

/** Value of an attribute without a namespace. */
export function attributeOf(element: XmlElement, local: string): string | undefined {
  return element.attributes.find((one) => one.uri === '' && one.local === local)?.value;
}

/** Every element of a tree, the first included, in document order. */
export function* everyElement(root: XmlElement): Generator<XmlElement> {
  const waiting: XmlElement[] = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    yield element;
    for (let at = element.children.length - 1; at >= 0; at -= 1) {
      const node = element.children[at];
      if (node?.kind === 'element') waiting.push(node);
    }
  }
}
