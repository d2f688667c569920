/** Identifier of the object that stands for the verified file. */
export const DOCUMENT_ID = 'document';
/** Identifier of the file that a detached signature is over. */
export const SIGNED_ID = 'signed-document';

/** Identifier of a certificate, CRL or OCSP response. @param sha256 lower-case hexadecimal */
export function objectId(kind: 'certificate' | 'crl' | 'ocsp', sha256: string): string {
  return `${kind}-${sha256}`;
}

/** Both counted from 0. */
export function timestampId(signature: number, timestamp: number): string {
  return `timestamp-${signature + 1}-${timestamp + 1}`;
}

/** Identifier of the SignatureIdentifier of a signature, counted from 0. */
export function signatureId(signature: number): string {
  return `signature-${signature + 1}`;
}
