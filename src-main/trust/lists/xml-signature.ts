import type { HashName } from '../../cms/algorithms.ts';
import { Certificate } from '../../cms/certificate.ts';
import { sameBytes } from '../../cms/der.ts';
import { digestBytes } from '../../cms/digest.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import { type Canonicalization, canonicalDocument, canonicalElement } from './c14n.ts';
import { listError } from './list-error.ts';
import { attributeOf, elements, everyElement, textOf, type XmlDocument, type XmlElement } from './xml.ts';
import { derSignature, ENVELOPED, isExclusive, xmlHash, xmlScheme } from './xml-algorithms.ts';

export const DS = 'http://www.w3.org/2000/09/xmldsig#';
const EXCLUSIVE_NS = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const MOST_REFERENCES = 10;
/** Digests that may carry the list; the others of a signature decide nothing. */
const STRONG: readonly (HashName | undefined)[] = ['sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-384', 'sha3-512'];

/** Who may sign a list: these certificates, and those with one of these SHA-256 digests that the list carries itself. */
export interface ListSigners {
  readonly certificates: readonly Certificate[];
  readonly pinned?: ReadonlySet<string> | undefined;
}

/**
 * Verifies the one enveloped signature of a list (ETSI TS 119 612, 5.7.1 and annex B; XML Signature 1.1). Which key must have signed and
 * what must be covered is decided here and not by what the document says: exactly one signature, child of the root, whose reference to
 * the document leaves out nothing but the signature itself; every identifier in the document stands there once.
 * @param allowed who may sign the list: only their keys are tried
 * @returns the one whose key signed
 * @throws AppError TRUSTED_LIST_UNSIGNED, TRUSTED_LIST_WRAPPED, TRUSTED_LIST_SIGNATURE, TRUSTED_LIST_SIGNER
 */
export function verifyListSignature(document: XmlDocument, allowed: ListSigners, name: string): Certificate {
  const signature = onlySignature(document, name);
  const [signedInfo, ...furtherInfos] = elements(signature, DS, 'SignedInfo');
  const [value, ...furtherValues] = elements(signature, DS, 'SignatureValue');
  const broken = (why: string) => listError('TRUSTED_LIST_SIGNATURE', name, `${why}. Get it anew from its publisher.`);
  if (signedInfo === undefined || value === undefined || furtherInfos.length + furtherValues.length > 0) {
    throw broken('has a signature without its parts');
  }
  checkReferences(document, signature, signedInfo, name);
  const scheme = xmlScheme(algorithmOf(signedInfo, 'SignatureMethod'));
  if (scheme === undefined) throw broken('is signed with an algorithm that is not accepted for trusted lists');
  const how = canonicalizationOf(elements(signedInfo, DS, 'CanonicalizationMethod')[0]);
  if (how === undefined) throw broken('is signed over a canonical form that is not accepted');
  const data = Buffer.from(canonicalElement(signedInfo, how), 'utf8');
  const bytes = derSignature(scheme, base64(value));
  const holds = (certificate: Certificate) => certificate.checkScheme(scheme, data, bytes) === 'valid';
  const carried = parsedAs(Certificate, elements(signature, DS, 'KeyInfo').flatMap(certificatesIn));
  const pinned = carried.filter(({ sha256 }) => allowed.pinned?.has(sha256));
  const signer = [...allowed.certificates, ...pinned].find(holds);
  if (signer !== undefined) return signer;
  const stranger = carried.find(holds);
  if (stranger === undefined)
    throw broken('carries a signature that does not hold: it was changed after it was signed');
  throw listError(
    'TRUSTED_LIST_SIGNER',
    name,
    `is signed by ${stranger.commonName}, whom nobody names as its signer. Get the list of lists that names its signer first.`,
  );
}

function certificatesIn(keyInfo: XmlElement): Uint8Array[] {
  return elements(keyInfo, DS, 'X509Data')
    .flatMap((data) => elements(data, DS, 'X509Certificate'))
    .slice(0, MOST_REFERENCES)
    .map(base64);
}

function onlySignature({ root }: XmlDocument, name: string): XmlElement {
  const found: XmlElement[] = [];
  for (const element of everyElement(root)) {
    if (element.uri === DS && element.local === 'Signature') found.push(element);
  }
  const [signature] = found;
  if (signature === undefined) {
    throw listError('TRUSTED_LIST_UNSIGNED', name, 'is not signed. Get it anew from its publisher.');
  }
  if (found.length > 1) {
    throw listError(
      'TRUSTED_LIST_WRAPPED',
      name,
      `carries ${found.length} signatures where one belongs. Do not use it.`,
    );
  }
  if (signature.parent !== root) {
    throw listError(
      'TRUSTED_LIST_WRAPPED',
      name,
      'carries its signature in a place where none belongs. Do not use it.',
    );
  }
  return signature;
}

