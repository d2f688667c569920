import * as oauth from 'oauth4webapi';
import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { Http } from '../../platform/net/http.ts';
import { invalidAnswer, namedAddress, SERVICE_BUDGET, said } from './csc-request.ts';

/** Longest answer with tokens or with what an authorization server says of itself. */
const MOST_BYTES = 128 * 1024;
/** Milliseconds. */
const DEADLINE = 20_000;

/** What the library sends its requests with: the one door to the network. Nothing is redirected: the body holds secrets. */
export type OAuthDoor = Required<
  Pick<oauth.HttpRequestOptions<'GET' | 'POST', URLSearchParams | undefined>, typeof oauth.customFetch>
> & { readonly [oauth.allowInsecureRequests]: true };

/** @param service whose authorization server is asked: whether that may be done without TLS is as with itself */
export function oauthDoor(http: Http, service: URL): OAuthDoor {
  return {
    // The addresses are looked at here, each before it is asked.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (url, { method, headers, body, signal }) => {
      const { href } = namedAddress(url, service, 'oauth2');
      const bytes = body === undefined ? undefined : Buffer.from(body.toString(), 'utf8');
      try {
        const answer = await http.request(
          {
            method,
            url: href,
            body: bytes,
            contentType: headers['content-type'],
            accept: headers.accept,
            authorization: headers.authorization,
            refusesRedirects: true,
            readsStatus: true,
            maxBytes: MOST_BYTES,
            deadline: DEADLINE,
            purpose: `Signing in to the signing service ${service.host}`,
            budget: SERVICE_BUDGET,
          },
          signal ?? undefined,
        );
        const content = answer.body.length === 0 ? null : new Uint8Array(answer.body);
        return new Response(content, { status: answer.status, headers: { 'content-type': answer.contentType } });
      } finally {
        bytes?.fill(0);
      }
    },
  };
}

/** @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_RESPONSE_INVALID; what is an AppError already, as it is */
// SECURITY: what the library knows of a failure holds tokens and codes; none of it goes on but the service's own words about it.
export async function overOAuth<T>(host: string, method: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw oauthFailure(host, method, error);
  }
}

/** What a failure of the library is to a person. */
export function oauthFailure(host: string, method: string, error: unknown): unknown {
  if (isAppError(error)) return error;
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    const { error: code, error_description: description } = error;
    // The library has looked at the code alone.
    const why = typeof description === 'string' && description !== '' ? `: ${said(description)}` : '';
    return new AppError(
      'REMOTE_SIGN_IN_FAILED',
      `The signing service ${host} did not allow it (${said(code)}${why}). Start again, or ask whoever runs the service, also whether the client ID is right.`,
      { host, method, reason: said(code) },
    );
  }
  const why = error instanceof Error ? said(error.message) : 'it does not keep to OAuth 2.0';
  return invalidAnswer(host, method, why);
}
