import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { redirectPath } from '../../shared/domain/redirect-path.ts';

/** How people sign in to a signing service of the tests (RFC 6749, RFC 7636, CSC API v2, 8.4). */
export interface SignInOptions {
  readonly clientId: string;
  /** A client that has none is public. */
  readonly clientSecret?: string;
  /** How the service names this server: by its base address, or as an issuer that describes itself (RFC 8414). */
  readonly named?: 'base' | 'issuer';
  /** False: no refresh token is given. */
  readonly refreshes?: boolean;
  /** `token_type` for scope “credential”. */
  readonly credentialType?: 'Bearer' | 'SAD';
  /** Scopes that the person does not allow. */
  readonly denied?: readonly string[];
  /** Changes what the browser is sent back to. */
  readonly back?: (address: URL) => void;
  /** What is done instead of an answer with tokens. */
  readonly tokens?: (response: ServerResponse, answer: Record<string, unknown>) => void;
  /** What is changed of the description of itself. */
  readonly description?: Readonly<Record<string, unknown>>;
}

/** Signatures that a person allowed with one key. */
export interface Allowed {
  readonly credential: string;
  readonly hashes: readonly string[] | undefined;
  left: number;
}

interface Asked {
  readonly parameters: URLSearchParams;
  isUsed: boolean;
  tokens: string[];
}

/** The authorization server of a signing service: codes are good once, each with its own verifier and redirect; refresh tokens, too. */
export class SignInServer {
  /** Parameters that came to oauth2/authorize, oldest first. */
  readonly visits: Record<string, string>[] = [];
  /** Forms that came to oauth2/token and oauth2/revoke. */
  readonly forms: Record<string, string>[] = [];
  readonly #options: SignInOptions;
  readonly #codes = new Map<string, Asked>();
  readonly #tokens = new Map<string, 'service' | Allowed>();
  readonly #refreshTokens = new Set<string>();
  #count = 0;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** What `info` says of it. */
  about(origin: string): Record<string, unknown> {
    const { named = 'base' } = this.#options;
    return { authType: ['oauth2code'], ...(named === 'base' ? { oauth2: `${origin}/` } : { oauth2Issuer: origin }) };
  }

  /** For the service, or for signatures with one key; undefined for a token that is not good. */
  rightOf(token: string): 'service' | Allowed | undefined {
    return this.#tokens.get(token);
  }

