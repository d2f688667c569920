import type { Certificate } from '../cms/certificate.ts';
import { keyWeakness, weaknessIndication } from './algorithm-policy.ts';
import { type AnchorLimit, anchorProblems } from './anchor-limits.ts';
import { delegatesIn } from './delegates.ts';
import { limitOf } from './listed-anchors.ts';
import { isUnrevocable } from './no-revocation.ts';
import { checkPath, checkValidity } from './path-checks.ts';
import { PathIndex } from './path-index.ts';
import { pathOnce } from './path-memo.ts';
import type { CertificateEvidence, PathRequest, PathResult } from './path-request.ts';
import { PathSearch } from './path-search.ts';
import { type PathProblem, severity, worstFirst } from './problem.ts';
import { revocationStatus } from './revocation.ts';
import { earlier, present, type When } from './when.ts';

/**
 * Validates a certificate (RFC 5280, 6.1; EN 319 102-1, 5.2.6): builds every path to an anchor within bounds, checks each with
 * revocation for all but the anchor, and gives the best. The arrays of the request must not be changed afterwards.
 */
export function validatePath(request: PathRequest): PathResult {
  const { leaf, anchors, certificates, crls, listed } = request;
  const further = listed?.near([leaf, ...certificates], crls) ?? [];
  return pathOnce(further.length === 0 ? request : { ...request, anchors: [...anchors, ...further] }, validateAnew);
}

function validateAnew(request: PathRequest): PathResult {
  const { at, past, algorithms, revocationMaxAge: maxAge } = request;
  const when = { ...(past === undefined ? present(at) : { at, ...past }), algorithms, maxAge };
  const index = new PathIndex(request.anchors, request.certificates);
  return validate({ ...request, when, index, budget: { checks: MAX_DELEGATE_CHECKS } }, []);
}

const MAX_DELEGATE_CHECKS = 500;

type BoundedRequest = PathRequest & {
  readonly when: When;
  readonly index: PathIndex;
  readonly budget: { checks: number };
  /** Nothing need be known of the leaf's own revocation. */
  readonly mayBeUnknown?: boolean;
};

/** @param signers certificates whose right to sign revocation data is being decided further up: they decide nothing about themselves */
function validate(request: BoundedRequest, signers: readonly Certificate[]): PathResult {
  const { leaf, index, when } = request;
  if (index.isAnchor(leaf)) {
    return trustedDirectly(leaf, when, limitOf(leaf.sha256, request));
  }
  const search = new PathSearch(leaf, index, when.at);
  let best: PathResult | undefined;
  let bestSeverity = -1;
  for (let path = search.next(); path !== undefined; path = search.next()) {
    const result = assess(path, request, signers);
    const rank = severity(result.problems[0]);
    if (rank > bestSeverity) {
      bestSeverity = rank;
      best = result;
    }
    if (result.problems.length === 0) {
      break;
    }
  }
  return best ?? notFound(leaf, search);
}

function notFound(leaf: Certificate, { longest, rejected }: PathSearch): PathResult {
  const { isSelfSigned, commonName } = leaf;
  const subIndication = 'NO_CERTIFICATE_CHAIN_FOUND';
  const [wrong] = rejected;
  const problem: PathProblem = {
    subIndication,
    message: isSelfSigned
      ? `The certificate of ${commonName} is self-signed and is not among the trusted ones.`
      : `No path leads from the certificate of ${commonName} to a trusted one.`,
    code: isSelfSigned ? 'SELF_SIGNED' : (wrong?.code ?? 'NO_PATH'),
    certificate: wrong?.certificate ?? longest.at(-1) ?? leaf,
  };
  return toResult(longest, 'not-checked', [problem, ...rejected]);
}

function trustedDirectly(leaf: Certificate, { at, algorithms }: When, limit: AnchorLimit | undefined): PathResult {
  const weakness = keyWeakness(leaf.spki, at, algorithms);
  const problems = [...checkValidity(leaf, at), ...anchorProblems(leaf, at, limit)];
  if (weakness !== undefined) {
    const subIndication = weaknessIndication(weakness);
    problems.push({ subIndication, message: weakness.message, code: 'ALGORITHM_WEAK', certificate: leaf });
  }
  return toResult([leaf], 'not-checked', worstFirst(problems));
}

