import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { sameName } from '../cms/name.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import { isUnrevocable } from './no-revocation.ts';

/** Certificates of a chain that are looked at. */
const LONGEST_CHAIN = 12;

/** Signatures tried: hostile sets of certificates and lists of one name must not multiply. */
const MOST_CHECKS = 500;

interface Material {
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

/**
 * Whether there are an issuer and revocation data for every certificate up to an anchor or a self-signed one, as the levels B-LT and
 * B-LTA want them beside a signature. The data must bear the signature of the issuer, or of somebody who shows a certificate. Says
 * nothing of whether any of it is to be trusted or current.
 */
export function hasMaterial(leaf: Certificate, material: Material, anchors: readonly Certificate[]): boolean {
  const certificates = [...material.certificates, ...anchors];
  let current = leaf;
  let checks = MOST_CHECKS;
  for (let steps = 0; steps < LONGEST_CHAIN; steps += 1) {
    const certificate = current;
    if (certificate.isSelfSigned || anchors.some(({ sha256 }) => sha256 === certificate.sha256)) return true;
    const named = certificates.filter((candidate) => sameName(candidate.subjectName, certificate.issuerName));
    const issuer = named.find((candidate) => --checks >= 0 && certificate.verifyIssuedBy(candidate) === 'valid');
    if (issuer === undefined) return false;
    const isSigned = (ocsp: OcspResponse) =>
      [issuer, ...ocsp.certificates, ...certificates]
        .filter((candidate) => ocsp.isFrom(candidate))
        .some((candidate) => --checks >= 0 && ocsp.verifySignedBy(candidate) === 'valid');
    const answered =
      isUnrevocable(certificate) ||
      material.ocsps.some((ocsp) => ocsp.find(certificate, issuer) !== undefined && isSigned(ocsp)) ||
      material.crls
        .filter((crl) => sameName(crl.issuerName, certificate.issuerName))
        .some((crl) =>
          [issuer, ...named].some((candidate) => --checks >= 0 && crl.verifyIssuedBy(candidate) === 'valid'),
        );
    if (!answered) return false;
    current = issuer;
  }
  return false;
}
