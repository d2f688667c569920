import type { SubIndication } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { PURPOSE } from '../cms/extensions.ts';
import { sameName } from '../cms/name.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import { type AlgorithmPolicy, keyWeakness, schemeWeakness, weaknessIndication } from './algorithm-policy.ts';
import { type AnchorLimits, anchorProblems } from './anchor-limits.ts';
import { buildPaths } from './build-paths.ts';
import { checkPath, checkValidity } from './path-checks.ts';
import type { PolicyInputs } from './policies.ts';
import { type PathProblem, severity, worstFirst } from './problem.ts';
import { revocationStatus } from './revocation.ts';
import type { RevocationEvidence } from './revocation-status.ts';
import { earlier, present, type When } from './when.ts';

export interface PathRequest {
  readonly leaf: Certificate;
  /** What is trusted; a leaf that is itself an anchor needs no issuer and no revocation data. */
  readonly anchors: readonly Certificate[];
  /** Further certificates for path building, in no order; not trusted by themselves. */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
  readonly ocsps?: readonly OcspResponse[] | undefined;
  /** When the certificate was used: the time of validation, or an earlier one that is proved. */
  readonly at: Date;
  /** For an earlier `at`: what is known since then, and from when each item counts. */
  readonly past?: Pick<When, 'knownAt' | 'provenAt'> | undefined;
  /** Certificate policies that are asked for; none by default. */
  readonly policies?: PolicyInputs | undefined;
  /** What counts as strong enough; the usual where absent. */
  readonly algorithms?: AlgorithmPolicy | undefined;
  readonly anchorLimits?: AnchorLimits | undefined;
  /** How old revocation data may be, milliseconds; as long as they say of themselves where absent. */
  readonly revocationMaxAge?: number | undefined;
  /** Whose revocation may stay unknown, as a policy says: nobody's, that of the authorities above the leaf, or that of all. */
  readonly optionalRevocation?: 'authorities' | 'all' | undefined;
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
  /** The same with what each leads to. */
  readonly problems: readonly PathProblem[];
  /** What the answer about revocation rests on, for each certificate below the anchor that has one. */
  readonly evidence: readonly CertificateEvidence[];
  /** When the first certificate of the chain was revoked after the time asked for; undefined where that is not known of any. */
  readonly revokedFrom?: Date | undefined;
}

/** What says that one certificate of a path is revoked, or that it is not. */
export interface CertificateEvidence extends RevocationEvidence {
  readonly certificate: Certificate;
  /** When it was revoked after the time asked for; undefined where that is not known. */
  readonly revokedFrom?: Date | undefined;
  /** When it was revoked at or before the time asked for; undefined where it was not. */
  readonly revokedOn?: Date | undefined;
}

/**
 * Validates a certificate (RFC 5280, 6.1; EN 319 102-1, 5.2.6): builds every path to an anchor within bounds, checks each with
 * revocation for all but the anchor, and gives the best.
 */
export function validatePath(request: PathRequest): PathResult {
  const { at, past, algorithms, revocationMaxAge: maxAge } = request;
  const when = { ...(past === undefined ? present(at) : { at, ...past }), algorithms, maxAge };
  return validate({ ...request, when, budget: { checks: MAX_DELEGATE_CHECKS } }, []);
}

/** Signatures of CRLs and OCSP responses tried with keys other than the issuer's: hostile sets of both must not multiply. */
const MAX_DELEGATE_CHECKS = 500;

type BoundedRequest = PathRequest & { readonly when: When; readonly budget: { checks: number } };

/** @param signers certificates whose right to sign revocation data is being decided further up: they decide nothing about themselves */
function validate(request: BoundedRequest, signers: readonly Certificate[]): PathResult {
  const { leaf, anchors, certificates, when } = request;
  if (anchors.some((anchor) => anchor.sha256 === leaf.sha256)) {
    return trustedDirectly(leaf, when, request.anchorLimits);
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
      problems: [message, ...rejected].map((reason) => ({
        subIndication: 'NO_CERTIFICATE_CHAIN_FOUND',
        message: reason,
      })),
      evidence: [],
    };
  }
  let best: PathResult | undefined;
  let bestSeverity = -1;
  for (const path of paths) {
    const { revocation, problems, evidence, revokedFrom } = assess(path, request, signers);
    const rank = severity(problems[0]);
    if (rank > bestSeverity) {
      bestSeverity = rank;
      best = { ...toResult(path, revocation, problems, evidence), revokedFrom };
    }
    if (problems.length === 0) {
      break;
    }
  }
  return best ?? toResult(longest, 'not-checked', []);
}

function trustedDirectly(leaf: Certificate, { at, algorithms }: When, limits: AnchorLimits | undefined): PathResult {
  const weakness = keyWeakness(leaf.spki, at, algorithms);
  const problems = [...checkValidity(leaf, at), ...anchorProblems(leaf, at, limits)];
  if (weakness !== undefined) {
    problems.push({ subIndication: weaknessIndication(weakness), message: weakness.message });
  }
  return toResult([leaf], 'not-checked', worstFirst(problems));
}

