import type { Certificate } from '../cms/certificate.ts';
import { EXTENSION } from '../cms/extensions.ts';
import { isFormatError } from '../cms/format-error.ts';
import { type AlgorithmPolicy, keyWeakness, schemeWeakness, weaknessIndication } from './algorithm-policy.ts';
import { NameConstraints } from './name-constraints.ts';
import { type PolicyInputs, PolicyState } from './policies.ts';
import type { PathProblem } from './problem.ts';

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
): PathProblem[] {
  const problems: PathProblem[] = [];
  const constraints = new NameConstraints();
  const [anchor, ...below] = [...path].reverse();
  if (anchor === undefined) {
    return problems;
  }
  const policies = new PolicyState(below.length, inputs);
  const general = (message: string) => problems.push({ subIndication: 'CERTIFICATE_CHAIN_GENERAL_FAILURE', message });
  // A version 1 root has no extensions; any other anchor issues only if it says that it is a CA.
  if (anchor.version === 3 && !mayIssue(anchor)) {
    general(`The trusted certificate of ${anchor.commonName} is not that of a certification authority.`);
  }
  constraints.add(anchor);
  let room = anchor.pathLen ?? Number.POSITIVE_INFINITY;
  below.forEach((certificate, index) => {
    const isLeaf = index === below.length - 1;
    const name = certificate.commonName;
    problems.push(...checkValidity(certificate, at), ...checkStrength(certificate, at, algorithms));
    for (const oid of certificate.criticalExtensions.filter((candidate) => !PROCESSED.has(candidate))) {
      general(`The certificate of ${name} has the critical extension ${oid}, which is not understood.`);
    }
    if (!takePolicies(policies, certificate, isLeaf)) {
      general(`The certificate policies along the path do not allow the certificate of ${name}.`);
    }
    if (isLeaf || !certificate.isSelfIssued) {
      const violation = constraints.violation(certificate);
      if (violation !== undefined) {
        general(violation);
      }
    }
    if (isLeaf) {
      return;
    }
    if (certificate.version !== 3 || !mayIssue(certificate)) {
      general(`The certificate of ${name} is not that of a certification authority, but another was issued with it.`);
    }
    if (!certificate.isSelfIssued) {
      if (room <= 0) {
        general(`The path is longer than its certification authorities allow: ${name} stands one place too low.`);
      }
      room--;
    }
    room = Math.min(room, certificate.pathLen ?? Number.POSITIVE_INFINITY);
    constraints.add(certificate);
  });
  return problems;
}

function mayIssue(certificate: Certificate): boolean {
  return certificate.isCa && (certificate.keyUsage?.has('keyCertSign') ?? true);
}

/** The validity period (RFC 5280, 6.1.3 a 2): both ends belong to it. */
export function checkValidity(certificate: Certificate, at: Date): PathProblem[] {
  const { commonName, notBefore, notAfter } = certificate;
  if (at < notBefore) {
    const message = `The certificate of ${commonName} is valid only from ${notBefore.toISOString()}.`;
    return [{ subIndication: 'OUT_OF_BOUNDS_NO_POE', message }];
  }
  if (at > notAfter) {
    const message = `The certificate of ${commonName} expired on ${notAfter.toISOString()}, and no timestamp proves that the signature is older.`;
    return [{ subIndication: 'OUT_OF_BOUNDS_NO_POE', message }];
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
  }));
}

/** False where the certificate's policies fail the path; malformed ones do. */
function takePolicies(policies: PolicyState, certificate: Certificate, isLeaf: boolean): boolean {
  try {
    return policies.take(certificate, isLeaf);
  } catch (error) {
    if (isFormatError(error)) {
      return false;
    }
    throw error;
  }
}
