import type { SubIndication } from '../../shared/domain/verification.ts';
import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import type { AlgorithmPolicy } from './algorithm-policy.ts';
import type { AnchorLimits } from './anchor-limits.ts';
import type { ListedAnchors } from './listed-anchors.ts';
import type { PolicyInputs, ValidPolicy } from './policies.ts';
import type { PathProblem } from './problem.ts';
import type { RevocationEvidence } from './revocation-status.ts';
import type { When } from './when.ts';

/** What is asked of a certificate. */
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
  /** Further anchors. */
  readonly listed?: ListedAnchors | undefined;
  /** How old revocation data may be, milliseconds; as long as they say of themselves where absent. */
  readonly revocationMaxAge?: number | undefined;
  /** Whose revocation may stay unknown, as a policy says: nobody's, that of the authorities above the leaf, or that of all. */
  readonly optionalRevocation?: 'authorities' | 'all' | undefined;
}

/** What came of it. */
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
  /** What says that certificates of the chain are on hold: no answer for good. */
  readonly holds: readonly CertificateEvidence[];
  /** Policies under which the path is valid, in the terms of the first authority below the anchor (RFC 5280, 6.1.6); anyPolicy where all are. */
  readonly policies: readonly ValidPolicy[];
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
