import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { sameName } from '../cms/name.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';

/** Certificates of a chain that are looked at. */
const LONGEST_CHAIN = 12;

/**
 * Whether there are an issuer and revocation data for every certificate up to an anchor or a self-signed one, as the levels B-LT and
 * B-LTA want them beside a signature. Says nothing of whether any of it is to be trusted or current.
 */
export function hasMaterial(
  leaf: Certificate,
  material: {
    readonly certificates: readonly Certificate[];
    readonly crls: readonly Crl[];
    readonly ocsps: readonly OcspResponse[];
  },
  anchors: readonly Certificate[],
): boolean {
  let current = leaf;
  for (let steps = 0; steps < LONGEST_CHAIN; steps += 1) {
    const certificate = current;
    if (certificate.isSelfSigned || anchors.some(({ sha256 }) => sha256 === certificate.sha256)) return true;
    const issuer = [...material.certificates, ...anchors].find(
      (candidate) =>
        sameName(candidate.subjectName, certificate.issuerName) && certificate.verifyIssuedBy(candidate) === 'valid',
    );
    if (issuer === undefined) return false;
    const answered =
      material.ocsps.some((ocsp) => ocsp.find(certificate, issuer) !== undefined) ||
      material.crls.some((crl) => sameName(crl.issuerName, certificate.issuerName));
    if (!answered) return false;
    current = issuer;
  }
  return false;
}
