import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { SignInPlace } from './csc-info.ts';
import { invalidAnswer, namedAddress, readAnswer } from './csc-request.ts';
import { type OAuthDoor, overOAuth } from './oauth-door.ts';

/** The authorization server of a service, whose addresses are looked at. */
export interface OAuthServer extends oauth.AuthorizationServer {
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  /** False for one that does not tell of itself: then its issuer is not known, only where it is. */
  readonly isDescribed: boolean;
}

/** For messages. */
const METHOD = 'oauth-authorization-server';

/** Of RFC 8414, 2, what is used: the library has looked at the issuer alone. */
const endpoints = z.object({
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().optional(),
  code_challenge_methods_supported: z.array(z.string()).optional(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});

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
  // RFC 8414, 2; and to a base address paths are added.
  if (place.search !== '') throw invalidAnswer(service.host, 'info', 'it names an address with a query to sign in at');
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
  const described = await overOAuth(service.host, METHOD, async () => {
    const options = { ...door, algorithm: 'oauth2' as const, ...(signal && { signal }) };
    return oauth.processDiscoveryResponse(place, await oauth.discoveryRequest(place, options));
  });
  const found = readAnswer(endpoints, described, service.host, METHOD);
  if (found.code_challenge_methods_supported?.includes('S256') === false) {
    throw invalidAnswer(service.host, METHOD, 'it does without PKCE with S256');
  }
  // All of them before anybody is sent to a page.
  const named = (text: string) => namedAddress(text, service, METHOD).href;
  const { authorization_endpoint: authorize, token_endpoint: token, revocation_endpoint: revoke } = found;
  return {
    ...described,
    authorization_endpoint: named(authorize),
    token_endpoint: named(token),
    ...(revoke !== undefined && { revocation_endpoint: named(revoke) }),
    isDescribed: true,
  };
}
