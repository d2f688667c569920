import { z } from 'zod';
import type { Http } from '../../platform/net/http.ts';
import { askService, readAnswer, refusedError, said } from './csc-request.ts';

const text = z.string().max(4096);
const about = z.object({
  methods: z.array(z.string().max(200)).max(200).default([]),
  authType: z.array(text).max(50).default([]),
  oauth2: text.nullish(),
  /** From version 2.1 on. */
  oauth2Issuer: text.nullish(),
  oauth2Servers: z
    .array(z.object({ baseUri: text.nullish(), issuerIdentifier: text.nullish(), authType: z.array(text).max(50) }))
    .max(50)
    .nullish(),
});

/** Where a person signs in: an authorization server that tells of itself (RFC 8414), or the base address of one that does not. */
export interface SignInPlace {
  readonly kind: 'issuer' | 'base';
  readonly address: string;
}

/** What a service says of itself to anybody. */
export interface CscInfo {
  readonly methods: ReadonlySet<string>;
  /** Undefined where nobody signs in with a browser. */
  readonly signIn: SignInPlace | undefined;
}

/** OAuth 2.0 with an authorization code, in `authType` (11.1). */
const IN_BROWSER = 'oauth2code';

/**
 * info (CSC API v2.0.0.2, 11.1), which is asked for without an access token.
 * @throws AppError REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED
 */
export async function readInfo(http: Http, address: URL, signal?: AbortSignal): Promise<CscInfo> {
  const { host } = address;
  const { status, value } = await askService(http, address, { method: 'info', body: {}, signal });
  if (status >= 400) throw refusedError(host, 'info', status, value);
  const { methods, authType, oauth2, oauth2Issuer, oauth2Servers } = readAnswer(about, value, host, 'info');
  const servers = [{ baseUri: oauth2, issuerIdentifier: oauth2Issuer, authType }, ...(oauth2Servers ?? [])];
  const places = servers
    .filter((server) => server.authType.includes(IN_BROWSER))
    .flatMap(({ baseUri, issuerIdentifier }): SignInPlace[] => {
      if (issuerIdentifier) return [{ kind: 'issuer', address: issuerIdentifier }];
      return baseUri ? [{ kind: 'base', address: baseUri }] : [];
    });
  return { methods: new Set(methods.map(said)), signIn: places[0] };
}
