import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { ALL_REASONS, type Reasons } from '../cms/distribution-point.ts';
import { sameName } from '../cms/name.ts';
import { coveredReasons } from './crl-coverage.ts';
import { type CrlView, entryIn, evidenceOf, HOLD, REMOVED, type SignedCrl, viewsOf } from './crl-view.ts';
import { dataWeakness } from './data-weakness.ts';
import type { PathProblem } from './problem.ts';
import { type RevocationStatus, tryLater } from './revocation-status.ts';
import { ageFault, earlier, type IssuerWhen } from './when.ts';

/** Finds who, other than the issuer in the path, rightly signed a CRL that covers a certificate. */
export type CrlSignerCheck = (crl: Crl, certificate: Certificate) => Certificate | undefined;

/**
 * Looks a certificate up in CRLs (RFC 5280, 6.3): complete, delta and indirect lists, also lists that are divided by distribution point
 * or by reason. A list counts when its issuer is the certificate's or named by it, its signer may sign lists, it is current at the time
 * asked for or issued later, and its scope covers the certificate. Good is who is named by no list once every reason is covered.
 * A final revocation counts on a stale list too. A revocation that began after the time asked for does not.
 */
export function crlStatus(
  certificate: Certificate,
  issuer: Certificate,
  crls: readonly Crl[],
  when: IssuerWhen,
  signedByOther: CrlSignerCheck,
): RevocationStatus {
  const name = certificate.commonName;
  let unknown: RevocationStatus = tryLater(
    `No revocation list of ${issuer.commonName} is at hand for the certificate of ${name}.`,
  );
  const usable: SignedCrl[] = [];
  for (const crl of [...crls].sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime())) {
    const reasons = coveredReasons(crl, certificate);
    const isNamed = reasons !== 0 || sameName(crl.issuerName, certificate.issuerName);
    if (!isNamed || crl.thisUpdate > when.knownAt) continue;
    const signer =
      reasons === 0
        ? notCovered(certificate, issuer)
        : signerOf(crl, issuer, when, () => signedByOther(crl, certificate));
    if ('message' in signer) unknown = { state: 'unknown', ...signer };
    else usable.push({ crl, signer });
  }
  let current: RevocationStatus | undefined;
  let revokedFrom: Date | undefined;
  let covered: Reasons = 0;
  const good: CrlView[] = [];
  for (const view of viewsOf(usable)) {
    const entry = entryIn(view, certificate);
    if (entry === 'unreadable') {
      unknown = tryLater(`The entry for ${name} on the revocation list of ${issuer.commonName} cannot be read.`);
      current ??= unknown;
      continue;
    }
    const counts = entry !== undefined && entry.revocationDate <= when.at;
    if (entry !== undefined && entry.reason !== HOLD && entry.reason !== REMOVED) {
      const used = evidenceOf([view], issuer);
      if (counts) return { state: 'revoked', since: entry.revocationDate, reason: entry.reason, used };
      revokedFrom = earlier(revokedFrom, entry.revocationDate);
    }
    const stale = staleness(view, certificate, issuer, when);
    const adds = coveredReasons(view.crl, certificate) & ~covered;
    if (stale !== undefined) {
      unknown = tryLater(stale);
    } else if (counts && entry.reason === HOLD && adds !== 0) {
      const heldBy = evidenceOf([view], issuer);
      current ??= { ...tryLater(`The certificate of ${name} is on hold.`), code: 'ON_HOLD', heldBy };
    } else if (view.isComplete && adds !== 0) {
      covered |= adds;
      good.push(view);
      if (covered === ALL_REASONS) current ??= { state: 'good', used: evidenceOf(good, issuer) };
    }
  }
  if (good.length > 0) {
    unknown = tryLater(
      `The revocation lists of ${issuer.commonName} at hand do not cover every reason for which the certificate of ${name} may be revoked.`,
    );
  }
  current ??= unknown;
  return current.state === 'revoked' ? current : { ...current, revokedFrom };
}

/** Why a list that does not name the certificate says nothing of it at that time. Lists forget certificates that have expired. */
function staleness(
  { crl }: CrlView,
  certificate: Certificate,
  issuer: Certificate,
  when: IssuerWhen,
): string | undefined {
  const { at } = when;
  const remembers = crl.expiredSince !== undefined && crl.expiredSince <= certificate.notAfter;
  if (crl.thisUpdate > certificate.notAfter && !remembers) {
    return `The revocation list of ${issuer.commonName} was made after the certificate of ${certificate.commonName} had expired.`;
  }
  if (crl.thisUpdate > at) return undefined;
  const age = ageFault(crl.thisUpdate, when);
  if (age !== undefined) return `The newest revocation list of ${issuer.commonName} ${age}.`;
  return crl.nextUpdate === undefined || crl.nextUpdate < at
    ? `The newest revocation list of ${issuer.commonName} was due to be replaced by ${crl.nextUpdate?.toISOString() ?? 'an unstated time'}.`
    : undefined;
}

function notCovered(certificate: Certificate, issuer: Certificate): PathProblem {
  return tryLater(
    `A revocation list of ${issuer.commonName} does not cover the certificate of ${certificate.commonName}.`,
  );
}

/** Who signed the CRL, or why it does not count. */
function signerOf(
  crl: Crl,
  issuer: Certificate,
  when: IssuerWhen,
  signedByOther: () => Certificate | undefined,
): Certificate | PathProblem {
  const list = `A revocation list of ${issuer.commonName}`;
  if (crl.unknownCritical.length > 0) {
    return tryLater(`${list} has the critical extension ${crl.unknownCritical[0]}, which is not understood.`);
  }
  const byIssuer =
    sameName(crl.issuerName, issuer.subjectName) &&
    (issuer.keyUsage?.has('cRLSign') ?? true) &&
    crl.verifyIssuedBy(issuer) === 'valid';
  const signer = byIssuer ? issuer : signedByOther();
  if (signer === undefined) {
    return tryLater(`${list} is not signed by a key that may sign it.`);
  }
  const weakness = dataWeakness(crl, signer, issuer, when);
  return weakness === undefined ? signer : { ...weakness, message: `${list} does not count: ${weakness.message}` };
}
