import { SaxesParser } from 'saxes';
import { FormatError } from '../../cms/format-error.ts';

/** Digest algorithms of XML signatures, by their URIs (RFC 6931). */
const DIGEST_URI = {
  sha256: 'http://www.w3.org/2001/04/xmlenc#sha256',
  sha384: 'http://www.w3.org/2001/04/xmldsig-more#sha384',
  sha512: 'http://www.w3.org/2001/04/xmlenc#sha512',
} as const;

const ASIC = 'http://uri.etsi.org/02918/v1.2.1#';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const DEPTH = 16;
/** As many files as a container may hold. */
const MOST_REFERENCES = 10_000;

export type ManifestHash = keyof typeof DIGEST_URI;

/** One file of the container that a manifest binds. */
export interface ManifestEntry {
  /** Path in the container. */
  readonly name: string;
  /** Undefined for an algorithm that is not accepted. */
  readonly hash: ManifestHash | undefined;
  readonly digest: Uint8Array;
}

/** ASiCManifest (EN 319 162-1, A.4): what one signature of the container is over. */
export interface Manifest {
  /** Path of the signature in the container. */
  readonly signature: string;
  readonly entries: readonly ManifestEntry[];
}

/** The XML of a manifest. */
export function writeManifest(manifest: Manifest): Uint8Array {
  const entries = manifest.entries.map(
    ({ name, hash, digest }) =>
      `<asic:DataObjectReference URI="${escaped(uriOf(name))}"><ds:DigestMethod Algorithm="${DIGEST_URI[hash ?? 'sha256']}"/>` +
      `<ds:DigestValue>${Buffer.from(digest).toString('base64')}</ds:DigestValue></asic:DataObjectReference>`,
  );
  const signature = `<asic:SigReference URI="${escaped(uriOf(manifest.signature))}" MimeType="application/pkcs7-signature"/>`;
  const xml =
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n' +
    `<asic:ASiCManifest xmlns:asic="${ASIC}" xmlns:ds="${DS}">${signature}${entries.join('')}</asic:ASiCManifest>\n`;
  return Buffer.from(xml, 'utf8');
}

/** Reads a manifest. Document types are refused: nothing outside the bytes is ever read. @throws FormatError */
export function readManifest(bytes: Uint8Array): Manifest {
  const parser = new SaxesParser({ xmlns: true });
  const entries: ManifestEntry[] = [];
  let signature: string | undefined;
  let open: { name: string; hash?: ManifestHash | undefined; text?: string } | undefined;
  let inDigest = false;
  const path: string[] = [];
  const refuse = (message: string): never => {
    throw new FormatError(`The manifest of the container ${message}. The fault is at character ${parser.position}.`);
  };
  parser.on('doctype', () => refuse('declares a document type'));
  parser.on('error', () => refuse('is not well-formed XML'));
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (path.push(`${uri} ${local}`) > DEPTH) refuse('is nested too deeply');
    const attribute = (name: string) => attributes[name]?.value;
    if (path.length === 1 && (uri !== ASIC || local !== 'ASiCManifest')) refuse('is no ASiCManifest');
    if (uri === ASIC && local === 'SigReference') {
      if (signature !== undefined) refuse('names two signatures');
      signature = nameOf(attribute('URI') ?? refuse('names no signature'));
    } else if (uri === ASIC && local === 'DataObjectReference') {
      if (path.length !== 2) refuse('names a file in the wrong place');
      if (entries.length >= MOST_REFERENCES) refuse('names more files than this program reads');
      open = { name: nameOf(attribute('URI') ?? refuse('names a file without a name')) };
    } else if (uri === DS && local === 'DigestMethod' && open !== undefined) {
      const method = attribute('Algorithm');
      open.hash = (Object.keys(DIGEST_URI) as ManifestHash[]).find((hash) => DIGEST_URI[hash] === method);
    } else if (uri === DS && local === 'DigestValue' && open !== undefined) {
      if (open.text !== undefined) refuse('gives a file two digests');
      open.text = '';
      inDigest = true;
    }
  });
  parser.on('text', (text) => {
    if (inDigest && open !== undefined) open.text = (open.text ?? '') + text;
  });
  parser.on('closetag', ({ local, uri }) => {
    path.pop();
    if (uri === DS && local === 'DigestValue') inDigest = false;
    if (uri !== ASIC || local !== 'DataObjectReference' || open === undefined) return;
    const { name, hash, text } = open;
    entries.push({ name, hash, digest: Buffer.from(text ?? refuse('gives a file no digest'), 'base64') });
    open = undefined;
  });
  parser.write(new TextDecoder('utf-8', { fatal: false }).decode(bytes)).close();
  return { signature: signature ?? refuse('names no signature'), entries };
}

/** A path in the container as a relative reference (RFC 3986): each segment percent-encoded. */
function uriOf(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}

function nameOf(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch (error) {
    // A percent sign that begins no escape was left as it is.
    if (error instanceof URIError) return uri;
    throw error;
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
