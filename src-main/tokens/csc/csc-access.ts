import { AppError, codeOf } from '../../../shared/contract/app-error.ts';
import type { Http } from '../../platform/net/http.ts';
import { abandonable } from '../abandonable.ts';
import { readInfo } from './csc-info.ts';
import type { Browser, ClientName, Grant, OAuthClient } from './oauth-client.ts';

/** Signatures with one key that a person is asked to allow. */
export interface Permission {
  readonly credential: string;
  readonly signatures: number;
  /** Base64 of the hash that it is bound to, with the OID of its algorithm. */
  readonly bound?: { readonly hash: string; readonly hashAlgorithmOID: string };
}

export interface PermissionPage {
  /** @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED */
  allow(wish: Permission, signal: AbortSignal | undefined): Promise<Grant>;
  /** Gives back what was not used up. Fails never. */
  giveBack(token: string): Promise<void>;
}

/** By what right a service is asked. */
export interface Access {
  /** OAuth 2.0 bearer token of scope “service”. */
  readonly token: string;
  /** Gets another token in place of one that the service accepts no longer; false where there is no way. @throws AppError NETWORK_*, CANCELLED */
  renew(stale: string, signal: AbortSignal | undefined): Promise<boolean>;
  /** What the person allows on a page in the browser; absent where that is not how they came in. */
  readonly page: PermissionPage | undefined;
  /** Gives the right back. Fails never: whoever is away forgets it by itself. */
  end(): Promise<void>;
}

/** @param token OAuth 2.0 bearer token (RFC 6750, 2.1), UTF-8; stays the caller's, to be overwritten. @throws AppError USAGE */
export function givenAccess(token: Uint8Array): Access {
  const text = Buffer.from(token).toString('latin1').trim();
  if (!/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) {
    throw new AppError(
      'USAGE',
      'The access token of the signing service has characters that no token has. Give it alone.',
    );
  }
  return { token: text, renew: async () => false, page: undefined, end: async () => undefined };
}

/** How somebody signs in. */
export interface SignIn {
  readonly client: ClientName;
  readonly browser: Browser;
}

/** Milliseconds for giving tokens back. */
const FAREWELL = 3_000;

/**
 * Signs in with the browser: scope “service” (CSC API v2.0.0.2, 8.4.2).
 * @param service as serviceAddress gives it
 * @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, USAGE where the service has no such page, NETWORK_*, CANCELLED
 */
export async function signedInAccess(
  service: URL,
  http: Http,
  { client, browser }: SignIn,
  signal?: AbortSignal,
): Promise<Access> {
  // Loaded only where somebody signs in.
  const [{ signIn }, { findOAuthClient }] = await Promise.all([
    readInfo(http, service, signal),
    import('./oauth-client.ts'),
  ]);
  if (signIn === undefined) {
    throw new AppError(
      'USAGE',
      `The signing service ${service.host} has no page to sign in on. Give an access token that you got from it.`,
      { host: service.host },
    );
  }
  const oauthClient = await findOAuthClient(service, signIn, { client, http, browser }, signal);
  return new SignedIn(oauthClient, await oauthClient.visit('sign-in', { scope: 'service' }, signal));
}

/** Tokens that came from a page in the browser. They are in memory alone, and are given back at the end. */
class SignedIn implements Access {
  readonly #client: OAuthClient;
  #grant: Grant;
  #renewal: Promise<boolean> | undefined;
  #isOver = false;

  constructor(client: OAuthClient, grant: Grant) {
    this.#client = client;
    this.#grant = grant;
  }

  get token(): string {
    return this.#grant.token;
  }

  /** Several that meet with the same stale token wait for the one new one; whoever waits no longer does not end it for the others. */
  renew(stale: string, signal: AbortSignal | undefined): Promise<boolean> {
    if (stale !== this.#grant.token) return Promise.resolve(true);
    this.#renewal ??= this.#renewed().finally(() => {
      this.#renewal = undefined;
    });
    return abandonable(this.#renewal, signal);
  }

  readonly page: PermissionPage = {
    allow: ({ credential, signatures, bound }, signal) =>
      this.#client.visit(
        'signatures',
        {
          scope: 'credential',
          credentialID: credential,
          numSignatures: String(signatures),
          ...(bound !== undefined && {
            hashes: Buffer.from(bound.hash, 'base64').toString('base64url'),
            hashAlgorithmOID: bound.hashAlgorithmOID,
          }),
        },
        signal,
      ),
    giveBack: (token) => this.#giveBack([[token, 'access_token']]),
  };

  async end(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    await this.#renewal?.catch(() => false);
    const { token, refreshToken } = this.#grant;
    const renews = refreshToken === undefined ? [] : ([[refreshToken, 'refresh_token']] as const);
    await this.#giveBack([...renews, [token, 'access_token']]);
  }

  async #giveBack(tokens: readonly (readonly [string, 'access_token' | 'refresh_token'])[]): Promise<void> {
    const within = AbortSignal.timeout(FAREWELL);
    await Promise.allSettled(tokens.map(([token, kind]) => this.#client.revoke(token, kind, within)));
  }

  /** A server may give another refresh token with each new token (RFC 6749, 6): the former is used no more. */
  async #renewed(): Promise<boolean> {
    const { refreshToken } = this.#grant;
    if (refreshToken === undefined || this.#isOver) return false;
    try {
      const grant = await this.#client.refresh(refreshToken);
      this.#grant = { ...grant, refreshToken: grant.refreshToken ?? refreshToken };
      return true;
    } catch (error) {
      if (codeOf(error) !== 'REMOTE_SIGN_IN_FAILED') throw error;
      this.#grant = { ...this.#grant, refreshToken: undefined };
      return false;
    }
  }
}
