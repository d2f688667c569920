import type { Qualification } from '../../../shared/domain/verification.ts';
import type { Certificate } from '../../cms/certificate.ts';
import { readCertificatePolicies } from '../../cms/certificate-policies.ts';
import { EXTENSION } from '../../cms/extensions.ts';
import { type QcStatements, readQcStatements } from '../../cms/qc-statements.ts';
import { isoTime } from '../report.ts';
import { qualifiersFor } from './criteria.ts';
import { EIDAS, isApproved, stateAt, type TrustService } from './service.ts';

type Purpose = Qualification['purpose'];

/** What a certificate is at one time, as a list and the certificate say together. `undefined` where it cannot be told. */
export interface CertificateStanding {
  readonly qualified: boolean | undefined;
  readonly purpose: Purpose;
  /** Whether its key is in a qualified device. */
  readonly device: boolean | undefined;
  readonly reasons: readonly string[];
}

/** QCP public with and without a secure device, from before the regulation (ETSI TS 101 456). */
const QCP_PUBLIC_DEVICE = '0.4.0.1456.1.1';
const QCP_PUBLIC = '0.4.0.1456.1.2';

const PURPOSES: Readonly<Record<string, Purpose>> = { QCForESig: 'signature', QCForESeal: 'seal', QCForWSA: 'web' };
const ADDITIONAL: Readonly<Record<string, Purpose>> = {
  ForeSignatures: 'signature',
  ForeSeals: 'seal',
  ForWebSiteAuthentication: 'web',
};
const WITH_DEVICE = ['QCWithSSCD', 'QCWithQSCD', 'QCQSCDManagedOnBehalf'];
const WITHOUT_DEVICE = ['QCNoSSCD', 'QCNoQSCD'];

/**
 * Whether a certificate was a qualified one at a time, for what, and whether its key was in a qualified device (ETSI TS 119 615, 4.4
 * and 4.5): the service must have been approved then, its qualifiers overrule what the certificate says of itself, and contradictions
 * leave it open.
 * @throws FormatError for a certificate whose statements or policies are malformed
 */
export function standingAt(certificate: Certificate, service: TrustService, time: Date): CertificateStanding {
  const own = ownStatements(certificate);
  const state = stateAt(service, time);
  const on = isoTime(time);
  const not = (why: string): CertificateStanding => ({ ...own, qualified: false, device: false, reasons: [why] });
  const open = (why: string): CertificateStanding => ({
    ...own,
    qualified: undefined,
    device: undefined,
    reasons: [why],
  });
  if (state === undefined) return not(`The service “${service.name}” was not yet in the trusted list on ${on}.`);
  if (state.type !== 'CA/QC')
    return not(`The service “${service.name}” did not issue qualified certificates on ${on}.`);
  if (!isApproved(state.status, time)) {
    return not(`The service “${service.name}” had the status “${state.status}” on ${on}.`);
  }
  if (state.unknown.length > 0) {
    return open(
      `The trusted list says something about “${service.name}” that is not understood here: ${state.unknown.join(', ')}.`,
    );
  }
  const qualifiers = qualifiersFor(certificate, state);
  if (qualifiers === undefined)
    return open(`The trusted list has criteria for “${service.name}” that are not understood here.`);
  const contradiction = contradictionIn(qualifiers);
  if (contradiction !== undefined)
    return open(`The trusted list contradicts itself about “${service.name}”: ${contradiction}.`);
  const listed = Object.keys(PURPOSES).find((one) => qualifiers.has(one));
  const purpose = listed === undefined ? own.purpose : (PURPOSES[listed] ?? own.purpose);
  const device = WITH_DEVICE.some((one) => qualifiers.has(one))
    ? true
    : WITHOUT_DEVICE.some((one) => qualifiers.has(one))
      ? false
      : own.device;
  const reasons = [`The service “${service.name}” of ${service.provider} had the status “${state.status}” on ${on}.`];
  const standing = { purpose, device, reasons };
  if (qualifiers.has('NotQualified')) {
    return {
      ...standing,
      qualified: false,
      device: false,
      reasons: ['The trusted list says that such certificates are not qualified.'],
    };
  }
  const served = state.additional.flatMap((one) => ADDITIONAL[one] ?? []);
  if (time >= EIDAS && served.length > 0 && purpose !== 'unknown' && !served.includes(purpose)) {
    const why = `The service “${service.name}” is approved for ${served.join(' and ')}, and the certificate is for ${purpose}.`;
    return { ...standing, qualified: false, device: false, reasons: [why] };
  }
  if (!qualifiers.has('QCStatement') && !own.qualified) {
    const why = own.foreign
      ? 'The certificate says that it is qualified under the law of another country.'
      : 'The certificate does not say that it is a qualified one, and neither does the trusted list.';
    return { ...standing, qualified: false, device: false, reasons: [why] };
  }
  return { ...standing, qualified: true };
}

/** Qualifiers that exclude each other (ETSI TS 119 612, 5.5.9.2.3). */
function contradictionIn(qualifiers: ReadonlySet<string>): string | undefined {
  const among = (names: readonly string[]) => names.filter((name) => qualifiers.has(name));
  const pairs = [
    among(['QCStatement', 'NotQualified']),
    among(Object.keys(PURPOSES)),
    among(['QCForLegalPerson', 'QCForESig']),
  ];
  const device = [...among(WITH_DEVICE).slice(0, 1), ...among(WITHOUT_DEVICE).slice(0, 1)];
  return [...pairs, device].find((names) => names.length > 1)?.join(' and ');
}

/** What the certificate says of itself, by the law of the time when it was issued. */
function ownStatements(certificate: Certificate) {
  const statements = readQcStatements(certificate);
  const extension = certificate.extensions.get(EXTENSION.certificatePolicies);
  const policies = extension === undefined ? [] : readCertificatePolicies(extension.value).map(({ oid }) => oid);
  const old = certificate.notBefore < EIDAS;
  const oldPolicy = old && (policies.includes(QCP_PUBLIC) || policies.includes(QCP_PUBLIC_DEVICE));
  const foreign = (statements?.legislation.length ?? 0) > 0;
  const qualified = (statements?.compliance === true && !foreign) || oldPolicy;
  return {
    foreign,
    qualified,
    purpose: purposeOf(statements, qualified),
    device:
      (statements?.device === true && statements.deviceLegislation.length === 0) ||
      (old && policies.includes(QCP_PUBLIC_DEVICE)),
  };
}

/** A qualified certificate that names no type is for signatures (ETSI EN 319 412-5, 4.2.3). */
export function purposeOf(statements: QcStatements | undefined, qualified: boolean): Purpose {
  const [type, ...further] = new Set(statements?.types);
  if (type !== undefined) return further.length === 0 ? type : 'unknown';
  return qualified ? 'signature' : 'unknown';
}
