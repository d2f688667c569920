import type { Certificate } from '../cms/certificate.ts';
import type { Crl, CrlScope } from '../cms/crl.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type GeneralName, nameKey, sameName } from '../cms/name.ts';
import { dataWeakness } from './data-weakness.ts';
import type { PathProblem } from './problem.ts';
import { type RevocationStatus, tryLater } from './revocation-status.ts';
import { ageFault, earlier, type IssuerWhen } from './when.ts';

/** Finds who, other than the issuer in the path, rightly signed a CRL in the issuer's name. */
export type CrlSignerCheck = (crl: Crl) => Certificate | undefined;

/**
 * Looks a certificate up in CRLs (RFC 5280, 6.3, complete CRLs of the certificate's own issuer).
 * A CRL counts when the issuer's name and key fit, the issuer may sign CRLs, it is current at the time asked for or issued later, and its
 * scope covers the certificate; indirect lists and partitions that do not fit are passed over. Delta lists can revoke, never clear.
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
  const named = crls.filter(
    (crl) => sameName(crl.issuerName, certificate.issuerName) && crl.thisUpdate <= when.knownAt,
  );
  const newestFirst = named.sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  let unknown: RevocationStatus = tryLater(
    `No revocation list of ${issuer.commonName} is at hand for the certificate of ${name}.`,
  );
  let current: RevocationStatus | undefined;
  let revokedFrom: Date | undefined;
  for (const crl of newestFirst) {
    const verdict = signerOf(crl, certificate, issuer, when, signedByOther);
    if ('message' in verdict) {
      unknown = { state: 'unknown', ...verdict };
      continue;
    }
    const used = verdict === issuer ? { crl } : { crl, signer: verdict };
    const entry = lookUp(crl, certificate);
    if (entry === 'unreadable') {
      unknown = tryLater(`The entry for ${name} on the revocation list of ${issuer.commonName} cannot be read.`);
      current ??= unknown;
      continue;
    }
    const counts = entry !== undefined && entry.revocationDate <= when.at;
    if (entry !== undefined && entry.reason !== HOLD && entry.reason !== REMOVED) {
      if (counts) return { state: 'revoked', since: entry.revocationDate, reason: entry.reason, used };
      revokedFrom = earlier(revokedFrom, entry.revocationDate);
    }
    const stale = staleness(crl, certificate, issuer, when);
    if (stale !== undefined) {
      unknown = tryLater(stale);
    } else if (counts && entry.reason === HOLD) {
      current ??= tryLater(`The certificate of ${name} is on hold.`);
    } else if (!crl.isDelta && crl.scope?.onlySomeReasons !== true) {
      current ??= { state: 'good', used };
    }
  }
  current ??= unknown;
  return current.state === 'revoked' ? current : { ...current, revokedFrom };
}

/** Why a list that does not name the certificate says nothing of it at that time. Lists forget certificates that have expired. */
function staleness(crl: Crl, certificate: Certificate, issuer: Certificate, when: IssuerWhen): string | undefined {
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

const HOLD = 6;
const REMOVED = 8;

function lookUp(crl: Crl, certificate: Certificate) {
  try {
    return crl.find(certificate.serialBytes);
  } catch (error) {
    if (isFormatError(error)) {
      return 'unreadable';
    }
    throw error;
  }
}

/** Who signed the CRL, or why it says nothing about the certificate. */
function signerOf(
  crl: Crl,
  certificate: Certificate,
  issuer: Certificate,
  when: IssuerWhen,
  signedByOther: CrlSignerCheck,
): Certificate | PathProblem {
  const list = `A revocation list of ${issuer.commonName}`;
  if (crl.unknownCritical.length > 0) {
    return tryLater(`${list} has the critical extension ${crl.unknownCritical[0]}, which is not understood.`);
  }
  if (crl.scope !== undefined && !covers(crl.scope, certificate)) {
    return tryLater(`${list} does not cover the certificate of ${certificate.commonName}.`);
  }
  const byIssuer = (issuer.keyUsage?.has('cRLSign') ?? true) && crl.verifyIssuedBy(issuer) === 'valid';
  const signer = byIssuer ? issuer : signedByOther(crl);
  if (signer === undefined) {
    return tryLater(`${list} is not signed by a key that may sign it.`);
  }
  const weakness = dataWeakness(crl, signer, issuer, when);
  return weakness === undefined ? signer : { ...weakness, message: `${list} does not count: ${weakness.message}` };
}

function covers(scope: CrlScope, certificate: Certificate): boolean {
  const kindFits =
    !scope.indirect &&
    !scope.onlyAttributeCertificates &&
    !(scope.onlyUserCertificates && certificate.isCa) &&
    !(scope.onlyCaCertificates && !certificate.isCa);
  return kindFits && !scope.relativeName && (scope.names.length === 0 || pointsTo(certificate, scope.names));
}

/** RFC 5280, 6.3.3 b 2 i: a name of the list's distribution point is one of the certificate's. */
function pointsTo(certificate: Certificate, names: readonly GeneralName[]): boolean {
  const wanted = new Set(names.map(generalNameKey));
  return certificate.distributionPoints
    .filter((point) => !point.indirect)
    .some((point) => point.names.some((name) => wanted.has(generalNameKey(name))));
}

function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return `directory:${nameKey(name.value)}`;
    case 'ip':
      return `ip:${Buffer.from(name.value).toString('hex')}`;
    default:
      return `${name.kind}:${name.value}`;
  }
}
