import * as oauth from 'oauth4webapi';
import type { SignInPlace } from './csc-info.ts';
import { invalidAnswer, namedAddress } from './csc-request.ts';
import { type OAuthDoor, overOAuth } from './oauth-door.ts';

/** The authorization server of a service, whose addresses are looked at. */
export interface OAuthServer extends oauth.AuthorizationServer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  /** False for one that does not tell of itself: then its issuer is not known, only where it is. */
  readonly isDescribed: boolean;
}

/**
 * The authorization server: as it describes itself (RFC 8414, 3), or by the paths that belong to a base address (CSC API v2.0.0.2, 8.4).
 * @throws AppError REMOTE_RESPONSE_INVALID, REMOTE_SIGN_IN_FAILED, NETWORK_*, CANCELLED
 */
export async function findOAuthServer(
  { kind, address }: SignInPlace,
  service: URL,
  door: OAuthDoor,
  signal?: AbortSignal,
): Promise<OAuthServer> {
  const place = namedAddress(address, service, 'info');
  if (kind === 'base') {
    const base = place.href.replace(/\/+$/, '');
    return {
      issuer: base,
      authorization_endpoint: `${base}/oauth2/authorize`,
      token_endpoint: `${base}/oauth2/token`,
      revocation_endpoint: `${base}/oauth2/revoke`,
      // The secret goes into the body (8.4.4).
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      isDescribed: false,
    };
  }
  const described = await overOAuth(service.host, 'oauth-authorization-server', async () => {
    const options = { ...door, algorithm: 'oauth2' as const, ...(signal && { signal }) };
    return oauth.processDiscoveryResponse(place, await oauth.discoveryRequest(place, options));
  });
  const {
    authorization_endpoint: authorize,
    token_endpoint: token,
    code_challenge_methods_supported: pkce,
  } = described;
  const invalid = (why: string) => invalidAnswer(service.host, 'oauth-authorization-server', why);
  if (authorize === undefined || token === undefined) throw invalid('it does not say where to sign in');
  if (pkce !== undefined && !pkce.includes('S256')) throw invalid('it does without PKCE with S256');
  return {
    ...described,
    authorization_endpoint: namedAddress(authorize, service, 'oauth-authorization-server').href,
    token_endpoint: token,
    isDescribed: true,
  };
}
