import { AppError } from '../../shared/contract/app-error.ts';
import { Certificate } from '../cms/certificate.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { Http } from '../platform/net/http.ts';
import { givenAccess, type SignIn, signedInAccess } from '../tokens/csc/csc-access.ts';
import {
  type CscCredential,
  chooseCredential,
  cscCredentialIds,
  readCredential,
} from '../tokens/csc/csc-credential.ts';
import { serviceAddress } from '../tokens/csc/csc-request.ts';
import { CscService } from '../tokens/csc/csc-service.ts';
import type { CodeSource } from '../tokens/csc/csc-signer.ts';

/** A key at a remote signing service (CSC API v2). */
export interface RemoteWish {
  readonly kind: 'csc';
  /** Address of the service. */
  readonly service: string;
  /** @throws AppError USAGE, CERTIFICATE_*, REMOTE_*, NETWORK_*, ALGORITHM_UNSUPPORTED, CANCELLED */
  find(signal?: AbortSignal): Promise<CscCredential>;
  /** Gives back what was got for this key alone, as an access token; absent where nothing was. Fails never. */
  letGo?(): Promise<void>;
  /** Asked for each one-time code. */
  readonly codeFor: CodeSource;
}

/** How a signing service is reached. */
export interface RemoteService {
  /** Address of the API with its version: `https://service.example/csc/v2`. */
  readonly service: string;
  /** By what right: an access token that is asked for once, whose bytes are overwritten, or the browser. */
  readonly by: { readonly kind: 'token'; accessToken(): Promise<Uint8Array> } | ({ readonly kind: 'browser' } & SignIn);
  http(): Promise<Http>;
}

/** A key at a signing service, as people choose among them. */
export interface RemoteKey {
  /** credentialID */
  readonly id: string;
  /** Null where the service does not tell of it as it should. */
  readonly certificate: {
    readonly sha256: string;
    readonly subject: string;
    readonly issuer: string;
    /** "RSA 2048" */
    readonly key: string;
    readonly notAfter: string;
  } | null;
  /** What each authorisation wants, in the service's words. */
  readonly wants: readonly string[];
  /** Why the service does not sign with it now; null where it does. */
  readonly reason: string | null;
}

/** A key as the service told of it, or why it could not. */
export type FoundKey =
  | { readonly id: string; readonly credential: CscCredential }
  | { readonly id: string; readonly failure: AppError };

/** Most keys of one service that are asked about: each is a request of its own. */
const MOST_KEYS = 100;

const ABOUT_ONE_KEY: ReadonlySet<string> = new Set([
  'ALGORITHM_UNSUPPORTED',
  'REMOTE_REFUSED',
  'REMOTE_RESPONSE_INVALID',
  'REMOTE_UNAUTHORIZED',
]);

/**
 * One key that cannot be read hides none of the others; a service that does not answer any more ends the list.
 * @returns the first hundred, and how many more there are
 * @throws AppError REMOTE_*, NETWORK_*, CANCELLED
 */
export async function keysAt(service: CscService, signal?: AbortSignal): Promise<{ keys: FoundKey[]; more: number }> {
  const keys: FoundKey[] = [];
  const ids = await cscCredentialIds(service, signal);
  for (const id of ids.slice(0, MOST_KEYS)) {
    throwIfCancelled(signal);
    try {
      keys.push({ id, credential: await readCredential(service, id, signal) });
    } catch (error) {
      if (!(error instanceof AppError) || !ABOUT_ONE_KEY.has(error.code)) throw error;
      keys.push({ id, failure: error });
    }
  }
  return { keys, more: ids.length - keys.length };
}

/** The keys that a service keeps for an access token. @throws AppError as keysAt, USAGE */
export async function remoteKeys(
  at: RemoteService,
  signal?: AbortSignal,
): Promise<{ keys: RemoteKey[]; more: number }> {
  const service = await openService(at, signal);
  try {
    const { keys, more } = await keysAt(service, signal);
    return { keys: keys.map(listed), more };
  } finally {
    await service.access.end();
  }
}

function listed(key: FoundKey): RemoteKey {
  if ('failure' in key) return { id: key.id, certificate: null, wants: [], reason: key.failure.message };
  const { certificate, secrets, authorization, refusal } = key.credential;
  const { sha256, subject, issuer, keyName, notAfter } = new Certificate(certificate);
  return {
    id: key.id,
    certificate: { sha256, subject, issuer, key: keyName, notAfter: notAfter.toISOString() },
    wants: authorization === 'browser' ? ['a permission in the browser'] : secrets.map(({ label }) => label),
    reason: refusal?.message ?? null,
  };
}

/** The key that is named, or the only one; the right to it is its holder's to end. @throws AppError as `RemoteWish.find` */
export async function remoteKey(
  at: RemoteService,
  credential: string | undefined,
  signal?: AbortSignal,
): Promise<CscCredential> {
  const service = await openService(at, signal);
  try {
    return await chooseCredential(service, credential, signal);
  } catch (error) {
    await service.access.end();
    throw error;
  }
}

/** @throws AppError USAGE for an address or a token that is none; as signedInAccess */
export async function openService({ service, by, http }: RemoteService, signal?: AbortSignal): Promise<CscService> {
  // Before anybody is asked for its token.
  const address = serviceAddress(service);
  const door = await http();
  if (by.kind === 'browser') return new CscService(service, await signedInAccess(address, door, by, signal), door);
  const token = await by.accessToken();
  try {
    return new CscService(service, givenAccess(token), door);
  } finally {
    token.fill(0);
  }
}
