import type { Certificate } from '../cms/certificate.ts';
import { ANSWER_LIFE } from './ocsp-revocation.ts';
import type { CertificateEvidence } from './path-request.ts';

/** One CRL or OCSP response that an answer rests on. */
export interface RevocationItem {
  readonly kind: 'crl' | 'ocsp';
  readonly sha256: string;
  /** When it was issued: what it says holds for then. */
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Until when it counts as fresh (EN 319 102-1, 5.2.5, without a constraint). */
  readonly freshUntil: Date;
}

/** The item that an answer about a certificate rests on. @param issuer of the certificate */
export function revocationItem(
  { certificate, crl, ocsp }: CertificateEvidence,
  issuer: Certificate,
): RevocationItem | undefined {
  if (crl !== undefined) {
    const { sha256, thisUpdate, nextUpdate } = crl;
    return { kind: 'crl', sha256, thisUpdate, nextUpdate, freshUntil: nextUpdate ?? thisUpdate };
  }
  const single = ocsp?.find(certificate, issuer);
  if (ocsp === undefined || single === undefined) return undefined;
  const { thisUpdate, nextUpdate } = single;
  const freshUntil = nextUpdate ?? new Date(thisUpdate.getTime() + ANSWER_LIFE);
  return { kind: 'ocsp', sha256: ocsp.sha256, thisUpdate, nextUpdate, freshUntil };
}
