import type { AlgorithmIdentifier } from '../cms/algorithm-identifier.ts';
import { knownScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import { schemeWeakness } from './algorithm-policy.ts';
import type { When } from './when.ts';

/**
 * Why a signed item of revocation data no longer proves anything: its algorithm had ended, or its signer's certificate had expired,
 * before the item is proved to have existed. Undefined where it counts.
 */
export function dataWeakness(
  item: { readonly sha256: string; readonly signatureAlgorithm: AlgorithmIdentifier },
  signer: Certificate,
  { provenAt, at, algorithms }: When,
): string | undefined {
  const proven = provenAt(item.sha256);
  const scheme = knownScheme(item.signatureAlgorithm);
  const weakness = scheme === undefined ? undefined : schemeWeakness(scheme, proven, algorithms);
  if (weakness !== undefined) return `it is too weakly signed: ${weakness}`;
  // As of one moment the validity of everybody in the path is checked there; an anchor is trusted beyond it.
  if (proven.getTime() === at.getTime() || signer.isSelfIssued || signer.notAfter >= proven) return undefined;
  return `its signer ${signer.commonName} expired on ${signer.notAfter.toISOString()}, and no time-stamp proves that it is older.`;
}
