import { createHash, hash } from 'node:crypto';
import type { SignatureAlgorithm } from '../platform/signer.ts';
import { digestAlgorithmIdentifier, digestOf, signatureAlgorithmIdentifier } from './algorithms.ts';
import { ATTRIBUTE, CONTENT_TYPE } from './attributes.ts';
import { contextTag, TAG } from './der.ts';
import { encode, integer, octetString, sequence, setOf, time } from './der-writer.ts';
import { knownCertificate } from './known-certificates.ts';
import { oid } from './oid.ts';
import { signatureTimestampAttribute, withUnsignedAttributes } from './unsigned-attributes.ts';

/**
 * The signed attributes of a baseline signature (EN 319 142-1, 6.3; EN 319 122-1, 6.3): content-type id-data, message-digest, and
 * signing-certificate-v2 (RFC 5035) with SHA-256 and issuerSerial.
 * @param digest of the signed content, by `digestOf(algorithm)`
 * @param certificate DER of the signing certificate
 * @param signingTime claimed; CAdES wants it, PAdES forbids it
 * @returns DER SET OF: exactly what is to be signed
 * @throws FormatError when the certificate cannot be parsed
 */
export function signedAttributes(input: {
  readonly digest: Uint8Array;
  readonly certificate: Uint8Array;
  readonly signingTime?: Date | undefined;
}): Uint8Array {
  const certificate = knownCertificate(input.certificate);
  const issuer = sequence(encode(contextTag(4), certificate.issuerName.der));
  const issuerSerial = sequence(issuer, encode(TAG.integer, certificate.serialBytes));
  // The hash algorithm is absent: DER does not encode the default, which is SHA-256.
  const essCertId = sequence(octetString(createHash('sha256').update(input.certificate).digest()), issuerSerial);
  return setOf([
    attribute(ATTRIBUTE.contentType, oid(CONTENT_TYPE.data)),
    attribute(ATTRIBUTE.messageDigest, octetString(input.digest)),
    attribute(ATTRIBUTE.signingCertificateV2, sequence(sequence(essCertId))),
    ...(input.signingTime === undefined ? [] : [attribute(ATTRIBUTE.signingTime, time(input.signingTime))]),
  ]);
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf([value]));
}

/**
 * A detached CMS SignedData (RFC 5652, 5) with one SignerInfo, as a DER ContentInfo.
 * @param signedAttributes as `signedAttributes` made them and the key signed them
 * @param certificates DER; the signing certificate first
 */
export function signedData(input: {
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
}): Uint8Array {
  const [first] = input.certificates;
  const signer = knownCertificate(first);
  const digestAlgorithm = digestAlgorithmIdentifier(digestOf(input.algorithm));
  const implicitAttributes = Uint8Array.from(input.signedAttributes);
  implicitAttributes[0] = contextTag(0);
  const signerInfo = sequence(
    integer(1),
    sequence(signer.issuerName.der, encode(TAG.integer, signer.serialBytes)),
    digestAlgorithm,
    implicitAttributes,
    signatureAlgorithmIdentifier(input.algorithm),
    octetString(input.signature),
  );
  const unique = new Map(input.certificates.map((der) => [Buffer.from(der).toString('latin1'), der]));
  const content = sequence(
    integer(1),
    setOf([digestAlgorithm]),
    sequence(oid(CONTENT_TYPE.data)),
    setOf([...unique.values()], contextTag(0)),
    setOf([signerInfo]),
  );
  return sequence(oid(CONTENT_TYPE.signedData), encode(contextTag(0), content));
}

/**
 * Upper bound, in bytes, of what `signedData` will return for this key: the room to reserve in /Contents.
 * The true size is at most a few bytes smaller (ECDSA signatures vary in length).
 * @param input.tokenSize size of the TimeStampToken that is to be added as an unsigned attribute
 */
export function estimateSize(input: SizeRequest): number {
  const digests = input.certificates.map((der) => hash('sha256', der, 'base64'));
  const key = [input.algorithm, input.tokenSize, ...digests].join(' ');
  const size = sizes.get(key) ?? sizeOf(input);
  if (sizes.size >= MOST_SIZES) sizes.clear();
  sizes.set(key, size);
  return size;
}

interface SizeRequest {
  readonly algorithm: SignatureAlgorithm;
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
  readonly tokenSize?: number;
}

/** Of the same few keys one signature after another; beyond, the memory starts anew. */
const MOST_SIZES = 100;
const sizes = new Map<string, number>();

function sizeOf(input: SizeRequest): number {
  const [first] = input.certificates;
  const { spki } = knownCertificate(first);
  const octets = Math.ceil((spki.bits ?? 0) / 8);
  const signature = new Uint8Array(
    spki.family === 'ec' ? 2 * (octets + 3) + 4 : spki.family === 'ed25519' ? 64 : octets,
  );
  const digest = createHash(digestOf(input.algorithm)).digest();
  const cms = signedData({ ...input, signature, signedAttributes: signedAttributes({ digest, certificate: first }) });
  const token = input.tokenSize === undefined ? undefined : new Uint8Array(input.tokenSize);
  return token === undefined ? cms.length : withUnsignedAttributes(cms, [signatureTimestampAttribute(token)]).length;
}
