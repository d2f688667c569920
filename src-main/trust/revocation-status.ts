import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import type { PathProblem } from './problem.ts';

/** What revocation data say of one certificate at a time. `revokedFrom`: it was revoked for good later than that. */
export type RevocationStatus =
  | { readonly state: 'good'; readonly used: RevocationEvidence; readonly revokedFrom?: Date | undefined }
  | { readonly state: 'revoked'; readonly since: Date; readonly reason: number; readonly used: RevocationEvidence }
  /** No usable answer, and why: nothing was at hand, it is stale, the certificate is on hold (TRY_LATER), or what was at hand does not count. */
  | (PathProblem & {
      readonly state: 'unknown';
      readonly revokedFrom?: Date | undefined;
      /** What says that it is on hold. */
      readonly heldBy?: RevocationEvidence | undefined;
    });

/** No answer now; one may come (EN 319 102-1, 5.2.6.4). */
export function tryLater(message: string): PathProblem & { readonly state: 'unknown' } {
  return { state: 'unknown', subIndication: 'TRY_LATER', message };
}

/** What an answer rests on. */
export interface RevocationEvidence {
  readonly crl?: Crl;
  readonly ocsp?: OcspResponse;
  /** Of who signed it, where that is not the issuer itself. */
  readonly signer?: Certificate;
  /** Lists that are needed besides: the complete one that a delta list goes on from, and those about other reasons. */
  readonly further?: readonly RevocationEvidence[];
}
