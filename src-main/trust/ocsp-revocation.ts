import type { Certificate } from '../cms/certificate.ts';
import type { OcspResponse, SingleResponse } from '../cms/ocsp-response.ts';
import { dataWeakness } from './data-weakness.ts';
import type { PathProblem } from './problem.ts';
import { type RevocationStatus, tryLater } from './revocation-status.ts';
import { ageFault, CLOCK_SKEW, earlier, type IssuerWhen } from './when.ts';

/** Finds who, other than the issuer itself, rightly signed a response about the issuer's certificates (RFC 6960, 4.2.2.2). */
export type ResponderCheck = (response: OcspResponse, issuer: Certificate) => Certificate | undefined;

/** How long an answer without nextUpdate is taken for current: milliseconds. */
export const ANSWER_LIFE = 86_400_000;

const HOLD = 6;
const REMOVED = 8;

/**
 * Looks a certificate up in OCSP responses (RFC 6960, 3.2 and 4.2.2): newest first, each signed by the issuer or by whom it delegated,
 * current at the time asked for or given later while the certificate was still valid. `unknown` is not good.
 * @returns undefined where no response is about the certificate
 */
export function ocspStatus(
  certificate: Certificate,
  issuer: Certificate,
  responses: readonly OcspResponse[],
  when: IssuerWhen,
  delegate: ResponderCheck,
): RevocationStatus | undefined {
  const about = responses
    .map((response) => ({ response, single: response.find(certificate, issuer) }))
    .filter((item): item is { response: OcspResponse; single: SingleResponse } => item.single !== undefined)
    .sort((a, b) => b.single.thisUpdate.getTime() - a.single.thisUpdate.getTime());
  let current: RevocationStatus | undefined;
  let unknown: RevocationStatus | undefined;
  let revokedFrom: Date | undefined;
  for (const { response, single } of about) {
    const signer = signerOf(response, single, issuer, when, delegate);
    if ('message' in signer) {
      unknown ??= { state: 'unknown', ...signer };
      continue;
    }
    const used = signer === issuer ? { ocsp: response } : { ocsp: response, signer };
    const since = single.revocationTime ?? single.thisUpdate;
    const counts = single.state === 'revoked' && since <= when.at;
    if (single.state === 'revoked' && single.reason !== HOLD && single.reason !== REMOVED) {
      if (counts) return { state: 'revoked', since, reason: single.reason ?? 0, used };
      revokedFrom = earlier(revokedFrom, since);
    }
    const stale = staleness(single, certificate, when);
    if (stale !== undefined) unknown ??= tryLater(stale);
    else if (counts && single.reason === HOLD) {
      current ??= {
        ...tryLater(`The certificate of ${certificate.commonName} is on hold.`),
        code: 'ON_HOLD',
        heldBy: used,
      };
    } else if (single.state === 'unknown') {
      current ??= tryLater(`Its OCSP responder does not know the certificate of ${certificate.commonName}.`);
    } else current ??= { state: 'good', used };
  }
  current ??= unknown;
  return current === undefined || current.state === 'revoked' ? current : { ...current, revokedFrom };
}

/** Why an answer says nothing of the certificate at that time. */
function staleness(single: SingleResponse, certificate: Certificate, when: IssuerWhen): string | undefined {
  const { at } = when;
  const name = certificate.commonName;
  const remembers = single.archiveCutoff !== undefined && single.archiveCutoff <= certificate.notAfter;
  if (single.thisUpdate > certificate.notAfter && !remembers) {
    return `The OCSP answer was given after the certificate of ${name} had expired.`;
  }
  if (single.thisUpdate.getTime() > at.getTime() + CLOCK_SKEW) return undefined;
  const age = ageFault(single.thisUpdate, when);
  if (age !== undefined) return `The newest OCSP answer for the certificate of ${name} ${age}.`;
  const end = single.nextUpdate ?? new Date(single.thisUpdate.getTime() + ANSWER_LIFE);
  return end < at
    ? `The newest OCSP answer for the certificate of ${name} was good until ${end.toISOString()}.`
    : undefined;
}

/** Who signed the response, or why it does not count. */
function signerOf(
  response: OcspResponse,
  single: SingleResponse,
  issuer: Certificate,
  when: IssuerWhen,
  delegate: ResponderCheck,
): Certificate | PathProblem {
  const [critical] = [...response.unknownCritical, ...single.unknownCritical];
  if (critical !== undefined)
    return tryLater(`An OCSP answer has the critical extension ${critical}, which is not understood.`);
  if (single.thisUpdate.getTime() > when.knownAt.getTime() + CLOCK_SKEW)
    return tryLater('An OCSP answer is dated in the future.');
  const byIssuer = response.isFrom(issuer) && response.verifySignedBy(issuer) === 'valid';
  const signer = byIssuer ? issuer : delegate(response, issuer);
  if (signer === undefined)
    return tryLater(`An OCSP answer is not signed by ${issuer.commonName} nor by anybody it named for that.`);
  const weakness = dataWeakness(response, signer, issuer, when);
  return weakness === undefined
    ? signer
    : { ...weakness, message: `An OCSP answer does not count: ${weakness.message}` };
}
