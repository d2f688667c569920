import path from 'node:path';
import { codeOf, isAppError } from '../../shared/contract/app-error.ts';
import type { ChainPolicy, ChainProblem, ChainReport } from '../../shared/domain/chain-report.ts';
import type { Certificate } from '../cms/certificate.ts';
import { looksLikeCertificate, readCertificates } from '../cms/certificate-file.ts';
import { readSmallFile } from '../platform/files.ts';
import { type AlgorithmPolicy, keyWarning, keyWeakness, schemeWeakness } from '../trust/algorithm-policy.ts';
import { unrevocableRemarks } from '../trust/no-revocation.ts';
import { validatePath } from '../trust/path.ts';
import type { PathRequest, PathResult } from '../trust/path-request.ts';
import type { PolicyInputs, ValidPolicy } from '../trust/policies.ts';
import type { PathProblem } from '../trust/problem.ts';
import { isoTime, nameOf } from '../trust/report.ts';
import { evidenceReports } from '../trust/timestamp-report.ts';
import { untilComplete, withObtained } from '../trust/wants.ts';
import type { TrustMaterial } from './trust-store.ts';
import { anchorOf } from './verification-setting.ts';

/** Path validation knows nothing of strength (RFC 5280, 6.1): what is weak is told, and fails where a policy is given. */
const NO_LIMITS: AlgorithmPolicy = [{ hashes: {}, schemes: {}, keys: [] }];

/** What may be mended by fetching. */
const MISSING = ['NO_CERTIFICATE_CHAIN_FOUND', 'TRY_LATER'];

/**
 * Validates the certificate in a file (RFC 5280, 6; of several the first, the others help to build the path) as of `at`, revocation
 * included: without revocation data a chain is not valid, TRY_LATER. Never writes.
 * @throws AppError INPUT_*, CERTIFICATE_UNREADABLE for a file that is no certificate at all; a malformed certificate is a result
 */
export async function checkChain(
  file: string,
  trust: TrustMaterial,
  at: Date,
  policies: PolicyInputs = {},
): Promise<ChainReport> {
  const bytes = await readSmallFile(file);
  try {
    const [leaf, ...beside] = readCertificates(bytes);
    if (leaf === undefined) throw new Error('unreachable');
    return {
      file,
      ...(await checkCertificate(leaf, { ...trust, certificates: [...beside, ...trust.certificates] }, at, policies)),
    };
  } catch (error) {
    if (codeOf(error) !== 'CERTIFICATE_UNREADABLE' || !isAppError(error) || !looksLikeCertificate(bytes)) throw error;
    return malformed(file, at, String(error.details.reason ?? error.message));
  }
}

/** As `checkChain`, for a certificate that is read already. @throws AppError CANCELLED; SETTINGS_UNREADABLE, NETWORK_PROXY */
export async function checkCertificate(
  leaf: Certificate,
  trust: TrustMaterial,
  at: Date,
  policies: PolicyInputs = {},
): Promise<Omit<ChainReport, 'file'>> {
  const { rules, online } = trust;
  const request: Omit<PathRequest, 'certificates' | 'crls' | 'ocsps'> = {
    leaf,
    anchors: trust.anchors,
    at,
    policies,
    algorithms: trust.algorithms ?? NO_LIMITS,
    anchorLimits: rules?.anchorLimits,
    listed: rules?.listed,
    revocationMaxAge: rules?.revocationMaxAge,
  };
  const result = await untilComplete((obtained, wanted) => {
    const { certificates, crls, ocsps } = withObtained(trust, obtained);
    const found = validatePath({ ...request, certificates, crls, ocsps });
    if (found.problems.some(({ subIndication }) => MISSING.includes(subIndication))) {
      wanted({ kind: 'signature', leaf, at, certificates, crls, ocsps });
    }
    return found;
  }, online?.obtain);
  const [worst] = result.problems.map(problemOf);
  return {
    valid: result.indication === 'TOTAL-PASSED',
    time: isoTime(at),
    reason: worst?.reason ?? null,
    code: worst?.code ?? null,
    certificate: worst?.certificate ?? null,
    chain: result.chain.map(nameOf),
    anchor: anchorAt(result, trust),
    revocation: result.revocation,
    policies: result.policies.map(policyOf),
    evidence: evidenceReports([result], online?.originOf),
    fetched: [...(online?.fetched ?? [])],
    problems: result.problems.map(problemOf),
    warnings: [...(trust.algorithms === undefined ? strengthWarnings(result, at) : []), ...unrevocableRemarks(result)],
  };
}

/** A path that was found ends at its anchor. */
function anchorAt({ chain, problems }: PathResult, trust: TrustMaterial): ChainReport['anchor'] {
  const anchor = chain.at(-1);
  const isFound = problems.every(({ subIndication }) => subIndication !== 'NO_CERTIFICATE_CHAIN_FOUND');
  return anchor === undefined || !isFound ? null : anchorOf(anchor, trust);
}

function problemOf({ subIndication, code, message, certificate }: PathProblem): ChainProblem {
  return {
    reason: subIndication,
    code: code ?? subIndication,
    message,
    certificate: certificate === undefined ? null : nameOf(certificate),
  };
}

function policyOf({ oid, qualifiers }: ValidPolicy): ChainPolicy {
  return {
    oid,
    notices: qualifiers.flatMap((one) => (one.kind === 'notice' ? [one.text] : [])),
    statements: qualifiers.flatMap((one) => (one.kind === 'cps' ? [one.uri] : [])),
  };
}

function strengthWarnings({ chain }: PathResult, at: Date): string[] {
  return chain.flatMap((certificate, index) => {
    const { commonName, spki, signatureScheme } = certificate;
    const isAnchor = index > 0 && index === chain.length - 1;
    const scheme = isAnchor || signatureScheme === undefined ? undefined : schemeWeakness(signatureScheme, at);
    const weak = [scheme?.message, keyWeakness(spki, at)?.message, keyWarning(spki, at)];
    return weak.flatMap((text) => (text === undefined ? [] : [`The certificate of ${commonName}: ${text}`]));
  });
}

function malformed(file: string, at: Date, why: string): ChainReport {
  const message = `“${path.basename(file)}” is not a well-formed certificate: ${why}`;
  const problem = { reason: 'FORMAT_FAILURE', code: 'CERTIFICATE_MALFORMED', message, certificate: null } as const;
  return {
    file,
    valid: false,
    time: isoTime(at),
    reason: problem.reason,
    code: problem.code,
    certificate: null,
    chain: [],
    anchor: null,
    revocation: 'not-checked',
    policies: [],
    evidence: [],
    fetched: [],
    problems: [problem],
    warnings: [],
  };
}
