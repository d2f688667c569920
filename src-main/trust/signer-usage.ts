import type { Certificate } from '../cms/certificate.ts';
import type { ValidationRules } from './rules.ts';
import type { Problem } from './verdict.ts';

/** True where the certificate may sign documents: its key usage, if it states one, has digitalSignature or nonRepudiation. */
export function signerUsageAllows(certificate: Certificate): boolean {
  const usage = certificate.keyUsage;
  return usage === undefined || usage.has('digitalSignature') || usage.has('nonRepudiation');
}

/** What of a signer's certificate is not as the constraints on its use ask (EN 319 102-1, 5.2.6: X.509 validation constraints). */
export function usageProblems(certificate: Certificate, rules: ValidationRules = {}): Problem[] {
  const { keyUsages, purposes, off = [] } = rules;
  const { commonName, keyUsage, extendedKeyUsage } = certificate;
  const messages: string[] = [];
  if (!off.includes('signer-key-usage')) {
    if (!signerUsageAllows(certificate)) {
      messages.push(`The certificate of ${commonName} is not made for signing documents.`);
    } else if (keyUsages !== undefined && !keyUsages.some((usage) => keyUsage?.has(usage) === true)) {
      messages.push(`The key usage of ${commonName} is none that the policy asks for (${keyUsages.join(', ')}).`);
    }
  }
  if (purposes !== undefined && !purposes.some((purpose) => extendedKeyUsage?.includes(purpose) === true)) {
    messages.push(
      `The certificate of ${commonName} names no purpose that the policy asks for (${purposes.join(', ')}).`,
    );
  }
  return messages.map((message) => ({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message }));
}
