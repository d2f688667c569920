import type { Certificate } from './certificate.ts';
import { contextTag } from './der.ts';
import { encode, octetString, sequence } from './der-writer.ts';
import { EXTENSION } from './extensions.ts';
import { certIdOf, encodeCertId } from './ocsp-cert-id.ts';
import { oid } from './oid.ts';

/**
 * DER of an OCSPRequest about one certificate (RFC 6960, 4.1.1), unsigned.
 * @param input.hash of the CertID: `sha1` is what every responder knows (it protects nothing here), `sha256` what some ask for
 * @param input.nonce 1 to 32 random octets (RFC 8954, 2.1); absent where an answer made in advance will do
 */
export function ocspRequest(input: {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly hash: 'sha1' | 'sha256';
  readonly nonce?: Uint8Array;
}): Uint8Array {
  const { certificate, issuer, hash, nonce } = input;
  const requests = sequence(sequence(encodeCertId(certIdOf(certificate, issuer, hash))));
  if (nonce === undefined) {
    return sequence(sequence(requests));
  }
  const extension = sequence(oid(EXTENSION.ocspNonce), octetString(octetString(nonce)));
  return sequence(sequence(requests, encode(contextTag(2), sequence(extension))));
}
