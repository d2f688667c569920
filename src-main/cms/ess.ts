import { readAlgorithm } from './algorithm-identifier.ts';
import { type HashName, readHash } from './algorithms.ts';
import { ATTRIBUTE, type Attribute, singleValue } from './attributes.ts';
import type { Certificate } from './certificate.ts';
import { children, Members, sameBytes, TAG } from './der.ts';
import { digestBytes } from './digest.ts';
import { FormatError } from './format-error.ts';
import { readGeneralName, sameName } from './name.ts';

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
  if (hash === undefined) {
    return { state: 'unsupported', hash: null, issuerSerialDiffers: false };
  }
  const matches = sameBytes(digestBytes(hash, certificate.der), digest);
  const differs = issuerSerial !== undefined && !namesCertificate(new Members(issuerSerial), certificate);
  return { state: matches ? 'matches' : 'differs', hash, issuerSerialDiffers: differs };
}

function namesCertificate(issuerSerial: Members, certificate: Certificate): boolean {
  const names = children(issuerSerial.take(TAG.sequence)).map(readGeneralName);
  const serial = issuerSerial.take(TAG.integer).content;
  return (
    sameBytes(serial, certificate.serialBytes) &&
    names.some((name) => name.kind === 'directory' && sameName(name.value, certificate.issuerName))
  );
}
