import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { RevokedEntry } from '../cms/crl-index.ts';
import { isFormatError } from '../cms/format-error.ts';
import { REMOVED } from './crl-view.ts';
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
  /** What it says of the certificate, where it calls it revoked. @see RevokedEntry */
  readonly revoked: RevokedEntry | undefined;
}

/** The item that an answer about a certificate rests on. @param issuer of the certificate */
export function revocationItem(
  { certificate, crl, ocsp }: CertificateEvidence,
  issuer: Certificate,
): RevocationItem | undefined {
  if (crl !== undefined) {
    const { sha256, thisUpdate, nextUpdate } = crl;
    const revoked = entryOf(crl, certificate);
    return { kind: 'crl', sha256, thisUpdate, nextUpdate, freshUntil: nextUpdate ?? thisUpdate, revoked };
  }
  const single = ocsp?.find(certificate, issuer);
  if (ocsp === undefined || single === undefined) return undefined;
  const { thisUpdate, nextUpdate } = single;
  const freshUntil = nextUpdate ?? new Date(thisUpdate.getTime() + ANSWER_LIFE);
  const revoked =
    single.state === 'revoked'
      ? { revocationDate: single.revocationTime ?? thisUpdate, reason: single.reason ?? 0 }
      : undefined;
  return { kind: 'ocsp', sha256: ocsp.sha256, thisUpdate, nextUpdate, freshUntil, revoked };
}

function entryOf(crl: Crl, certificate: Certificate): RevokedEntry | undefined {
  try {
    const entry = crl.find(certificate.serialBytes, certificate.issuerName);
    return entry?.reason === REMOVED ? undefined : entry;
  } catch (error) {
    // An entry that cannot be read never counts as good: that is told where the list is weighed.
    if (!isFormatError(error)) throw error;
    return undefined;
  }
}
