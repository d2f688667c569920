import type { Certificate } from '../cms/certificate.ts';
import { EXTENSION } from '../cms/extensions.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type AlgorithmPolicy, keyWeakness, schemeWeakness, weaknessIndication } from './algorithm-policy.ts';
import { NameConstraints } from './name-constraints.ts';
import { type PolicyFault, type PolicyInputs, PolicyState, type ValidPolicy } from './policies.ts';
import type { PathFault, PathProblem } from './problem.ts';

/** Critical extensions that path validation processes, or that mean nothing to it. */
const PROCESSED: ReadonlySet<string> = new Set([
  EXTENSION.keyUsage,
  EXTENSION.subjectAltName,
  EXTENSION.issuerAltName,
  EXTENSION.basicConstraints,
  EXTENSION.nameConstraints,
  EXTENSION.crlDistributionPoints,
  EXTENSION.certificatePolicies,
  EXTENSION.policyMappings,
  EXTENSION.policyConstraints,
  EXTENSION.extendedKeyUsage,
  EXTENSION.inhibitAnyPolicy,
  EXTENSION.noRevocationAvailable,
  EXTENSION.validityAssuredShortTerm,
]);

/**
 * Certification path validation (RFC 5280, 6.1) of a path whose names and signatures fit already, without revocation:
 * validity at `at`, basicConstraints, path length, keyCertSign, name constraints, policies, critical extensions, and the algorithm policy.
 * @param path leaf first, anchor last; at least two certificates
 */
export function checkPath(
  path: readonly Certificate[],
  at: Date,
  inputs: PolicyInputs,
  algorithms?: AlgorithmPolicy,
): { problems: PathProblem[]; policies: readonly ValidPolicy[] } {
  const problems: PathProblem[] = [];
  const constraints = new NameConstraints();
  const [anchor, ...below] = [...path].reverse();
  if (anchor === undefined) {
    return { problems, policies: [] };
  }
  const policies = new PolicyState(below.length, inputs);
  const general = (certificate: Certificate, code: PathFault, message: string) =>
    problems.push({ subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', message, code, certificate });
  // A version 1 root has no extensions; any other anchor issues only if it says that it is a CA.
  if (anchor.version === 3 && !mayIssue(anchor)) {
    general(
      anchor,
      faultOfIssuer(anchor),
      `The trusted certificate of ${anchor.commonName} is not that of a certification authority.`,
    );
  }
  constraints.add(anchor);
  let room = anchor.pathLen ?? Number.POSITIVE_INFINITY;
  below.forEach((certificate, index) => {
    const isLeaf = index === below.length - 1;
    const name = certificate.commonName;
    problems.push(...checkValidity(certificate, at), ...checkStrength(certificate, at, algorithms));
    for (const oid of certificate.criticalExtensions.filter((candidate) => !PROCESSED.has(candidate))) {
      const message = `The certificate of ${name} has the critical extension ${oid}, which is not understood.`;
      general(certificate, 'CRITICAL_EXTENSION_UNKNOWN', message);
    }
    const fault = takePolicies(policies, certificate, isLeaf);
    if (fault !== undefined) {
      general(certificate, fault, `${POLICY_FAULTS[fault]} the certificate of ${name}.`);
    }
    if (isLeaf || !certificate.isSelfIssued) {
      const violation = constraints.violation(certificate);
      if (violation !== undefined) {
        general(certificate, violation.code, violation.message);
      }
    }
    if (isLeaf) {
      return;
    }
    if (certificate.version !== 3 || !mayIssue(certificate)) {
      const message = `The certificate of ${name} is not that of a certification authority, but another was issued with it.`;
      general(certificate, faultOfIssuer(certificate), message);
    }
    if (!certificate.isSelfIssued) {
      if (room <= 0) {
        const message = `The path is longer than its certification authorities allow: ${name} stands one place too low.`;
        general(certificate, 'PATH_LENGTH', message);
      }
      room--;
    }
    room = Math.min(room, certificate.pathLen ?? Number.POSITIVE_INFINITY);
    constraints.add(certificate);
  });
  return { problems, policies: policies.valid };
}

const POLICY_FAULTS: Readonly<Record<PolicyFault, string>> = {
  POLICY_REQUIRED: 'The certificate policies along the path do not allow',
  POLICY_MAPPING_INVALID: 'A mapping of certificate policies names any policy, which it must not, in',
  POLICY_UNREADABLE: 'The certificate policies cannot be read in',
};

function faultOfIssuer({ isCa }: Certificate): PathFault {
  return isCa ? 'KEY_USAGE' : 'NOT_A_CA';
}

function mayIssue(certificate: Certificate): boolean {
  return certificate.isCa && (certificate.keyUsage?.has('keyCertSign') ?? true);
}

/** The validity period (RFC 5280, 6.1.3 a 2): both ends belong to it. */
export function checkValidity(certificate: Certificate, at: Date): PathProblem[] {
  const { commonName, notBefore, notAfter } = certificate;
  if (at < notBefore) {
    const message = `The certificate of ${commonName} is valid only from ${notBefore.toISOString()}.`;
    return [{ subIndication: 'OUT_OF_BOUNDS_NO_POE', message, code: 'NOT_YET_VALID', certificate }];
  }
  if (at > notAfter) {
    const message = `The certificate of ${commonName} expired on ${notAfter.toISOString()}, and no timestamp proves that the signature is older.`;
    return [{ subIndication: 'OUT_OF_BOUNDS_NO_POE', message, code: 'EXPIRED', certificate }];
  }
  return [];
}

function checkStrength(certificate: Certificate, at: Date, algorithms: AlgorithmPolicy | undefined): PathProblem[] {
  const scheme = certificate.signatureScheme;
  const weaknesses = [
    scheme === undefined ? undefined : schemeWeakness(scheme, at, algorithms),
    keyWeakness(certificate.spki, at, algorithms),
  ].filter((weakness) => weakness !== undefined);
  return weaknesses.map((weakness) => ({
    subIndication: weaknessIndication(weakness),
    message: `The certificate of ${certificate.commonName} is too weak: ${weakness.message}`,
    code: 'ALGORITHM_WEAK',
    certificate,
  }));
}

/** Why the certificate's policies fail the path; undefined where they do not. */
function takePolicies(policies: PolicyState, certificate: Certificate, isLeaf: boolean): PolicyFault | undefined {
  try {
    return policies.take(certificate, isLeaf);
  } catch (error) {
    if (isFormatError(error)) {
      return 'POLICY_UNREADABLE';
    }
    throw error;
  }
}
