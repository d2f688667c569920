import { AppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { keyWarning, keyWeakness } from '../trust/algorithm-policy.ts';
import { validatePath } from '../trust/path.ts';
import { signerUsageAllows } from '../trust/signer-usage.ts';
import { AUTHORITY_SENTENCE, expiresIn } from './certificate-fitness.ts';
import type { TrustMaterial } from './trust-store.ts';

/** What is known when a certificate is weighed. */
export interface SigningCircumstances {
  readonly now: Date;
  readonly trust: TrustMaterial;
  /** Certificates found beside the key. */
  readonly chain: readonly Certificate[];
}

/**
 * What stops a certificate from signing: expiry (unless allowed) and a wrong key usage. Everything else is a warning.
 * @throws AppError CERTIFICATE_EXPIRED, CERTIFICATE_KEY_USAGE
 */
export function refuseUnfit(certificate: Certificate, now: Date, allowExpired: boolean): void {
  const name = certificate.commonName;
  if (!signerUsageAllows(certificate)) {
    throw new AppError(
      'CERTIFICATE_KEY_USAGE',
      `The certificate of ${name} is not made for signing: its key usage has neither digitalSignature nor nonRepudiation. Choose another certificate.`,
      { certificate: certificate.sha256 },
    );
  }
  if (certificate.notAfter < now && !allowExpired) {
    throw new AppError(
      'CERTIFICATE_EXPIRED',
      `The certificate of ${name} expired on ${day(certificate.notAfter)}. Renew it, or sign all the same with --allow-expired.`,
      { certificate: certificate.sha256, notAfter: certificate.notAfter.toISOString() },
    );
  }
}

/** Whether the clock can be right, as far as the ledger knows. Said before the PIN, also where the key store still hides its certificate. */
export function clockWarnings(now: Date, newestEntry: Date | undefined): string[] {
  if (newestEntry === undefined || now >= newestEntry) return [];
  return [
    `The clock of this computer says ${minute(now)}, but the newest ledger entry was made at ${minute(newestEntry)}. Check the clock.`,
  ];
}

/** Sentences about the certificate that a person should read before the PIN. Empty when there is nothing to say. */
export function signingWarnings(certificate: Certificate, circumstances: SigningCircumstances): string[] {
  const { now, trust } = circumstances;
  const warnings: string[] = [];
  if (now < certificate.notBefore) {
    warnings.push(
      `The clock of this computer says ${minute(now)}, but the certificate is valid only from ${minute(certificate.notBefore)}. Check the clock.`,
    );
  }
  if (certificate.notAfter < now) {
    warnings.push(`The certificate expired on ${day(certificate.notAfter)}. Verifiers will not accept the signature.`);
  }
  const days = expiresIn(certificate, now);
  if (days !== null) {
    warnings.push(
      days < 2
        ? `The certificate ends on ${minute(certificate.notAfter)}. Have it renewed before then; what is signed until then stays valid.`
        : `The certificate ends on ${day(certificate.notAfter)}, in ${days} days. Have it renewed before then; what is signed until then stays valid.`,
    );
  }
  if (certificate.isCa) warnings.push(AUTHORITY_SENTENCE);
  const weak =
    keyWeakness(certificate.spki, now, trust.algorithms)?.message ??
    keyWarning(certificate.spki, now, trust.algorithms);
  if (weak !== undefined) warnings.push(weak);
  const trusted =
    trust.anchors.some((anchor) => anchor.sha256 === certificate.sha256) ||
    trust.rules?.listed?.get(certificate.sha256) !== undefined;
  if (!trusted && certificate.isSelfSigned) {
    warnings.push('The certificate is self-signed. Whoever receives the document must have been given it another way.');
  } else if (!trusted && !hasPath(certificate, circumstances)) {
    warnings.push(
      `No trusted path leads to the certificate (issued by ${certificate.issuer}). Verifiers may know its issuer; this computer does not.`,
    );
  }
  return warnings;
}

function hasPath(certificate: Certificate, { now, trust, chain }: SigningCircumstances): boolean {
  const result = validatePath({
    leaf: certificate,
    anchors: trust.anchors,
    listed: trust.rules?.listed,
    certificates: [...chain, ...trust.certificates],
    crls: [],
    at: now,
  });
  return result.subIndication !== 'NO_CERTIFICATE_CHAIN_FOUND';
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
const minute = (date: Date): string => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
