import { knownScheme } from '../cms/algorithms.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl, CrlScope } from '../cms/crl.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type GeneralName, nameKey, sameName } from '../cms/name.ts';
import { schemeWeakness } from './algorithm-policy.ts';

/** What CRLs say of one certificate. */
export type RevocationStatus =
  | { readonly state: 'good' }
  | { readonly state: 'revoked'; readonly since: Date; readonly reason: number }
  /** No usable answer, and why, in a sentence: nothing was at hand, it is stale, or the certificate is on hold. */
  | { readonly state: 'unknown'; readonly message: string };

/** Says whether somebody other than the issuer in the path may have signed a CRL in the issuer's name. */
export type CrlSignerCheck = (crl: Crl) => boolean;

/**
 * Looks a certificate up in CRLs (RFC 5280, 6.3, complete CRLs of the certificate's own issuer).
 * A CRL counts when the issuer's name and key fit, the issuer may sign CRLs, it is current at `at`, and its scope covers the
 * certificate; indirect lists and partitions that do not fit are passed over. Delta lists can revoke, never clear.
 * A final revocation counts on a stale list too.
 */
export function revocationStatus(
  certificate: Certificate,
  issuer: Certificate,
  crls: readonly Crl[],
  at: Date,
  signedByOther: CrlSignerCheck,
): RevocationStatus {
  const name = certificate.commonName;
  const named = crls.filter((crl) => sameName(crl.issuerName, certificate.issuerName) && crl.thisUpdate <= at);
  const newestFirst = named.sort((a, b) => b.thisUpdate.getTime() - a.thisUpdate.getTime());
  let message = `No revocation list of ${issuer.commonName} is at hand for the certificate of ${name}.`;
  let current: RevocationStatus | undefined;
  for (const crl of newestFirst) {
    const obstacle = unusable(crl, certificate, issuer, at, signedByOther);
    if (obstacle !== undefined) {
      message = obstacle;
      continue;
    }
    const entry = lookUp(crl, certificate);
    if (entry === 'unreadable') {
      message = `The entry for ${name} on the revocation list of ${issuer.commonName} cannot be read.`;
      current ??= { state: 'unknown', message };
      continue;
    }
    if (entry !== undefined && entry.reason !== HOLD && entry.reason !== REMOVED) {
      return { state: 'revoked', since: entry.revocationDate, reason: entry.reason };
    }
    if (crl.nextUpdate === undefined || crl.nextUpdate < at) {
      message = `The newest revocation list of ${issuer.commonName} was due to be replaced by ${crl.nextUpdate?.toISOString() ?? 'an unstated time'}.`;
    } else if (entry?.reason === HOLD) {
      current ??= { state: 'unknown', message: `The certificate of ${name} is on hold.` };
    } else if (!crl.isDelta && crl.scope?.onlySomeReasons !== true) {
      current ??= { state: 'good' };
    }
  }
  return current ?? { state: 'unknown', message };
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

/** Why a CRL says nothing about the certificate; undefined where it does. */
function unusable(
  crl: Crl,
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  signedByOther: CrlSignerCheck,
): string | undefined {
  const list = `A revocation list of ${issuer.commonName}`;
  if (crl.unknownCritical.length > 0) {
    return `${list} has the critical extension ${crl.unknownCritical[0]}, which is not understood.`;
  }
  if (crl.scope !== undefined && !covers(crl.scope, certificate)) {
    return `${list} does not cover the certificate of ${certificate.commonName}.`;
  }
  const byIssuer = (issuer.keyUsage?.has('cRLSign') ?? true) && crl.verifyIssuedBy(issuer) === 'valid';
  if (!byIssuer && !signedByOther(crl)) {
    return `${list} is not signed by a key that may sign it.`;
  }
  const scheme = knownScheme(crl.signatureAlgorithm);
  const weakness = scheme === undefined ? undefined : schemeWeakness(scheme, at);
  return weakness === undefined ? undefined : `${list} is too weakly signed: ${weakness}`;
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
