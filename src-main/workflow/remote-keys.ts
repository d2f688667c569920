import { Certificate } from '../cms/certificate.ts';
import type { Http } from '../platform/net/http.ts';
import {
  type CscCredential,
  chooseCredential,
  cscCredentialIds,
  readCredential,
} from '../tokens/csc/csc-credential.ts';
import { CscService } from '../tokens/csc/csc-service.ts';
import type { CodeSource } from '../tokens/csc/csc-signer.ts';

/** A key at a remote signing service (CSC API v2). */
export interface RemoteWish {
  readonly kind: 'csc';
  /** @throws AppError USAGE, CERTIFICATE_*, REMOTE_*, NETWORK_*, ALGORITHM_UNSUPPORTED, CANCELLED */
  find(): Promise<CscCredential>;
  /** Asked for each one-time code. */
  readonly codeFor: CodeSource;
}

/** How a signing service is reached. */
export interface RemoteService {
  /** Address of the API with its version: `https://service.example/csc/v2`. */
  readonly service: string;
  /** Asked once. The bytes are overwritten. */
  accessToken(): Promise<Uint8Array>;
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
  /** Why the service does not sign with it now; null where it does. */
  readonly reason: string | null;
}

/** The keys that a service keeps for an access token. @throws AppError USAGE, REMOTE_*, NETWORK_*, ALGORITHM_UNSUPPORTED, CANCELLED */
export async function remoteKeys(at: RemoteService, signal?: AbortSignal): Promise<RemoteKey[]> {
  const service = await openService(at);
  const keys: RemoteKey[] = [];
  for (const id of await cscCredentialIds(service, signal)) {
    const { certificate, secrets, refusal } = await readCredential(service, id, signal);
    const { sha256, subject, issuer, keyName, notAfter } = new Certificate(certificate);
    const wants = secrets.map(({ label }) => label);
    const reason = refusal?.message ?? null;
    keys.push({ id, sha256, subject, issuer, key: keyName, notAfter: notAfter.toISOString(), wants, reason });
  }
  return keys;
}

/** The key that is named, or the only one. @throws AppError as `RemoteWish.find` */
export async function remoteKey(at: RemoteService, credential: string | undefined): Promise<CscCredential> {
  return chooseCredential(await openService(at), credential);
}

/** @throws AppError USAGE for an address or a token that is none */
export async function openService({ service, accessToken, http }: RemoteService): Promise<CscService> {
  const door = await http();
  const token = await accessToken();
  try {
    return new CscService(service, token, door);
  } finally {
    token.fill(0);
  }
}
