import type { SubIndication } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { sameName } from '../cms/name.ts';
import { keyWeakness } from './algorithm-policy.ts';
import { buildPaths } from './build-paths.ts';
import { checkPath, checkValidity } from './path-checks.ts';
import type { PolicyInputs } from './policies.ts';
import { type PathProblem, severity, worstFirst } from './problem.ts';
import { revocationStatus } from './revocation.ts';

export interface PathRequest {
  readonly leaf: Certificate;
  /** What is trusted; a leaf that is itself an anchor needs no issuer and no revocation data. */
  readonly anchors: readonly Certificate[];
  /** Further certificates for path building, in no order; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  /** Time of validation. */
  readonly at: Date;
  /** Certificate policies that are asked for; none by default. */
  readonly policies?: PolicyInputs | undefined;
}

export interface PathResult {
  /** TOTAL-PASSED where the certificate is valid at the time asked for. Without proof of an earlier time nothing is TOTAL-FAILED. */
  readonly indication: 'TOTAL-PASSED' | 'INDETERMINATE';
  /** The worst problem's; null where there is none. */
  readonly subIndication: SubIndication | null;
  /** Leaf first; the anchor last where a path was found, else as far as could be built. */
  readonly chain: readonly Certificate[];
  readonly revocation: 'good' | 'revoked' | 'unknown' | 'not-checked';
  /** One sentence per problem, worst first. */
  readonly reasons: readonly string[];
}

/**
 * Validates a certificate (RFC 5280, 6.1; EN 319 102-1, 5.2.6): builds every path to an anchor within bounds, checks each with
 * revocation for all but the anchor, and gives the best.
 */
export function validatePath(request: PathRequest): PathResult {
  return validate({ ...request, budget: { checks: MAX_CRL_SIGNER_CHECKS } }, []);
}

/** Signatures of CRLs tried with keys other than the issuer's: hostile sets of both must not multiply. */
const MAX_CRL_SIGNER_CHECKS = 500;

type BoundedRequest = PathRequest & { readonly budget: { checks: number } };

/** @param crlSigners certificates whose right to sign a CRL is being decided further up: they decide nothing about themselves */
function validate(request: BoundedRequest, crlSigners: readonly Certificate[]): PathResult {
  const { leaf, anchors, certificates, at } = request;
  if (anchors.some((anchor) => anchor.sha256 === leaf.sha256)) {
    return trustedDirectly(leaf, at);
  }
  const { paths, longest, rejected } = buildPaths(leaf, anchors, certificates);
  if (paths.length === 0) {
    const message = leaf.isSelfSigned
      ? `The certificate of ${leaf.commonName} is self-signed and is not among the trusted ones.`
      : `No path leads from the certificate of ${leaf.commonName} to a trusted one.`;
    return {
      indication: 'INDETERMINATE',
      subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
      chain: longest,
      revocation: 'not-checked',
      reasons: [message, ...rejected],
    };
  }
  let best: PathResult | undefined;
  let bestSeverity = -1;
  for (const path of paths) {
    const { revocation, problems } = assess(path, request, crlSigners);
    const rank = severity(problems[0]);
    if (rank > bestSeverity) {
      bestSeverity = rank;
      best = toResult(path, revocation, problems);
    }
    if (problems.length === 0) {
      break;
    }
  }
  return best ?? toResult(longest, 'not-checked', []);
}

function trustedDirectly(leaf: Certificate, at: Date): PathResult {
  const weakness = keyWeakness(leaf.spki, at);
  const problems = checkValidity(leaf, at);
  if (weakness !== undefined) {
    problems.push({ subIndication: 'CRYPTO_CONSTRAINTS_FAILURE', message: weakness });
  }
  return toResult([leaf], 'not-checked', worstFirst(problems));
}

function toResult(
  chain: readonly Certificate[],
  revocation: PathResult['revocation'],
  problems: readonly PathProblem[],
): PathResult {
  return {
    indication: problems.length === 0 ? 'TOTAL-PASSED' : 'INDETERMINATE',
    subIndication: problems[0]?.subIndication ?? null,
    chain,
    revocation,
    reasons: problems.map((problem) => problem.message),
  };
}

function assess(path: readonly Certificate[], request: BoundedRequest, crlSigners: readonly Certificate[]) {
  const { crls, at } = request;
  const problems = checkPath(path, at, request.policies ?? {});
  let revocation: PathResult['revocation'] = 'good';
  for (const [index, certificate] of path.slice(0, -1).entries()) {
    const issuer = path[index + 1];
    if (issuer === undefined) {
      continue;
    }
    const signedByOther = (crl: Crl) => isSignedByOther(crl, path, request, crlSigners);
    const status = revocationStatus(certificate, issuer, crls, at, signedByOther);
    if (status.state === 'revoked') {
      revocation = 'revoked';
      problems.push({
        subIndication: index === 0 ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE',
        message: `The certificate of ${certificate.commonName} was revoked on ${status.since.toISOString()} (${reasonLabel(status.reason)}).`,
      });
    } else if (status.state === 'unknown') {
      revocation = revocation === 'good' ? 'unknown' : revocation;
      problems.push({ subIndication: 'TRY_LATER', message: status.message });
    }
  }
  return { revocation, problems: worstFirst(problems) };
}

/**
 * A CA may sign CRLs with another key than it signs certificates with: then that key's certificate bears the CA's name and has
 * itself a valid path to the same anchor (RFC 5280, 6.3.3 f).
 */
function isSignedByOther(
  crl: Crl,
  path: readonly Certificate[],
  request: BoundedRequest,
  crlSigners: readonly Certificate[],
): boolean {
  const anchor = path.at(-1);
  return [...request.certificates, ...request.anchors].some(
    (candidate) =>
      crlSigners.length < 3 &&
      !crlSigners.includes(candidate) &&
      sameName(candidate.subjectName, crl.issuerName) &&
      (candidate.keyUsage?.has('cRLSign') ?? true) &&
      --request.budget.checks >= 0 &&
      crl.verifyIssuedBy(candidate) === 'valid' &&
      isValidUnder(candidate, anchor, request, [...crlSigners, candidate]),
  );
}

function isValidUnder(
  candidate: Certificate,
  anchor: Certificate | undefined,
  request: BoundedRequest,
  crlSigners: readonly Certificate[],
): boolean {
  const result = validate({ ...request, leaf: candidate, policies: undefined }, crlSigners);
  return result.indication === 'TOTAL-PASSED' && result.chain.at(-1)?.sha256 === anchor?.sha256;
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
