import { revocationItem } from './evidence-item.ts';
import { isoTime } from './report.ts';
import type { SignerFacts, SignerTrust, TrustContext } from './signer-trust.ts';
import { CLOCK_SKEW } from './when.ts';

/**
 * Whoever signs chooses what the file holds, and may put in a list that is still current and older than a revocation (EN 319 102-1, 5.2.5,
 * asks for no more where no policy does). Where the answer about a signer rests on such data, older than the signature is proved to be,
 * newer data are asked for; without any it is told.
 * @param proven earliest proved time of the signature; the time of validation where nothing proves one
 */
export function remarksOnAge(signer: SignerFacts, trust: SignerTrust, context: TrustContext, proven: Date): string[] {
  const { path, problems, judgedInThePast } = trust;
  const [certificate, issuer] = path.chain;
  if (signer.kind === 'timestamp' || judgedInThePast || problems.length > 0) return [];
  if (certificate === undefined || issuer === undefined) return [];
  const answer = path.evidence.find((one) => one.certificate.sha256 === certificate.sha256);
  const item = answer === undefined ? undefined : revocationItem(answer, issuer);
  const isFromSigner = item !== undefined && context.originOf?.(item.sha256) === 'document';
  if (!isFromSigner || context.isFetched?.(item.sha256) === true) return [];
  if (item.thisUpdate.getTime() + CLOCK_SKEW >= proven.getTime()) return [];
  const { crls, ocsps } = context;
  const certificates = [...signer.carried, ...context.certificates];
  context.wanted?.({ kind: 'signature', leaf: certificate, at: context.at, certificates, crls, ocsps, newer: true });
  return [
    `What says that the certificate of ${certificate.commonName} was not revoked comes with the signature and is of ${isoTime(item.thisUpdate)}, earlier than the signature is proved to be; nothing newer was looked at.`,
  ];
}