function toResult(
  chain: readonly Certificate[],
  revocation: PathResult['revocation'],
  problems: readonly PathProblem[],
  evidence: readonly CertificateEvidence[] = [],
): PathResult {
  return {
    indication: problems.length === 0 ? 'TOTAL-PASSED' : 'INDETERMINATE',
    subIndication: problems[0]?.subIndication ?? null,
    chain,
    revocation,
    reasons: problems.map((problem) => problem.message),
    problems,
    evidence,
  };
}

function assess(path: readonly Certificate[], request: BoundedRequest, signers: readonly Certificate[]) {
  const { crls, ocsps = [], when, optionalRevocation } = request;
  const found: PathProblem[] = [];
  const evidence: CertificateEvidence[] = [];
  const anchor = path.at(-1);
  let revokedFrom: Date | undefined;
  const delegates = {
    crlSigner: (crl: Crl) => crlSigner(crl, path, request, signers),
    responder: (response: OcspResponse, issuer: Certificate) => responder(response, issuer, path, request, signers),
  };
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
      });
    } else if (status.state === 'unknown') {
      const isOptional = optionalRevocation === 'all' || (optionalRevocation === 'authorities' && index > 0);
      if (!isOptional || index === 0) revocation = revocation === 'good' ? 'unknown' : revocation;
      if (!isOptional) found.unshift({ subIndication: status.subIndication, message: status.message });
    }
    if (status.state !== 'revoked') revokedFrom = earlier(revokedFrom, status.revokedFrom);
  }
  const problems = checkPath(path, when.at, request.policies ?? {}, when.algorithms);
  if (anchor !== undefined) problems.push(...anchorProblems(anchor, when.at, request.anchorLimits));
  const [leaf] = path;
  if (leaf !== undefined && evidence[0]?.certificate === leaf && revocation === 'good') {
    knownNotRevoked(problems, checkValidity(leaf, when.at));
  }
  return { revocation, problems: worstFirst([...problems, ...found]), evidence, revokedFrom };
}

/** A leaf outside its validity of which it is known that it was not revoked is told apart (EN 319 102-1, table 6). */
function knownNotRevoked(problems: PathProblem[], outside: readonly PathProblem[]): void {
  for (const { message } of outside) {
    const index = problems.findIndex((problem) => problem.message === message);
    if (index >= 0) problems[index] = { subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED', message };
  }
}

/**
 * A CA may sign CRLs with another key than it signs certificates with: then that key's certificate bears the CA's name and has
 * itself a valid path to the same anchor (RFC 5280, 6.3.3 f).
 */
function crlSigner(
  crl: Crl,
  path: readonly Certificate[],
  request: BoundedRequest,
  signers: readonly Certificate[],
): Certificate | undefined {
  const anchor = path.at(-1);
  return [...request.certificates, ...request.anchors].find(
    (candidate) =>
      signers.length < 3 &&
      !signers.includes(candidate) &&
      sameName(candidate.subjectName, crl.issuerName) &&
      (candidate.keyUsage?.has('cRLSign') ?? true) &&
      --request.budget.checks >= 0 &&
      crl.verifyIssuedBy(candidate) === 'valid' &&
      isValidUnder(candidate, anchor, request, [...signers, candidate], request.when.provenAt(crl.sha256)),
  );
}

/**
 * A delegated responder: its certificate is for OCSP signing, issued with the very key that issued the certificate asked about, valid
 * when it answered and until the answer is proved to have existed, and either never to be checked or checked itself (RFC 6960, 4.2.2.2).
 */
function responder(
  response: OcspResponse,
  issuer: Certificate,
  path: readonly Certificate[],
  request: BoundedRequest,
  signers: readonly Certificate[],
): Certificate | undefined {
  const { producedAt, sha256 } = response;
  const { provenAt, algorithms } = request.when;
  const proven = provenAt(sha256);
  return [...response.certificates, ...request.certificates].find((candidate) => {
    const scheme = candidate.signatureScheme;
    return (
      signers.length < 3 &&
      !signers.includes(candidate) &&
      candidate.extendedKeyUsage?.includes(PURPOSE.ocspSigning) === true &&
      response.isFrom(candidate) &&
      sameName(candidate.issuerName, issuer.subjectName) &&
      candidate.notBefore <= producedAt &&
      producedAt <= candidate.notAfter &&
      scheme !== undefined &&
      schemeWeakness(scheme, proven, algorithms) === undefined &&
      keyWeakness(candidate.spki, proven, algorithms) === undefined &&
      --request.budget.checks >= 0 &&
      candidate.verifyIssuedBy(issuer) === 'valid' &&
      response.verifySignedBy(candidate) === 'valid' &&
      (candidate.hasOcspNoCheck ||
        isValidUnder(
          candidate,
          path.at(-1),
          { ...request, when: { ...request.when, at: producedAt } },
          [...signers, candidate],
          proven,
        ))
    );
  });
}

/** @param proven when what the candidate signed is proved to have existed: neither he nor anybody above may have been revoked by then */
function isValidUnder(
  candidate: Certificate,
  anchor: Certificate | undefined,
  request: BoundedRequest,
  signers: readonly Certificate[],
  proven: Date,
): boolean {
  const result = validate({ ...request, leaf: candidate, policies: undefined }, signers);
  const { indication, chain, revokedFrom } = result;
  const inTime = revokedFrom === undefined || proven < revokedFrom;
  return indication === 'TOTAL-PASSED' && chain.at(-1)?.sha256 === anchor?.sha256 && inTime;
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