function toResult(
  chain: readonly Certificate[],
  revocation: PathResult['revocation'],
  problems: readonly PathProblem[],
  further: Partial<Pick<PathResult, 'evidence' | 'holds' | 'policies' | 'revokedFrom'>> = {},
): PathResult {
  return {
    indication: problems.length === 0 ? 'TOTAL-PASSED' : 'INDETERMINATE',
    subIndication: problems[0]?.subIndication ?? null,
    chain,
    revocation,
    reasons: problems.map((problem) => problem.message),
    problems,
    evidence: [],
    holds: [],
    policies: [],
    ...further,
  };
}

function assess(path: readonly Certificate[], request: BoundedRequest, signers: readonly Certificate[]): PathResult {
  const { crls, ocsps = [], when, optionalRevocation } = request;
  const found: PathProblem[] = [];
  const evidence: CertificateEvidence[] = [];
  const holds: CertificateEvidence[] = [];
  const anchor = path.at(-1);
  let revokedFrom: Date | undefined;
  const delegates = delegatesIn({
    ...request,
    signers,
    isValid: (candidate, { at, proven }, mayBeUnknown = false) => {
      const asked = { ...request, leaf: candidate, policies: undefined, when: { ...when, at }, mayBeUnknown };
      const result = validate(asked, [...signers, candidate]);
      const inTime = result.revokedFrom === undefined || proven < result.revokedFrom;
      return result.indication === 'TOTAL-PASSED' && result.chain.at(-1)?.sha256 === anchor?.sha256 && inTime;
    },
  });
  let revocation: PathResult['revocation'] = 'good';
  // From the anchor downwards: what became of an authority decides which of its data still count.
  for (const [index, certificate] of [...path.slice(0, -1).entries()].reverse()) {
    const issuer = path[index + 1];
    if (issuer === undefined) {
      continue;
    }
    const status = revocationStatus(certificate, issuer, { crls, ocsps }, { ...when, anchor, revokedFrom }, delegates);
    if (status.state !== 'unknown') {
      const revokedFrom = status.state === 'good' ? status.revokedFrom : undefined;
      const revokedOn = status.state === 'revoked' ? status.since : undefined;
      evidence.unshift({ certificate, ...status.used, revokedFrom, revokedOn });
    }
    if (status.state === 'revoked') {
      revocation = 'revoked';
      found.unshift({
        subIndication: index === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE',
        message: `The certificate of ${certificate.commonName} was revoked on ${status.since.toISOString()} (${reasonLabel(status.reason)}).`,
        code: 'REVOKED',
        certificate,
      });
    } else if (status.state === 'unknown') {
      if (status.heldBy !== undefined) holds.unshift({ certificate, ...status.heldBy });
      // On hold is told also of a certificate whose revocation nobody need ask for.
      const isNeedless = status.code === undefined && isUnrevocable(certificate);
      const isOptional =
        isNeedless ||
        (index === 0 && request.mayBeUnknown === true) ||
        optionalRevocation === 'all' ||
        (optionalRevocation === 'authorities' && index > 0);
      const known = isNeedless ? 'not-checked' : 'unknown';
      if (!isOptional || index === 0) revocation = revocation === 'good' ? known : revocation;
      if (!isOptional) {
        const { subIndication, message, code = 'REVOCATION_UNKNOWN' } = status;
        found.unshift({ subIndication, message, code, certificate });
      }
    }
    if (status.state !== 'revoked') revokedFrom = earlier(revokedFrom, status.revokedFrom);
  }
  const { problems, policies } = checkPath(path, when.at, request.policies ?? {}, when.algorithms);
  if (anchor !== undefined) problems.push(...anchorProblems(anchor, when.at, limitOf(anchor.sha256, request)));
  const [leaf] = path;
  if (leaf !== undefined && evidence[0]?.certificate === leaf && revocation === 'good') {
    knownNotRevoked(problems, checkValidity(leaf, when.at));
  }
  return toResult(path, revocation, worstFirst([...problems, ...found]), { evidence, holds, policies, revokedFrom });
}

/** A leaf outside its validity of which it is known that it was not revoked is told apart (EN 319 102-1, table 6). */
function knownNotRevoked(problems: PathProblem[], outside: readonly PathProblem[]): void {
  for (const { message } of outside) {
    const index = problems.findIndex((problem) => problem.message === message);
    const problem = problems[index];
    if (problem !== undefined) problems[index] = { ...problem, subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED' };
  }
}

const REASONS: Readonly<Record<number, string>> = {
  1: 'key compromised',
  2: 'certification authority compromised',
  3: 'affiliation changed',
  4: 'superseded',
  5: 'no longer in use',
  9: 'privilege withdrawn',
  10: 'attribute authority compromised',
};

function reasonLabel(reason: number): string {
  return REASONS[reason] ?? 'no reason given';
}
