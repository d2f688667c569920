import type { Certificate } from '../cms/certificate.ts';
import type { Crl } from '../cms/crl.ts';
import type { OcspResponse } from '../cms/ocsp-response.ts';
import { type CrlSignerCheck, crlStatus } from './crl-revocation.ts';
import { ocspStatus, type ResponderCheck } from './ocsp-revocation.ts';
import type { RevocationStatus } from './revocation-status.ts';
import { earlier, type IssuerWhen } from './when.ts';

export interface RevocationData {
  readonly crls: readonly Crl[];
  readonly ocsps: readonly OcspResponse[];
}

/** Who besides the issuer may speak for it. */
export interface Delegates {
  readonly crlSigner: CrlSignerCheck;
  readonly responder: ResponderCheck;
}

/**
 * Looks a certificate up in OCSP responses and CRLs (RFC 6960, 3.2; RFC 5280, 6.3). One that says revoked outweighs any that says good;
 * an OCSP answer is preferred to a list where both say good.
 */
export function revocationStatus(
  certificate: Certificate,
  issuer: Certificate,
  data: RevocationData,
  when: IssuerWhen,
  delegates: Delegates,
): RevocationStatus {
  const byOcsp = ocspStatus(certificate, issuer, data.ocsps, when, delegates.responder);
  if (byOcsp?.state === 'revoked') return byOcsp;
  const byCrl = crlStatus(certificate, issuer, data.crls, when, delegates.crlSigner);
  if (byCrl.state === 'revoked' || byOcsp === undefined) return byCrl;
  const revokedFrom = earlier(byOcsp.revokedFrom, byCrl.revokedFrom);
  // A hold or a stale answer is told as it is; a list that says nothing adds nothing to it.
  return { ...(byOcsp.state === 'good' || byCrl.state === 'unknown' ? byOcsp : byCrl), revokedFrom };
}
