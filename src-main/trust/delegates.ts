import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import { PURPOSE } from '../cms/extensions.ts';
import { sameName } from '../cms/name.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import { keyWeakness, schemeWeakness } from './algorithm-policy.ts';
import { delegatesListsTo } from './crl-coverage.ts';
import type { Delegates } from './revocation.ts';
import type { When } from './when.ts';

/** What the search for delegates needs of a validation that is under way. */
export interface DelegateContext {
  readonly anchors: readonly Certificate[];
  readonly certificates: readonly Certificate[];
  readonly when: When;
  /** Signatures of CRLs and OCSP responses tried with keys other than the issuer's: hostile sets of both must not multiply. */
  readonly budget: { checks: number };
  /** Those whose right to sign revocation data is being decided further up: they decide nothing about themselves. */
  readonly signers: readonly Certificate[];
  /**
   * Whether a certificate has a valid path to the anchor of the path that is being checked, as of `at`.
   * @param times `proven`: when what it signed is proved to have existed: neither it nor anybody above may have been revoked by then
   * @param mayBeUnknown nothing need be known of its own revocation
   */
  readonly isValid: (
    candidate: Certificate,
    times: { readonly at: Date; readonly proven: Date },
    mayBeUnknown?: boolean,
  ) => boolean;
}

const DEEPEST = 3;

/** Who besides the issuer may speak for it. */
export function delegatesIn(context: DelegateContext): Delegates {
  return {
    crlSigner: (crl, certificate) => crlSigner(crl, certificate, context),
    responder: (response, issuer) => responder(response, issuer, context),
  };
}

/**
 * A CA may sign CRLs with another key than it signs certificates with, or leave them to somebody else: then that key's certificate bears
 * the name of the list's issuer and has itself a valid path to the same anchor (RFC 5280, 6.3.3 f).
 */
function crlSigner(crl: Crl, certificate: Certificate, context: DelegateContext): Certificate | undefined {
  const { signers, when, budget, isValid } = context;
  return [...context.certificates, ...context.anchors].find(
    (candidate) =>
      sameName(candidate.subjectName, crl.issuerName) &&
      (candidate.keyUsage?.has('cRLSign') ?? true) &&
      --budget.checks >= 0 &&
      crl.verifyIssuedBy(candidate) === 'valid' &&
      (isItsOwn(candidate, certificate, crl, signers) ||
        (signers.length < DEEPEST &&
          !signers.includes(candidate) &&
          isValid(candidate, { at: when.at, proven: when.provenAt(crl.sha256) }))),
  );
}

/**
 * Whoever certified an issuer of lists may have said that its own revocation, too, stands on the list it issues: then this list speaks about
 * it. The rest of its path is what is being decided further up.
 */
function isItsOwn(
  candidate: Certificate,
  certificate: Certificate,
  crl: Crl,
  signers: readonly Certificate[],
): boolean {
  return (
    signers.includes(candidate) &&
    candidate.sha256 === certificate.sha256 &&
    delegatesListsTo(certificate, crl.issuerName)
  );
}

/**
 * A delegated responder: its certificate is for OCSP signing, issued with the very key that issued the certificate asked about, valid
 * when it answered and until the answer is proved to have existed, and either never to be checked or checked itself (RFC 6960, 4.2.2.2).
 * Where its issuer names no way to check it, what to do is left to local policy (4.2.2.2.1): it counts unless something at hand says revoked.
 */
function responder(response: OcspResponse, issuer: Certificate, context: DelegateContext): Certificate | undefined {
  const { producedAt, sha256 } = response;
  const { signers, when, budget, isValid } = context;
  const { provenAt, algorithms } = when;
  const proven = provenAt(sha256);
  return [...response.certificates, ...context.certificates].find((candidate) => {
    const scheme = candidate.signatureScheme;
    return (
      signers.length < DEEPEST &&
      !signers.includes(candidate) &&
      candidate.extendedKeyUsage?.includes(PURPOSE.ocspSigning) === true &&
      response.isFrom(candidate) &&
      sameName(candidate.issuerName, issuer.subjectName) &&
      candidate.notBefore <= producedAt &&
      producedAt <= candidate.notAfter &&
      scheme !== undefined &&
      schemeWeakness(scheme, proven, algorithms) === undefined &&
      keyWeakness(candidate.spki, proven, algorithms) === undefined &&
      --budget.checks >= 0 &&
      candidate.verifyIssuedBy(issuer) === 'valid' &&
      response.verifySignedBy(candidate) === 'valid' &&
      (candidate.hasOcspNoCheck || isValid(candidate, { at: producedAt, proven }, isUncheckable(candidate)))
    );
  });
}

/** Its issuer names neither a responder nor a list for it. */
function isUncheckable({ ocspUrls, distributionPoints }: Certificate): boolean {
  return ocspUrls.length === 0 && distributionPoints.length === 0;
}
