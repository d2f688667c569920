import type { Certificate } from '../cms/certificate.ts';

/** True where the certificate may sign documents: its key usage, if it states one, has digitalSignature or nonRepudiation. */
export function signerUsageAllows(certificate: Certificate): boolean {
  const usage = certificate.keyUsage;
  return usage === undefined || usage.has('digitalSignature') || usage.has('nonRepudiation');
}
