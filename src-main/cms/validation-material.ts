/** What a validator needs besides the signature, each item DER and once: certificates, OCSP responses (RFC 6960, OCSPResponse), CRLs. */
export interface ValidationMaterial {
  readonly certificates: readonly Uint8Array[];
  readonly ocsps: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}
