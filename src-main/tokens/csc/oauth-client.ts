import * as oauth from 'oauth4webapi';
import { redirectPath } from '../../../shared/domain/redirect-path.ts';
import type { Http } from '../../platform/net/http.ts';
import { listenForRedirect } from '../../platform/net/loopback-redirect.ts';
import { randomBytes } from '../../platform/random.ts';
import type { SignInPlace } from './csc-info.ts';
import { invalidAnswer } from './csc-request.ts';
import { type OAuthDoor, oauthDoor, oauthFailure, overOAuth } from './oauth-door.ts';
import { findOAuthServer, type OAuthServer } from './oauth-server.ts';

/** As whom this program is registered at a service. */
export interface ClientName {
  readonly id: string;
  /** Absent for a public client, which has none (RFC 6749, 2.1). */
  readonly secret?: string | undefined;
}

/** A page of a service that a person is to open. */
export interface PageVisit {
  readonly address: string;
  /** Of the service. */
  readonly host: string;
  /** To sign in, or to allow signatures with one key. */
  readonly purpose: 'sign-in' | 'signatures';
}

/**
 * Takes the person to a page in their own browser (RFC 8252, 4).
 * @param back waits until they came back; given up where its signal is aborted
 */
export type Browser = <T>(
  visit: PageVisit,
  back: (signal: AbortSignal | undefined) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/** What a visit ended in. */
export interface Grant {
  /** `SAD`: it stands for the signature activation data, and not for an access token. */
  readonly type: 'bearer' | 'sad';
  readonly token: string;
  readonly refreshToken: string | undefined;
  /** Seconds. */
  readonly expiresIn: number | undefined;
}

/** Milliseconds for a person with a page in the browser. */
const VISIT = 300_000;
/** b64token of RFC 6750, 2.1. */
const BEARER = /^[A-Za-z0-9\-._~+/]+=*$/;

/** This program as a client of one service's authorization server: authorization code with PKCE for native apps (RFC 8252). */
export class OAuthClient {
  readonly #service: URL;
  readonly #server: OAuthServer;
  readonly #client: oauth.Client;
  readonly #identity: oauth.ClientAuth;
  readonly #door: OAuthDoor;
  readonly #browser: Browser;

  constructor(service: URL, server: OAuthServer, { id, secret }: ClientName, door: OAuthDoor, browser: Browser) {
    this.#service = service;
    this.#server = server;
    this.#client = { client_id: id };
    this.#identity = identityOf(server, secret);
    this.#door = door;
    this.#browser = browser;
  }

  /**
   * oauth2/authorize in the browser, then oauth2/token (CSC API v2.0.0.2, 8.4): RFC 6749, 4.1, with PKCE S256 (RFC 7636) and `state`; `iss` is
   * looked at where it comes (RFC 9207, 2.4).
   * @param wish what is asked for: `scope`, and what belongs to it
   * @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED
   */
  async visit(
    purpose: PageVisit['purpose'],
    wish: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<Grant> {
    const { host } = this.#service;
    const [state, verifier] = [secretText(), secretText()];
    const challenge = await oauth.calculatePKCECodeChallenge(verifier);
    const redirect = await listenForRedirect(redirectPath(host), state);
    try {
      const address = new URL(this.#server.authorization_endpoint);
      const parameters = {
        ...wish,
        response_type: 'code',
        client_id: this.#client.client_id,
        redirect_uri: redirect.uri,
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      };
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
      const answer = await this.#browser(
        { address: address.href, host, purpose },
        (stop) => redirect.answer((given) => this.#judged(given, state), VISIT, stop),
        signal,
      );
      return await this.#granted(
        'authorization_code',
        wish.scope,
        (options) =>
          oauth.authorizationCodeGrantRequest(
            this.#server,
            this.#client,
            this.#identity,
            answer,
            redirect.uri,
            verifier,
            options,
          ),
        signal,
      );
    } finally {
      redirect.close();
    }
  }

  /** RFC 6749, 6. @throws AppError REMOTE_SIGN_IN_FAILED where nobody may go on with it, REMOTE_RESPONSE_INVALID, NETWORK_* */
  refresh(refreshToken: string): Promise<Grant> {
    return this.#granted(
      'refresh_token',
      'service',
      (options) => oauth.refreshTokenGrantRequest(this.#server, this.#client, this.#identity, refreshToken, options),
      undefined,
    );
  }

  /** oauth2/revoke (RFC 7009), where there is such a thing. @throws AppError NETWORK_*, CANCELLED */
  async revoke(token: string, kind: 'access_token' | 'refresh_token', signal?: AbortSignal): Promise<void> {
    if (this.#server.revocation_endpoint === undefined) return;
    const options = { ...this.#door, additionalParameters: { token_type_hint: kind }, ...(signal && { signal }) };
    await overOAuth(this.#service.host, 'oauth2/revoke', () =>
      oauth.revocationRequest(this.#server, this.#client, this.#identity, token, options),
    );
  }

  /** @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_RESPONSE_INVALID */
  #judged(given: URLSearchParams, state: string): URLSearchParams {
    const { host } = this.#service;
    try {
      const found = oauth.validateAuthResponse(this.#issuerOf(given), this.#client, given, state);
      if (found.get('code') === null) throw invalidAnswer(host, 'oauth2/authorize', 'it holds no code');
      return found;
    } catch (error) {
      throw oauthFailure(host, 'oauth2/authorize', error);
    }
  }

  /**
   * A server that does not tell of itself has an issuer that nobody knows before: one at the same place counts. One that
   * says nothing of itself in its answers is known by the redirect that is this service's alone (RFC 9700, 4.4.2).
   */
  #issuerOf(given: URLSearchParams): oauth.AuthorizationServer {
    const issuer = given.get('iss') ?? '';
    const { isDescribed, authorization_endpoint: place } = this.#server;
    if (isDescribed || !URL.canParse(issuer) || new URL(issuer).origin !== new URL(place).origin) return this.#server;
    return { ...this.#server, issuer };
  }

  /** oauth2/token (8.4.4; RFC 6749, 5.1). */
  async #granted(
    grant: 'authorization_code' | 'refresh_token',
    scope: string | undefined,
    ask: (options: oauth.TokenEndpointRequestOptions) => Promise<Response>,
    signal: AbortSignal | undefined,
  ): Promise<Grant> {
    const { host } = this.#service;
    // Earlier versions of the API name what authorises a signature by a type of its own.
    const recognizedTokenTypes = scope === 'credential' ? { sad: () => undefined } : {};
    const found = await overOAuth(host, 'oauth2/token', async () => {
      const answer = await ask({ ...this.#door, ...(signal && { signal }) });
      const process =
        grant === 'refresh_token' ? oauth.processRefreshTokenResponse : oauth.processAuthorizationCodeResponse;
      return process(this.#server, this.#client, answer, { recognizedTokenTypes });
    });
    const type = found.token_type === 'sad' ? 'sad' : 'bearer';
    if (found.token_type === 'dpop' || (type === 'bearer' && !BEARER.test(found.access_token))) {
      throw invalidAnswer(host, 'oauth2/token', 'it holds no bearer token');
    }
    const { access_token: token, refresh_token: refreshToken, expires_in: expiresIn } = found;
    return { type, token, refreshToken, expiresIn };
  }
}

/** @throws AppError REMOTE_RESPONSE_INVALID, REMOTE_SIGN_IN_FAILED, NETWORK_*, CANCELLED */
export async function findOAuthClient(
  service: URL,
  place: SignInPlace,
  { client, http, browser }: { readonly client: ClientName; readonly http: Http; readonly browser: Browser },
  signal?: AbortSignal,
): Promise<OAuthClient> {
  const door = oauthDoor(http, service);
  return new OAuthClient(service, await findOAuthServer(place, service, door, signal), client, door, browser);
}

/** RFC 8414, 2: where nothing is said of it, the secret goes into the Authorization field. */
function identityOf({ token_endpoint_auth_methods_supported: taken }: OAuthServer, secret: string | undefined) {
  if (secret === undefined) return oauth.None();
  const isBasic = taken === undefined || taken.includes('client_secret_basic');
  return isBasic ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}

/** 256 bits, as RFC 7636, 4.1 wants them of a verifier. */
function secretText(): string {
  return Buffer.from(randomBytes(32)).toString('base64url');
}
