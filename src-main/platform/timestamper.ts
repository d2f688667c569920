/** Digests that timestamps are asked for with. */
export type TimestampHash = 'sha256' | 'sha384' | 'sha512';

/**
 * Whoever gives RFC 3161 timestamp tokens: a client of one or several authorities, or one in the process for tests.
 * `pades` and `cades` know this interface only.
 */
export interface Timestamper {
  /** Bytes to keep free for a token of this authority where none has been seen yet. */
  readonly expectedTokenSize: number;
  /**
   * Has a digest timestamped and gives the TimeStampToken (CMS ContentInfo, DER), already checked against the request: status,
   * imprint, nonce, one SignerInfo, ESS certificate reference, key usage, signature value (RFC 3161, 2.2 and 2.4.2).
   * @throws AppError TSA_UNREACHABLE, TSA_REFUSED, TSA_RESPONSE_INVALID, NETWORK_*, CANCELLED
   */
  timestamp(digest: Uint8Array, hash: TimestampHash, signal?: AbortSignal): Promise<Uint8Array>;
}
