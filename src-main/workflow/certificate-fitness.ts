import type { CertificateFault, QualifiedFor } from '../../shared/domain/doctor.ts';
import type { Certificate } from '../cms/certificate.ts';
import { isFormatError } from '../cms/format-error.ts';
import { readQcStatements } from '../cms/qc-statements.ts';
import { signerUsageAllows } from '../trust/signer-usage.ts';

/** Days before its end from which a certificate's expiry is announced. */
const ANNOUNCED_DAYS = 30;
const DAY = 86_400_000;

/**
 * Said of a certificate that is marked as an authority's (RFC 5280, 4.2.1.9: cA), as many are that people made for themselves. Those of true
 * authorities seldom have the key usage of a signature.
 */
export const AUTHORITY_SENTENCE =
  'The certificate is that of an authority and not of a person: some verifiers do not accept what it signs.';

/** Why a certificate is not one to sign with, its key left aside; null where nothing speaks against it. */
export function certificateFault(certificate: Certificate, now: Date): Exclude<CertificateFault, 'key-missing'> | null {
  if (!signerUsageAllows(certificate)) return 'key-usage';
  if (certificate.notAfter < now) return 'expired';
  return certificate.notBefore > now ? 'not-yet-valid' : null;
}

/** The fault in words. */
export function faultSentence(fault: CertificateFault, { notBefore, notAfter }: Certificate): string {
  switch (fault) {
    case 'key-missing':
      return 'The token holds no private key for this certificate.';
    case 'key-usage':
      return 'The certificate is not made for signing (key usage).';
    case 'expired':
      return `The certificate expired on ${day(notAfter)}.`;
    case 'not-yet-valid':
      return `The certificate is valid only from ${day(notBefore)}.`;
  }
}

/** Whole days until the certificate ends, where that is near enough to be announced; null where it is far off or over. */
export function expiresIn({ notAfter }: Pick<Certificate, 'notAfter'>, now: Date): number | null {
  const days = Math.floor((notAfter.getTime() - now.getTime()) / DAY);
  return days >= 0 && days <= ANNOUNCED_DAYS ? days : null;
}

/** @param days from expiresIn */
export function expiryInWords(days: number): string {
  if (days === 0) return 'Expires within 24 hours.';
  return days === 1 ? 'Expires in 1 day.' : `Expires in ${days} days.`;
}

/**
 * What the certificate says that it is qualified for (EN 319 412-5, 4.2.1 and 4.2.3; without a type: for signatures, as before the
 * regulation). That alone is no proof: whether its issuer may say so stands in the trusted lists.
 */
export function qualifiedFor(certificate: Certificate): QualifiedFor | null {
  try {
    const statements = readQcStatements(certificate);
    return statements?.compliance === true ? (statements.types[0] ?? 'signature') : null;
  } catch (error) {
    if (!isFormatError(error)) throw error;
    return null;
  }
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