  /** Tokens for the service that are good now. */
  get live(): number {
    return [...this.#tokens.values()].filter((right) => right === 'service').length + this.#refreshTokens.size;
  }

  /** Signatures that people allowed and that are not made yet. */
  get allowed(): number {
    return [...this.#tokens.values()].reduce((sum, right) => sum + (right === 'service' ? 0 : right.left), 0);
  }

  /** Access tokens end, as after their time. */
  expire(): void {
    this.#tokens.clear();
  }

  /** @returns false where it is none of its paths */
  answer(request: IncomingMessage, body: string, response: ServerResponse): boolean {
    const origin = `http://${request.headers.host}`;
    const url = new URL(request.url ?? '', origin);
    switch (url.pathname) {
      case '/oauth2/authorize':
        this.#authorize(url.searchParams, origin, response);
        return true;
      case '/oauth2/token':
      case '/oauth2/revoke': {
        const form = this.#identified(Object.fromEntries(new URLSearchParams(body)), request);
        if (form === undefined) json(response, 401, { error: 'invalid_client' });
        else if (url.pathname === '/oauth2/revoke') this.#revoke(form, response);
        else this.#give(form, response);
        return true;
      }
      case '/.well-known/oauth-authorization-server':
        json(response, 200, {
          issuer: origin,
          authorization_endpoint: `${origin}/oauth2/authorize`,
          token_endpoint: `${origin}/oauth2/token`,
          revocation_endpoint: `${origin}/oauth2/revoke`,
          code_challenge_methods_supported: ['S256'],
          authorization_response_iss_parameter_supported: true,
          ...this.#options.description,
        });
        return true;
      default:
        return false;
    }
  }

  #authorize(parameters: URLSearchParams, origin: string, response: ServerResponse): void {
    this.visits.push(Object.fromEntries(parameters));
    const value = (name: string) => parameters.get(name) ?? '';
    const isSound =
      value('client_id') === this.#options.clientId &&
      isRegistered(value('redirect_uri'), origin) &&
      value('response_type') === 'code' &&
      value('code_challenge_method') === 'S256' &&
      /^[\w-]{43}$/.test(value('code_challenge')) &&
      ['service', 'credential'].includes(value('scope'));
    // Nobody is sent to an address that is not registered (RFC 6749, 4.1.2.1).
    if (!isSound) return void json(response, 400, { error: 'invalid_request' });
    const back = new URL(value('redirect_uri'));
    back.searchParams.set('state', value('state'));
    back.searchParams.set('iss', origin);
    if (this.#options.denied?.includes(value('scope'))) back.searchParams.set('error', 'access_denied');
    else {
      const code = this.#secret('code');
      this.#codes.set(code, { parameters, isUsed: false, tokens: [] });
      back.searchParams.set('code', code);
    }
    this.#options.back?.(back);
    response.writeHead(302, { location: back.href }).end();
  }

  #give(form: Record<string, string>, response: ServerResponse): void {
    const given = form.grant_type === 'refresh_token' ? this.#refreshed(form) : this.#exchanged(form);
    if (given === undefined) return void json(response, 400, { error: 'invalid_grant', error_description: 'Not good' });
    const { tokens } = this.#options;
    if (tokens === undefined) json(response, 200, given);
    else tokens(response, given);
  }

  #exchanged(form: Record<string, string>): Record<string, unknown> | undefined {
    const asked = this.#codes.get(form.code ?? '');
    const challenge = createHash('sha256')
      .update(form.code_verifier ?? '')
      .digest('base64url');
    if (asked === undefined) return undefined;
    // What a code was good for ends where it comes twice (RFC 6749, 4.1.2).
    if (asked.isUsed) for (const token of asked.tokens) this.#tokens.delete(token);
    const isOwn = asked.parameters.get('redirect_uri') === form.redirect_uri;
    if (asked.isUsed || !isOwn || asked.parameters.get('code_challenge') !== challenge) return undefined;
    asked.isUsed = true;
    const { parameters } = asked;
    const token = this.#secret('token');
    asked.tokens.push(token);
    if (parameters.get('scope') === 'service') {
      this.#tokens.set(token, 'service');
      return { access_token: token, token_type: 'Bearer', expires_in: 3600, ...this.#refresh() };
    }
    this.#tokens.set(token, {
      credential: parameters.get('credentialID') ?? '',
      hashes: parameters
        .get('hashes')
        ?.split(',')
        .map((hash) => Buffer.from(hash, 'base64url').toString('base64')),
      left: Number(parameters.get('numSignatures')),
    });
    return { access_token: token, token_type: this.#options.credentialType ?? 'Bearer', expires_in: 300 };
  }

  #refreshed(form: Record<string, string>): Record<string, unknown> | undefined {
    if (!this.#refreshTokens.delete(form.refresh_token ?? '')) return undefined;
    const token = this.#secret('token');
    this.#tokens.set(token, 'service');
    return { access_token: token, token_type: 'Bearer', expires_in: 3600, ...this.#refresh() };
  }

  #refresh(): { refresh_token?: string } {
    if (this.#options.refreshes === false) return {};
    const refreshToken = this.#secret('refresh');
    this.#refreshTokens.add(refreshToken);
    return { refresh_token: refreshToken };
  }

  #revoke({ token = '' }: Record<string, string>, response: ServerResponse): void {
    this.#tokens.delete(token);
    this.#refreshTokens.delete(token);
    response.writeHead(204).end();
  }

  /** The form of a client that is who it says; undefined for another. */
  #identified(form: Record<string, string>, { headers }: IncomingMessage): Record<string, string> | undefined {
    this.forms.push(form);
    const { clientId, clientSecret } = this.#options;
    // Each is encoded for a form first (RFC 6749, 2.3.1).
    const [id, secret] = Buffer.from((headers.authorization ?? '').replace('Basic ', ''), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    const isOurs = (form.client_id ?? id) === clientId;
    return isOurs && (form.client_secret ?? secret) === clientSecret ? form : undefined;
  }

  #secret(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}`;
  }
}

/** Any port of this computer, with the path that belongs to this service alone (RFC 8252, 7.3; RFC 9700, 4.4.2.2). */
function isRegistered(redirect: string, origin: string): boolean {
  if (!URL.canParse(redirect)) return false;
  const { protocol, hostname, pathname } = new URL(redirect);
  return `${protocol}//${hostname}${pathname}` === `http://127.0.0.1${redirectPath(new URL(origin).host)}`;
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
