import { Certificate } from '../cms/certificate.ts';
import type { Http } from '../platform/net/http.ts';
import { cscCredential, cscCredentialIds } from '../tokens/csc/csc-credential.ts';
import { CscService } from '../tokens/csc/csc-service.ts';
import type { CodeSource } from '../tokens/csc/csc-signer.ts';

/** A key at a remote signing service (CSC API v2). */
export interface RemoteWish {
  readonly kind: 'csc';
  /** Address of the API with its version: `https://service.example/csc/v2`. */
  readonly service: string;
  /** credentialID; absent: the only one there is. */
  readonly credential?: string | undefined;
  /** Asked once. The bytes are overwritten. */
  accessToken(): Promise<Uint8Array>;
  /** Asked for each one-time code. */
  readonly codeFor: CodeSource;
  http(): Promise<Http>;
}

/** A key at a signing service, as people choose among them. */
export interface RemoteKey {
  /** credentialID */
  readonly id: string;
  readonly sha256: string;
  readonly subject: string;
  readonly issuer: string;
  /** "RSA 2048" */
  readonly key: string;
  readonly notAfter: string;
  /** What each authorisation wants, in the service's words. */
  readonly wants: readonly string[];
}

/** The keys that a service keeps for an access token. @throws AppError USAGE, REMOTE_*, NETWORK_*, ALGORITHM_UNSUPPORTED, CANCELLED */
export async function remoteKeys(
  wish: Pick<RemoteWish, 'service' | 'accessToken' | 'http'>,
  signal?: AbortSignal,
): Promise<RemoteKey[]> {
  const service = await openService(wish);
  const keys: RemoteKey[] = [];
  for (const id of await cscCredentialIds(service, signal)) {
    const { certificate, secrets } = await cscCredential(service, id, signal);
    const { sha256, subject, issuer, keyName, notAfter } = new Certificate(certificate);
    const wants = secrets.map(({ label }) => label);
    keys.push({ id, sha256, subject, issuer, key: keyName, notAfter: notAfter.toISOString(), wants });
  }
  return keys;
}

/** @throws AppError USAGE for an address or a token that is none */
export async function openService(wish: Pick<RemoteWish, 'service' | 'accessToken' | 'http'>): Promise<CscService> {
  const http = await wish.http();
  const accessToken = await wish.accessToken();
  try {
    return new CscService(wish.service, accessToken, http);
  } finally {
    accessToken.fill(0);
  }
}
