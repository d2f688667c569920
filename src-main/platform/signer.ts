/** Names of what a key can do, hash included. RSA-PSS: MGF1 with the same hash, salt as long as the hash (RFC 4055, RFC 8017). */
export type SignatureAlgorithm =
  | 'rsa-pkcs1-sha256'
  | 'rsa-pkcs1-sha384'
  | 'rsa-pkcs1-sha512'
  | 'rsa-pss-sha256'
  | 'rsa-pss-sha384'
  | 'rsa-pss-sha512'
  | 'ecdsa-sha256'
  | 'ecdsa-sha384'
  | 'ecdsa-sha512'
  | 'ed25519';

/**
 * A key in somebody's hand: PKCS#11 token, PKCS#12 key store, later remote and test signers.
 * Implementations live in their own rooms; `pades` and `cms` know this interface only.
 */
export interface Signer {
  /** The signing certificate, DER. */
  readonly certificate: Uint8Array;
  /** Further certificates found beside it, DER, in no promised order; the signing certificate is not among them. */
  readonly chain: readonly Uint8Array[];
  /** What this key can do, best first for the certificate's own key. Never empty. */
  readonly algorithms: readonly SignatureAlgorithm[];
  /** Where the key lives, in words for people: "Token ‘Alice’ (SoftHSM v2, serial 1a2b)" or "Key store alice.p12". */
  readonly keyHome: string;
  /**
   * Signs `toBeSigned`, which is exactly what the algorithm signs (for CMS the DER SET OF signed attributes).
   * Hash, DigestInfo, PSS parameters or raw message are formed by the implementation. ECDSA comes back as DER (ECDSA-Sig-Value).
   * One call asks the key once: nothing is retried.
   * @throws AppError CKR_* codes, PIN_*, MODULE_CRASHED, MODULE_TIMEOUT, CANCELLED
   */
  sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal?: AbortSignal): Promise<Uint8Array>;
  /** Logs out and lets the key go. May be called twice. */
  close(): Promise<void>;
}
