import { type AlgorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { type Attribute, CONTENT_TYPE, readAttributes } from './attributes.ts';
import { normaliseBer } from './ber.ts';
import { Certificate } from './certificate.ts';
import {
  children,
  contextTag,
  type Der,
  expectTag,
  Members,
  readDer,
  readSmallInteger,
  sameBytes,
  TAG,
} from './der.ts';
import { setOf } from './der-writer.ts';
import { FormatError, isFormatError, placedIn } from './format-error.ts';
import { knownCertificate } from './known-certificates.ts';
import { type Name, readName, sameName } from './name.ts';
import { readOid } from './oid.ts';

/** Who signed (RFC 5652, 5.3). */
export type SignerIdentifier =
  | { readonly kind: 'issuerSerial'; readonly issuer: Name; readonly serialBytes: Uint8Array }
  | { readonly kind: 'subjectKeyId'; readonly keyId: Uint8Array };

export interface SignerInfo {
  readonly version: number;
  readonly signerIdentifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** Undefined where the signature is over the content itself. */
  readonly signedAttributes: readonly Attribute[] | undefined;
  /** DER SET OF the signed attributes: what the signature is over (RFC 5652, 5.4). */
  readonly signedAttributesDer: Uint8Array | undefined;
  /** The same SET as it stands in the file, for signers that did not sort; undefined where it is the DER one. */
  readonly signedAttributesAsSent: Uint8Array | undefined;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly Attribute[];
}

export interface ParsedSignedData {
  /** The structure that was read, padding left out: the bytes themselves, or their DER form where they were BER. */
  readonly der: Uint8Array;
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  /** OID; id-data for a PDF signature. */
  readonly eContentType: string;
  /** Content carried inside; undefined for a detached signature. */
  readonly eContent: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  /** What is wrong with each member of the certificate set that is no readable X.509 certificate. */
  readonly unreadableCertificates: readonly string[];
  /** DER of each CRL carried inside. */
  readonly crls: readonly Uint8Array[];
  readonly signerInfos: readonly SignerInfo[];
}

/**
 * Parses a CMS SignedData (RFC 5652, 5.1) in BER or DER. Zero octets may follow it, as in the padded /Contents of a PDF; nothing else may.
 * @param most certificates, and lists, that it may hold: each costs time, and the structure is small for what it may hold of them
 * @throws FormatError
 */
export function parseSignedData(bytes: Uint8Array, most = MOST_LISTED): ParsedSignedData {
  const { value, consumed } = normaliseBer(bytes);
  placedIn(bytes, () => refuseTail(bytes, consumed));
  return placedIn(value, () => readSignedData(value, most), value.buffer !== bytes.buffer);
}

const MOST_LISTED = 1000;

const ZEROS = Buffer.alloc(16 * 1024);

/** What follows the structure must be zeros. @throws FormatError */
function refuseTail(bytes: Uint8Array, from: number): void {
  for (let at = from; at < bytes.length; at += ZEROS.length) {
    const piece = bytes.subarray(at, at + ZEROS.length);
    if (ZEROS.compare(piece, 0, piece.length, 0, piece.length) === 0) continue;
    const other = piece.findIndex((octet) => octet !== 0);
    throw new FormatError('Something other than padding follows the CMS structure.', bytes.subarray(at + other));
  }
}

function readSignedData(value: Uint8Array, most: number): ParsedSignedData {
  const contentInfo = new Members(readDer(value));
  if (readOid(contentInfo.take()) !== CONTENT_TYPE.signedData) {
    throw new FormatError('The CMS structure is not a SignedData.', value);
  }
  const content = new Members(contentInfo.take(contextTag(0)), contextTag(0));
  contentInfo.end();
  const members = new Members(content.take());
  content.end();
  const version = readVersion(members.take(), [1, 3, 4, 5]);
  const digestAlgorithms = children(members.take(TAG.set)).map((item) => readAlgorithm(item));
  const encapsulated = new Members(members.take());
  const eContentType = readOid(encapsulated.take());
  const eContent = encapsulated.optional(contextTag(0));
  encapsulated.end();
  const certificateSet = members.optional(contextTag(0));
  const crlSet = members.optional(contextTag(1));
  const signerInfos = children(members.take(TAG.set)).map(readSignerInfo);
  members.end();
  const candidates = listed(certificateSet, 'certificates', most);
  const read = candidates.map((item) => readCertificate(item, value));
  return {
    der: value,
    version,
    digestAlgorithms,
    eContentType,
    eContent: eContent === undefined ? undefined : readContent(eContent),
    certificates: read.filter((one) => typeof one !== 'string'),
    unreadableCertificates: read.filter((one) => typeof one === 'string'),
    // Other revocation information ([1] OtherRevocationInfoFormat, OCSP among it) is left to the room that reads it.
    crls: listed(crlSet, 'revocation lists', most).flatMap((item) => (item.tag === TAG.sequence ? [item.bytes] : [])),
    signerInfos,
  };
}

function listed(set: Der | undefined, what: string, most: number): Der[] {
  const items = set === undefined ? [] : children(set);
  if (items.length > most) {
    throw new FormatError(`The CMS structure holds more ${what} than any signature needs.`, items[most]?.bytes);
  }
  return items;
}

function readVersion(value: Der, known: readonly number[]): number {
  const version = readSmallInteger(value);
  if (!known.includes(version)) {
    throw new FormatError(`A CMS structure has the version ${version}, which does not exist.`, value.bytes);
  }
  return version;
}

/** The OCTET STRING of eContent, or what PKCS#7 put there instead. */
function readContent(tagged: Der): Uint8Array {
  const members = new Members(tagged, tagged.tag);
  const value = members.take();
  members.end();
  return value.tag === TAG.octetString ? value.content : value.bytes;
}

/** @param der of the whole structure. @returns what is wrong, where it cannot be read */
function readCertificate(item: Der, der: Uint8Array): Certificate | string {
  try {
    if (item.tag === TAG.sequence) return knownCertificate(item.bytes);
    return 'It is of a kind other than X.509.';
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return placeOfFault(item, der) ?? error.message;
  }
}

/** The certificate was read from a copy: it is read again where it stands. */
function placeOfFault(item: Der, der: Uint8Array): string | undefined {
  try {
    placedIn(der, () => new Certificate(item.bytes));
    return undefined;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return error.message;
  }
}

/** What is said where the certificate of a signer is not at hand: it may be there and malformed. */
export function noSignerSentence({ unreadableCertificates: [first] }: ParsedSignedData): string {
  const sentence = 'The certificate of the signer is neither in the signature nor among the certificates given.';
  return first === undefined ? sentence : `${sentence} A certificate in the signature cannot be read: ${first}`;
}

function readSignerInfo(item: Der): SignerInfo {
  const members = new Members(item);
  const version = readVersion(members.take(), [1, 3]);
  const signerIdentifier = readSignerIdentifier(members.take());
  const digestAlgorithm = readAlgorithm(members.take());
  const attributes = members.optional(contextTag(0));
  const signatureAlgorithm = readAlgorithm(members.take());
  const signature = members.take(TAG.octetString).content;
  const unsigned = members.optional(contextTag(1));
  members.end();
  const der = attributes === undefined ? undefined : setOf(children(attributes).map((attribute) => attribute.bytes));
  let asSent: Uint8Array | undefined;
  if (attributes !== undefined && der !== undefined) {
    const copy = Uint8Array.from(attributes.bytes);
    copy[0] = TAG.set;
    asSent = sameBytes(copy, der) ? undefined : copy;
  }
  return {
    version,
    signerIdentifier,
    digestAlgorithm,
    signedAttributes: attributes === undefined ? undefined : readAttributes(attributes),
    signedAttributesDer: der,
    signedAttributesAsSent: asSent,
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned === undefined ? [] : readAttributes(unsigned),
  };
}

function readSignerIdentifier(item: Der): SignerIdentifier {
  if (item.tag === contextTag(0, false)) {
    return { kind: 'subjectKeyId', keyId: item.content };
  }
  const members = new Members(item);
  const issuer = readName(members.take());
  const serial = expectTag(members.take(), TAG.integer).content;
  members.end();
  return { kind: 'issuerSerial', issuer, serialBytes: serial };
}

/** All of `certificates` that carry the name and number, or the key identifier, by which the SignerInfo names its signer. */
export function findSignerCertificates(signer: SignerInfo, certificates: readonly Certificate[]): Certificate[] {
  const id = signer.signerIdentifier;
  return certificates.filter((certificate) =>
    id.kind === 'subjectKeyId'
      ? certificate.subjectKeyId !== undefined && sameBytes(certificate.subjectKeyId, id.keyId)
      : sameBytes(certificate.serialBytes, id.serialBytes) && sameName(certificate.issuerName, id.issuer),
  );
}
