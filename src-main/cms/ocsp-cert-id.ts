import { algorithmIdentifier, readAlgorithm } from './algorithm-identifier.ts';
import { type HashName, hashOid, readHash } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { type Der, Members, minimalInteger, sameBytes, TAG } from './der.ts';
import { encode, NULL, octetString, sequence } from './der-writer.ts';
import { digestBytes } from './digest.ts';

/** CertID (RFC 6960, 4.1.1): a certificate by its number and by digests of its issuer's name and key. */
export interface CertId {
  /** Undefined for a hash that is not computed here. */
  readonly hash: HashName | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Content octets of the INTEGER. */
  readonly serialBytes: Uint8Array;
}

/** The CertID of `certificate`, which `issuer` issued. */
export function certIdOf(certificate: Certificate, issuer: Certificate, hash: HashName): CertId & { hash: HashName } {
  return {
    hash,
    issuerNameHash: digestBytes(hash, certificate.issuerName.der),
    issuerKeyHash: digestBytes(hash, issuer.spki.keyBits),
    serialBytes: certificate.serialBytes,
  };
}

/** DER of a CertID. The parameters of the hash are NULL, as responders that compare octets expect. */
export function encodeCertId(id: CertId & { hash: HashName }): Uint8Array {
  return sequence(
    algorithmIdentifier(hashOid(id.hash), NULL),
    octetString(id.issuerNameHash),
    octetString(id.issuerKeyHash),
    encode(TAG.integer, id.serialBytes),
  );
}

/** @throws FormatError */
export function readCertId(value: Der): CertId {
  const members = new Members(value);
  const hash = readHash(readAlgorithm(members.take()));
  const issuerNameHash = members.take(TAG.octetString).content;
  const issuerKeyHash = members.take(TAG.octetString).content;
  const serialBytes = members.take(TAG.integer).content;
  members.end();
  return { hash, issuerNameHash, issuerKeyHash, serialBytes };
}

/** True where `id` names `certificate` as issued by `issuer`: number, name and key. False for a hash that is not computed here. */
export function namesCertificate(id: CertId, certificate: Certificate, issuer: Certificate): boolean {
  if (id.hash === undefined || !sameNumber(id.serialBytes, certificate.serialBytes)) {
    return false;
  }
  const wanted = certIdOf(certificate, issuer, id.hash);
  return sameBytes(id.issuerNameHash, wanted.issuerNameHash) && sameBytes(id.issuerKeyHash, wanted.issuerKeyHash);
}

function sameNumber(a: Uint8Array, b: Uint8Array): boolean {
  return sameBytes(minimalInteger(a), minimalInteger(b));
}
