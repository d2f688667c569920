import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';

/** What revocation data say of one certificate at a time. `revokedFrom`: it was revoked for good later than that. */
export type RevocationStatus =
  | { readonly state: 'good'; readonly used: RevocationEvidence; readonly revokedFrom?: Date | undefined }
  | { readonly state: 'revoked'; readonly since: Date; readonly reason: number; readonly used: RevocationEvidence }
  /** No usable answer, and why, in a sentence: nothing was at hand, it is stale, or the certificate is on hold. */
  | { readonly state: 'unknown'; readonly message: string; readonly revokedFrom?: Date | undefined };

/** What an answer rests on. */
export interface RevocationEvidence {
  readonly crl?: Crl;
  readonly ocsp?: OcspResponse;
  /** Of who signed it, where that is not the issuer itself. */
  readonly signer?: Certificate;
}
