import { z } from 'zod';
import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { Http } from '../../platform/net/http.ts';

/** Longest answer: a chain of certificates in base64 and what stands about it. */
const MOST_BYTES = 512 * 1024;
/** Milliseconds. A service may wait for the person to confirm on a telephone. */
const DEADLINES = { ask: 20_000, authorize: 180_000, sign: 60_000 };
/** Signing many documents is many requests, each wanted by a person; no common budget would allow it. */
const BUDGET = { requests: 20_000, perMilliseconds: 600_000 };
/** Characters of what a service says that are shown. */
const MOST_SAID = 200;

const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** Errors of CSC API v2 (clause 10 and the tables of each method) that are about who asks and not about what is asked. */
const UNAUTHORIZED =
  /^(access_denied|unauthorized|authentication_error|invalid_pin|invalid_otp|invalid_auth(entication)?_?data|invalid_credentials|otp_expired|pin_expired|pin_locked|otp_locked)$/i;
/** The service says so in its description alone: “Credential locked” (11.6, 11.7). */
const LOCKED = /\block(ed|out)\b/i;

/** The access token is not, or no longer, good (RFC 6750, 3.1); a wrong PIN is told with another code. */
const STALE_TOKEN = /^(invalid_token|expired_token|insufficient_scope)$/i;

const about = z.object({ methods: z.array(z.string().max(200)).max(200) });

/** One remote signing service (CSC API v2.0.0.2, ETSI TS 119 432), asked with one access token. */
export class CscService {
  /** Host and port, for messages. */
  readonly host: string;
  readonly #base: string;
  readonly #http: Http;
  readonly #authorization: string;
  #isTokenRefused = false;
  #methods: Promise<ReadonlySet<string>> | undefined;

  /**
   * @param url of the API up to and with its version: `https://service.example/csc/v2`
   * @param accessToken OAuth 2.0 bearer token (RFC 6750, 2.1), UTF-8; stays the caller's, to be overwritten
   * @throws AppError USAGE for an address without TLS that is not this computer's, or a token that is none
   */
  constructor(url: string, accessToken: Uint8Array, http: Http) {
    const address = serviceAddress(url);
    this.host = address.host;
    this.#base = address.href.replace(/\/+$/, '');
    this.#http = http;
    this.#authorization = `Bearer ${bearer(accessToken)}`;
  }

  /** The service said of the access token that it is no longer good. */
  get isTokenRefused(): boolean {
    return this.#isTokenRefused;
  }

  /** Whether the service has a method, as it says itself (info, 11.1); one that does not say has none but the usual ones. */
  async has(method: string, signal?: AbortSignal): Promise<boolean> {
    this.#methods ??= this.call('info', {}, about, { signal }).then(
      ({ methods }) => new Set(methods),
      () => {
        // Asked again the next time: somebody may have stopped the question.
        this.#methods = undefined;
        return new Set();
      },
    );
    const methods = await this.#methods;
    throwIfCancelled(signal);
    return methods.has(method);
  }

  /**
   * Calls one method with JSON and checks the form of the answer.
   * @throws AppError REMOTE_TOKEN_REFUSED, REMOTE_UNAUTHORIZED, REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED
   */
  async call<T>(
    method: string,
    body: Readonly<Record<string, unknown>>,
    form: z.ZodType<T>,
    { signal, lasts = 'ask' }: { signal?: AbortSignal | undefined; lasts?: keyof typeof DEADLINES } = {},
  ): Promise<T> {
    const purpose = `An answer of the signing service ${this.host}`;
    const bytes = Buffer.from(JSON.stringify(body), 'utf8');
    try {
      const answer = await this.#http.request(
        {
          method: 'POST',
          url: `${this.#base}/${method}`,
          body: bytes,
          contentType: 'application/json',
          accept: 'application/json',
          authorization: this.#authorization,
          refusesRedirects: true,
          readsStatus: true,
          maxBytes: MOST_BYTES,
          deadline: DEADLINES[lasts],
          purpose,
          budget: BUDGET,
        },
        signal,
      );
      // No content (204) says all that there is to be said.
      const value = answer.body.length === 0 ? {} : parsed(answer.body);
      if (answer.status >= 400) throw this.#refused(method, answer.status, value);
      const found = form.safeParse(value);
      if (found.success) return found.data;
      const [issue] = found.error.issues;
      throw this.invalid(
        method,
        issue === undefined || issue.path.length === 0
          ? 'it is no JSON of the right form'
          : `“${issue.path.join('.')}” is not right`,
      );
    } finally {
      bytes.fill(0);
    }
  }

  /** The error for an answer that cannot be used. */
  invalid(method: string, why: string): AppError {
    return new AppError(
      'REMOTE_RESPONSE_INVALID',
      `The signing service ${this.host} gave an answer to ${method} that cannot be used: ${why}. Nothing was signed; ask whoever runs the service.`,
      { host: this.host, method },
    );
  }

  #refused(method: string, status: number, value: unknown): AppError {
    const found = refusal.safeParse(value);
    const code = found.success ? said(found.data.error) : `status ${status}`;
    const why = found.success && found.data.error_description ? `: ${said(found.data.error_description)}` : '';
    const details = { host: this.host, method, status };
    if (STALE_TOKEN.test(code) || (status === 401 && !method.startsWith('credentials/authorize'))) {
      this.#isTokenRefused = true;
      return new AppError(
        'REMOTE_TOKEN_REFUSED',
        `The signing service ${this.host} does not accept the access token (${code}${why}): it may have expired. Get a new one from the service.`,
        details,
      );
    }
    const isLocked = method.startsWith('credentials/authorize') && LOCKED.test(why);
    if (status === 401 || status === 403 || UNAUTHORIZED.test(code) || isLocked) {
      return new AppError(
        'REMOTE_UNAUTHORIZED',
        `The signing service ${this.host} does not accept the PIN or one-time code (${code}${why}). Check them before you try again: it may lock after a few wrong ones.`,
        details,
      );
    }
    return new AppError(
      'REMOTE_REFUSED',
      `The signing service ${this.host} refuses ${method} (${code}${why}). Ask whoever runs the service.`,
      details,
    );
  }
}

/** @throws AppError USAGE */
export function serviceAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = address !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(address.hostname);
  const isSafe = address?.protocol === 'https:' || (address?.protocol === 'http:' && isLocal);
  if (address === undefined || !isSafe || address.username !== '' || address.search !== '' || address.hash !== '') {
    throw new AppError(
      'USAGE',
      'The address of a signing service begins with https:// and has no password, no ? and no # in it, as in https://service.example/csc/v2. Correct it.',
    );
  }
  return address;
}

/** Whether a failure ends the work with this key: what was refused is not sent again. */
export function isRefusedSecret(error: unknown): boolean {
  return isAppError(error) && (error.code === 'REMOTE_UNAUTHORIZED' || error.code === 'REMOTE_TOKEN_REFUSED');
}

/** b64token of RFC 6750, 2.1. @throws AppError USAGE */
function bearer(token: Uint8Array): string {
  const text = Buffer.from(token).toString('latin1').trim();
  if (/^[A-Za-z0-9\-._~+/]+=*$/.test(text)) return text;
  throw new AppError(
    'USAGE',
    'The access token of the signing service has characters that no token has. Give it alone.',
  );
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** SECURITY: the service's own words, in one plain line and not too many of them. */
export function said(text: string): string {
  return plainLine(text).slice(0, MOST_SAID);
}
