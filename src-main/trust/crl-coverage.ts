import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import {
  ALL_REASONS,
  type DistributionPoint,
  type DistributionPointName,
  type Reasons,
} from '../cms/distribution-point.ts';
import { type GeneralName, type Name, nameKey, nameKeyBelow, sameName } from '../cms/name.ts';

/**
 * For which reasons of revocation a list speaks about a certificate (RFC 5280, 6.3.3 b and e); none where it does not.
 * Its issuer, distribution point and kind of certificates must fit one of the certificate's distribution points, or the one that every
 * certificate has: that of its issuer.
 */
export function coveredReasons(crl: Crl, certificate: Certificate): Reasons {
  const { scope } = crl;
  const kindFits =
    !scope.onlyAttributeCertificates &&
    !(scope.onlyUserCertificates && certificate.isCa) &&
    !(scope.onlyCaCertificates && !certificate.isCa);
  if (!kindFits) return 0;
  const ofIssuer: DistributionPoint = {
    name: { kind: 'full', names: [{ kind: 'directory', value: certificate.issuerName }] },
    reasons: ALL_REASONS,
    crlIssuer: undefined,
  };
  return [...certificate.distributionPoints, ofIssuer]
    .filter((point) => issuerFits(crl, point, certificate) && nameFits(crl, point, certificate))
    .reduce((covered, point) => covered | (point.reasons & scope.reasons), 0);
}

/** True where a distribution point of the certificate names this issuer of lists. */
export function delegatesListsTo(certificate: Certificate, issuer: Name): boolean {
  return certificate.distributionPoints.some(({ crlIssuer }) => isNamed(issuer, crlIssuer ?? []));
}

/** 6.3.3 b 1: who else than the certificate's issuer made the list must be named, and the list must say that it is indirect. */
function issuerFits(crl: Crl, { crlIssuer }: DistributionPoint, certificate: Certificate): boolean {
  return crlIssuer === undefined
    ? sameName(crl.issuerName, certificate.issuerName)
    : crl.scope.indirect && isNamed(crl.issuerName, crlIssuer);
}

function isNamed(issuer: Name, names: readonly GeneralName[]): boolean {
  return names.some((name) => name.kind === 'directory' && sameName(name.value, issuer));
}

/** 6.3.3 b 2 i: a list that names its distribution point is for certificates that name it, too. */
function nameFits(crl: Crl, { name, crlIssuer }: DistributionPoint, certificate: Certificate): boolean {
  if (crl.scope.name === undefined) return true;
  const wanted = new Set(keysOf(crl.scope.name, [crl.issuerName]));
  const issuers = crlIssuer?.flatMap((issuer) => (issuer.kind === 'directory' ? [issuer.value] : []));
  const named =
    name === undefined ? (crlIssuer ?? []).map(generalNameKey) : keysOf(name, issuers ?? [certificate.issuerName]);
  return named.some((key) => wanted.has(key));
}

/** @param issuers that a relative name may be below */
function keysOf(name: DistributionPointName, issuers: readonly Name[]): string[] {
  return name.kind === 'full'
    ? name.names.map(generalNameKey)
    : issuers.map((issuer) => `directory:${nameKeyBelow(issuer, name.rdn)}`);
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
