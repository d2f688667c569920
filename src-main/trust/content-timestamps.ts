import type { HashName } from '../cms/algorithms.ts';
import { ATTRIBUTE } from '../cms/attributes.ts';
import type { Certificate } from '../cms/certificate.ts';
import { isFormatError } from '../cms/format-error.ts';
import type { SignerInfo } from '../cms/parsed-signed-data.ts';
import { parseTimestampToken } from '../cms/timestamp-token.ts';
import { type CheckedTimestamp, checkTimestamp, tokensIn } from './signature-timestamps.ts';
import type { SignerFacts } from './signer-trust.ts';
import { type SignerTrust, type TrustContext, weaknesses } from './signer-trust.ts';
import type { Problem } from './verdict.ts';

/** The hashes by which the signed content must be digested, so that content timestamps can be checked. Malformed ones need none. */
export function contentTimestampHashes({ signedAttributes = [] }: SignerInfo): HashName[] {
  const hashes = tokensIn(signedAttributes, ATTRIBUTE.contentTimeStamp).map(({ bytes }) => {
    try {
      return parseTimestampToken(bytes).hash;
    } catch (error) {
      if (!isFormatError(error)) throw error;
      return undefined;
    }
  });
  return [...new Set(hashes.filter((hash) => hash !== undefined))];
}

/** The timestamps that were made of the content before it was signed (EN 319 122-1, 5.2.8), each checked against it. */
export function contentTimestamps(signer: SignerFacts, certificates: readonly Certificate[]): CheckedTimestamp[] {
  const { info, contentDigest } = signer;
  if (info === undefined || contentDigest === undefined) return [];
  return tokensIn(info.signedAttributes ?? [], ATTRIBUTE.contentTimeStamp).map(({ bytes }) =>
    checkTimestamp(bytes, contentDigest, certificates),
  );
}

/**
 * What a trusted content timestamp makes certain: the signature is younger than it, and so younger than a revocation, than the end of
 * the certificate or than the end of an algorithm that came before (EN 319 102-1, 5.3.4).
 * @param notBefore what the latest of them states
 */
export function certainProblems(
  signer: SignerFacts,
  { path, problems }: Pick<SignerTrust, 'path' | 'problems'>,
  notBefore: Date,
  { algorithms }: Pick<TrustContext, 'algorithms'>,
): Problem[] {
  const { certificate } = signer;
  const { commonName: name, notAfter } = certificate;
  const has = (...names: Problem['subIndication'][]) => problems.some((one) => names.includes(one.subIndication));
  const since = `it is proved to have been made after ${notBefore.toISOString()}`;
  const revokedOn = path.evidence.find((one) => one.certificate.sha256 === certificate.sha256)?.revokedOn;
  const certain: Problem[] = [];
  if (has('REVOKED_NO_POE') && revokedOn !== undefined && revokedOn < notBefore) {
    const message = `The signature was made with a revoked certificate: that of ${name} was revoked on ${revokedOn.toISOString()}, and ${since}.`;
    certain.push({ subIndication: 'REVOKED', message });
  }
  if (has('OUT_OF_BOUNDS_NO_POE', 'OUT_OF_BOUNDS_NOT_REVOKED') && notAfter < notBefore) {
    const message = `The signature was made with an expired certificate: that of ${name} expired on ${notAfter.toISOString()}, and ${since}.`;
    certain.push({ subIndication: 'EXPIRED', message });
  }
  if (has('CRYPTO_CONSTRAINTS_FAILURE_NO_POE')) {
    for (const { message } of weaknesses(signer, notBefore, algorithms)) {
      certain.push({
        subIndication: 'CRYPTO_CONSTRAINTS_FAILURE',
        message: `${message} The signature is younger: ${since}.`,
      });
    }
  }
  return certain;
}
