import type { SignatureAlgorithm } from '../platform/signer.ts';
import { readAlgorithm } from './algorithm-identifier.ts';
import { knownScheme, signatureAlgorithmIdentifier } from './algorithms.ts';
import { contextTag, Members, readBitString, readDer, readSmallInteger, TAG } from './der.ts';
import { bitString, encode, integer, sequence } from './der-writer.ts';
import { type PublicKeyInfo, readPublicKeyInfo, toKeyObject } from './public-key.ts';
import { checkSignature, type SignatureCheck } from './verify-signature.ts';

/**
 * CertificationRequestInfo (RFC 2986, 4.1) without attributes: what the key signs.
 * @param subject DER of a Name
 */
export function certificationRequestInfo(subject: Uint8Array, spki: PublicKeyInfo): Uint8Array {
  return sequence(integer(0), subject, spki.der, encode(contextTag(0)));
}

/** The signed request (RFC 2986, 4.2), DER. */
export function certificationRequest(
  info: Uint8Array,
  algorithm: SignatureAlgorithm,
  signature: Uint8Array,
): Uint8Array {
  return sequence(info, signatureAlgorithmIdentifier(algorithm), bitString(signature));
}

/**
 * Whether a request is signed by the key that it names (RFC 2986, 3: proof of possession).
 * @throws FormatError for bytes that are no request
 */
export function checkCertificationRequest(der: Uint8Array): SignatureCheck {
  const outer = new Members(readDer(der));
  const info = outer.take(TAG.sequence);
  const scheme = knownScheme(readAlgorithm(outer.take()));
  const signature = readBitString(outer.take());
  outer.end();
  const members = new Members(info);
  readSmallInteger(members.take());
  members.take(TAG.sequence);
  const spki = readPublicKeyInfo(members.take());
  if (scheme === undefined) return 'unsupported';
  return checkSignature(spki, () => toKeyObject(spki), scheme, info.bytes, signature);
}
