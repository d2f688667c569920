import type { Certificate } from '../../cms/certificate.ts';
import type { Crl } from '../../cms/crl.ts';
import { hashWeakness, schemeWeakness } from '../../trust/algorithm-policy.ts';
import { type PathResult, validatePath } from '../../trust/path.ts';
import { signerUsageAllows } from '../../trust/signer-usage.ts';
import type { Integrity } from './integrity.ts';
import type { Problem } from './problem.ts';

/** What a verification rests on, besides what the file holds. */
export interface VerificationContext {
  readonly anchors: readonly Certificate[];
  /** For path building; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Time of validation. */
  readonly at: Date;
}

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';

/** Chain, usage and algorithms of one signature at the time of validation (EN 319 102-1, 5.2.6 and 5.2.8). */
export function checkTrust(
  kind: 'signature' | 'timestamp',
  integrity: Integrity,
  context: VerificationContext,
): { path: PathResult | undefined; problems: Problem[] } {
  const { signer, opened, result } = integrity;
  if (signer === undefined || opened === undefined || result === undefined) return { path: undefined, problems: [] };
  const problems: Problem[] = [];
  const path = validatePath({
    leaf: signer,
    anchors: context.anchors,
    certificates: [...opened.parsed.certificates, ...context.certificates],
    crls: context.crls,
    at: context.at,
  });
  const subIndication = path.subIndication ?? 'CERTIFICATE_CHAIN_GENERAL_FAILURE';
  problems.push(...path.reasons.map((message) => ({ subIndication, message })));
  if (path.indication !== 'TOTAL-PASSED' && path.reasons.length === 0) {
    problems.push({ subIndication, message: 'The certificate of the signer could not be validated.' });
  }
  if (kind === 'signature' && !signerUsageAllows(signer)) {
    const message = `The certificate of ${signer.commonName} is not made for signing documents.`;
    problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message });
  }
  if (kind === 'timestamp' && signer.extendedKeyUsage?.includes(TIME_STAMPING) !== true) {
    const message = `The certificate of ${signer.commonName} is not made for timestamps.`;
    problems.push({ subIndication: 'CHAIN_CONSTRAINTS_FAILURE', message });
  }
  const weaknesses = new Set([
    result.scheme === null ? undefined : schemeWeakness(result.scheme, context.at),
    result.hash === null ? undefined : hashWeakness(result.hash, context.at),
    opened.hash === undefined ? undefined : hashWeakness(opened.hash, context.at),
  ]);
  for (const message of weaknesses) {
    if (message !== undefined) problems.push({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE', message });
  }
  return { path, problems };
}
