import { AppError } from '../../shared/contract/app-error.ts';
import { normaliseBer } from './ber.ts';
import { Certificate, readable } from './certificate.ts';
import { children, contextTag, Members, readDer, TAG } from './der.ts';
import { FormatError, isFormatError, placedIn } from './format-error.ts';
import { readOid } from './oid.ts';
import { pemBlocks } from './pem.ts';

/**
 * Certificates out of a file's bytes: PEM (any number of CERTIFICATE and PKCS7 blocks), one DER certificate,
 * or a PKCS#7 "certs-only" SignedData in BER or DER, as an issuer's address gives it (RFC 5280, 4.2.2.1). Never empty.
 * @throws AppError CERTIFICATE_UNREADABLE
 */
export function readCertificates(bytes: Uint8Array): Certificate[] {
  const found = pemBlocks(bytes, ['CERTIFICATE', 'X509 CERTIFICATE', 'PKCS7', 'CMS']);
  const certificates = readable(
    () => (found.length > 0 ? found : [bytes]).flatMap((one) => placedIn(one, () => readBinary(one))),
    bytes,
  );
  if (certificates.length === 0) {
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The file is a PKCS#7 structure without any certificate: give the certificates as PEM or DER.',
      { size: bytes.length },
    );
  }
  return certificates;
}

/** True for bytes that mean to be certificates: a PEM block of them, or one whole DER value. What is wrong with them stands inside. */
export function looksLikeCertificate(bytes: Uint8Array): boolean {
  const isPem = Buffer.from(bytes).includes('-----BEGIN CERTIFICATE-----');
  try {
    return isPem || children(readDer(bytes, TAG.sequence)).length > 0;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return isPem;
  }
}

function readBinary(bytes: Uint8Array): Certificate[] {
  const { value: der, consumed } = normaliseBer(bytes);
  if (consumed !== bytes.length) {
    throw new FormatError('Bytes follow the certificate or the PKCS#7 structure.');
  }
  const [first] = children(readDer(der, TAG.sequence));
  if (first?.tag !== TAG.oid) {
    return [new Certificate(der)];
  }
  const contentInfo = new Members(readDer(der));
  const type = readOid(contentInfo.take());
  const content = contentInfo.take(contextTag(0));
  const [signedData] = children(content);
  if (type !== '1.2.840.113549.1.7.2' || signedData === undefined) {
    return [];
  }
  return children(signedData)
    .filter((member) => member.tag === contextTag(0))
    .flatMap(children)
    .map((certificate) => new Certificate(certificate.bytes));
}
