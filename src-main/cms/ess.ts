import { readAlgorithm } from './algorithm-identifier.ts';
import { type HashName, readHash } from './algorithms.ts';
import { ATTRIBUTE, type Attribute, singleValue } from './attributes.ts';
import type { Certificate } from './certificate.ts';
import { children, Members, sameBytes, TAG } from './der.ts';
import { digestBytes } from './digest.ts';
import { FormatError, isFormatError } from './format-error.ts';
import { readGeneralName, sameName } from './name.ts';
import { findSignerCertificates, type SignerInfo } from './parsed-signed-data.ts';

/**
 * What the ESS signing-certificate attribute says of a certificate. `issuerSerialDiffers` is a remark only
 * (EN 319 102-1, 5.2.3.4): the digest decides.
 */
export interface EssBinding {
  readonly state: 'matches' | 'differs' | 'absent' | 'unsupported';
  /** Hash that the binding rests on; null where there is none. */
  readonly hash: HashName | null;
  readonly issuerSerialDiffers: boolean;
}

/**
 * Compares the first ESSCertID of signing-certificate-v2 (RFC 5035, 3), else of signing-certificate (RFC 2634, 5.4), with `certificate`.
 * Where both attributes are present both must match.
 * @throws FormatError
 */
export function essBinding(attributes: readonly Attribute[], certificate: Certificate): EssBinding {
  const bindings = [
    readBinding(attributes, ATTRIBUTE.signingCertificateV2, certificate),
    readBinding(attributes, ATTRIBUTE.signingCertificate, certificate),
  ].filter((binding) => binding !== undefined);
  return (
    bindings.find((binding) => binding.state !== 'matches') ??
    bindings[0] ?? { state: 'absent', hash: null, issuerSerialDiffers: false }
  );
}

function readBinding(attributes: readonly Attribute[], type: string, certificate: Certificate): EssBinding | undefined {
  const value = singleValue(attributes, type);
  if (value === undefined) {
    return undefined;
  }
  const [first] = children(new Members(value).take(TAG.sequence));
  if (first === undefined) {
    throw new FormatError('A signing-certificate attribute names no certificate.');
  }
  const members = new Members(first);
  const algorithm = type === ATTRIBUTE.signingCertificateV2 ? members.optional(TAG.sequence) : undefined;
  const digest = members.take(TAG.octetString).content;
  const issuerSerial = members.optional(TAG.sequence);
  members.end();
  const fallback = type === ATTRIBUTE.signingCertificateV2 ? 'sha256' : 'sha1';
  const hash = algorithm === undefined ? fallback : readHash(readAlgorithm(algorithm));
  // Two certificates with one MD5 have been made: such a binding is of both.
  if (hash === undefined || hash === 'md5') {
    return { state: 'unsupported', hash: null, issuerSerialDiffers: false };
  }
  const matches = sameBytes(digestBytes(hash, certificate.der), digest);
  const differs = issuerSerial !== undefined && !namesCertificate(new Members(issuerSerial), certificate);
  return { state: matches ? 'matches' : 'differs', hash, issuerSerialDiffers: differs };
}

/**
 * The certificate that a SignerInfo names, among `certificates`; where several have that name and number, or that key identifier, the one
 * that its ESS attribute is of. Undefined where there is none.
 */
export function findSignerCertificate(
  signer: SignerInfo,
  certificates: readonly Certificate[],
): Certificate | undefined {
  const named = findSignerCertificates(signer, certificates);
  return named.length < 2 ? named[0] : (named.find((one) => isBound(signer, one)) ?? named[0]);
}

/** A malformed attribute binds nothing here; it is reported where the signature is checked. */
function isBound({ signedAttributes = [] }: SignerInfo, certificate: Certificate): boolean {
  try {
    return essBinding(signedAttributes, certificate).state === 'matches';
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return false;
  }
}

function namesCertificate(issuerSerial: Members, certificate: Certificate): boolean {
  const names = children(issuerSerial.take(TAG.sequence)).map(readGeneralName);
  const serial = issuerSerial.take(TAG.integer).content;
  return (
    sameBytes(serial, certificate.serialBytes) &&
    names.some((name) => name.kind === 'directory' && sameName(name.value, certificate.issuerName))
  );
}
