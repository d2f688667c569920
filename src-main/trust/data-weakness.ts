import type { AlgorithmIdentifier } from '../cms/algorithm-identifier.ts';
import { knownScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import { schemeWeakness, weaknessIndication } from './algorithm-policy.ts';
import type { PathProblem } from './problem.ts';
import type { IssuerWhen } from './when.ts';

/**
 * Why a signed item of revocation data no longer proves anything: its algorithm had ended, its signer's certificate had expired, or
 * an authority above it was revoked, before the item is proved to have existed (EN 319 102-1, 5.6.2.2). Undefined where it counts.
 * @param issuer of the certificate asked about: he stands in the path
 */
export function dataWeakness(
  item: { readonly sha256: string; readonly signatureAlgorithm: AlgorithmIdentifier },
  signer: Certificate,
  issuer: Certificate,
  { provenAt, at, algorithms, anchor, revokedFrom }: IssuerWhen,
): PathProblem | undefined {
  const proven = provenAt(item.sha256);
  const scheme = knownScheme(item.signatureAlgorithm);
  const weakness = scheme === undefined ? undefined : schemeWeakness(scheme, proven, algorithms);
  if (weakness !== undefined) {
    return { subIndication: weaknessIndication(weakness), message: `it is too weakly signed: ${weakness.message}` };
  }
  if (revokedFrom !== undefined && revokedFrom <= proven) {
    const message = `who vouches for it was revoked on ${revokedFrom.toISOString()}, and no timestamp proves that it is older.`;
    return { subIndication: 'NO_POE', message };
  }
  // As of one moment the validity of everybody in the path is checked there; an anchor is trusted beyond it.
  const isChecked = signer === issuer && proven.getTime() === at.getTime();
  if (isChecked || signer.sha256 === anchor?.sha256 || signer.notAfter >= proven) return undefined;
  const message = `its signer ${signer.commonName} expired on ${signer.notAfter.toISOString()}, and no timestamp proves that it is older.`;
  return { subIndication: 'REVOCATION_OUT_OF_BOUNDS_NO_POE', message };
}
