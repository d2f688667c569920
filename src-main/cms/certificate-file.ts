import { AppError } from '../../shared/contract/app-error.ts';
import { Certificate } from './certificate.ts';
import { children, contextTag, Members, readDer, TAG } from './der.ts';
import { isFormatError } from './format-error.ts';
import { readOid } from './oid.ts';

/**
 * Certificates out of a file's bytes: PEM (any number of CERTIFICATE and PKCS7 blocks), one DER certificate,
 * or a DER PKCS#7 "certs-only" SignedData. Never empty.
 * @throws AppError CERTIFICATE_UNREADABLE
 */
export function readCertificates(bytes: Uint8Array): Certificate[] {
  try {
    const found = pemBlocks(bytes, ['CERTIFICATE', 'X509 CERTIFICATE', 'PKCS7', 'CMS']);
    const certificates = (found.length > 0 ? found : [bytes]).flatMap(readBinary);
    if (certificates.length > 0) {
      return certificates;
    }
  } catch (error) {
    if (!isFormatError(error)) {
      throw error;
    }
    throw new AppError(
      'CERTIFICATE_UNREADABLE',
      'The file holds no readable certificate: give an X.509 certificate as PEM or DER, or a PKCS#7 bundle.',
      { size: bytes.length, reason: error.message },
      { cause: error },
    );
  }
  throw new AppError('CERTIFICATE_UNREADABLE', 'The file is a PKCS#7 bundle without any certificate.', {
    size: bytes.length,
  });
}

/** DER of every PEM block with one of these labels (RFC 7468); text around them is ignored. */
export function pemBlocks(bytes: Uint8Array, labels: readonly string[]): Uint8Array[] {
  const text = Buffer.from(bytes).toString('latin1');
  return [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g)]
    .filter(([, label = '']) => labels.includes(label))
    .map(([, , body = '']) => new Uint8Array(Buffer.from(body, 'base64')));
}

function readBinary(der: Uint8Array): Certificate[] {
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