/** Exactly one reference is to the whole document; the others stay within the signature (SignedProperties, KeyInfo). */
function checkReferences(document: XmlDocument, signature: XmlElement, signedInfo: XmlElement, name: string): void {
  const wrapped = (why: string) => listError('TRUSTED_LIST_WRAPPED', name, `${why}. Do not use it.`);
  const references = elements(signedInfo, DS, 'Reference');
  if (references.length > MOST_REFERENCES) throw wrapped('has a signature over more parts than any needs');
  const ids = identifiers(document.root, name);
  let whole = 0;
  for (const reference of references) {
    const uri = attributeOf(reference, 'URI');
    if (uri === undefined) throw wrapped('has a signature over something that is not named');
    const target = uri === '' ? document.root : uri.startsWith('#') ? ids.get(uri.slice(1)) : undefined;
    if (target === undefined) throw wrapped(`has a signature over “${uri}”, which is not in it`);
    const isWhole = target === document.root;
    if (isWhole) whole += 1;
    else if (!isInside(target, signature)) throw wrapped('has a signature over a part of it only');
    const { enveloped, how } = transformsOf(reference, name);
    if (enveloped !== isWhole) throw wrapped('has a signature that does not cover all of it');
    const hash = xmlHash(algorithmOf(reference, 'DigestMethod'));
    if (hash === undefined || (isWhole && !STRONG.includes(hash))) {
      const why =
        'is digested with an algorithm that is not accepted for trusted lists. Get it anew from its publisher.';
      throw listError('TRUSTED_LIST_SIGNATURE', name, why);
    }
    const canonical = isWhole
      ? uri === ''
        ? canonicalDocument(document, how, signature)
        : canonicalElement(target, how, signature)
      : canonicalElement(target, how);
    const stated = elements(reference, DS, 'DigestValue')[0];
    if (stated === undefined || !sameBytes(digestBytes(hash, Buffer.from(canonical, 'utf8')), base64(stated))) {
      const why = isWhole
        ? 'was changed after it was signed: its digest is another. Get it anew from its publisher.'
        : 'carries a signature that was changed. Get it anew from its publisher.';
      throw listError('TRUSTED_LIST_SIGNATURE', name, why);
    }
  }
  if (whole !== 1) throw wrapped('has a signature that does not cover it');
}

/** Elements by their Id, ID or id. An identifier that stands there twice could be resolved to either. */
function identifiers(root: XmlElement, name: string): Map<string, XmlElement> {
  const found = new Map<string, XmlElement>();
  for (const element of everyElement(root)) {
    for (const attribute of ['Id', 'ID', 'id']) {
      const id = attributeOf(element, attribute);
      if (id === undefined) continue;
      if (found.has(id)) {
        throw listError('TRUSTED_LIST_WRAPPED', name, `holds the identifier “${id}” twice. Do not use it.`);
      }
      found.set(id, element);
    }
  }
  return found;
}

function isInside(element: XmlElement, ancestor: XmlElement): boolean {
  for (let up: XmlElement | undefined = element; up !== undefined; up = up.parent) if (up === ancestor) return true;
  return false;
}

/** At most the enveloped-signature transform, then at most one canonical form; without one, the whole form (XML Signature 1.1, 4.4.3.2). */
function transformsOf(reference: XmlElement, name: string): { enveloped: boolean; how: Canonicalization } {
  const steps = elements(reference, DS, 'Transforms').flatMap((one) => elements(one, DS, 'Transform'));
  const enveloped = steps[0] !== undefined && attributeOf(steps[0], 'Algorithm') === ENVELOPED;
  const [form, ...further] = enveloped ? steps.slice(1) : steps;
  const how = form === undefined ? WHOLE_FORM : canonicalizationOf(form);
  if (how === undefined || further.length > 0) {
    const why = 'has a signature over a selection of it, which is not accepted. Do not use it.';
    throw listError('TRUSTED_LIST_WRAPPED', name, why);
  }
  return { enveloped, how };
}

const WHOLE_FORM: Canonicalization = { exclusive: false, inclusivePrefixes: new Set() };

function canonicalizationOf(method: XmlElement | undefined): Canonicalization | undefined {
  if (method === undefined) return undefined;
  const exclusive = isExclusive(attributeOf(method, 'Algorithm') ?? '');
  if (exclusive === undefined) return undefined;
  const list = elements(method, EXCLUSIVE_NS, 'InclusiveNamespaces').map((one) => attributeOf(one, 'PrefixList') ?? '');
  const prefixes = list
    .join(' ')
    .split(/\s+/)
    .filter((prefix) => prefix !== '');
  return { exclusive, inclusivePrefixes: new Set(prefixes.map((prefix) => (prefix === '#default' ? '' : prefix))) };
}

function algorithmOf(parent: XmlElement, local: string): string {
  const [method] = elements(parent, DS, local);
  return method === undefined ? '' : (attributeOf(method, 'Algorithm') ?? '');
}

/** Content of a base64 element; layout does not count. */
export function base64(element: XmlElement): Uint8Array {
  return Buffer.from(textOf(element), 'base64');
}
