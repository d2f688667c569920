import type { z } from 'zod';
import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { Http } from '../../platform/net/http.ts';
import type { Access } from './csc-access.ts';
import { readInfo } from './csc-info.ts';
import {
  askService,
  invalidAnswer,
  type Lasting,
  readAnswer,
  readRefusal,
  refusedError,
  serviceAddress,
} from './csc-request.ts';

/** Errors of CSC API v2 (clause 10 and the tables of each method) that are about who asks and not about what is asked. */
const UNAUTHORIZED =
  /^(access_denied|unauthorized|authentication_error|invalid_pin|invalid_otp|invalid_auth(entication)?_?data|invalid_credentials|otp_expired|pin_expired|pin_locked|otp_locked)$/i;
/** The service says so in its description alone: “Credential locked” (11.6, 11.7). */
const LOCKED = /\block(ed|out)\b/i;

/** The access token is not, or no longer, good (RFC 6750, 3.1); a wrong PIN is told with another code. */
const STALE_TOKEN = /^(invalid_token|expired_token|insufficient_scope)$/i;

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly lasts?: Lasting;
  /** An access token of scope “credential”, in place of that for the service. */
  readonly permit?: string | undefined;
}

/** One remote signing service (CSC API v2.0.0.2, ETSI TS 119 432), asked by one right. */
export class CscService {
  /** Host and port, for messages. */
  readonly host: string;
  readonly access: Access;
  readonly #address: URL;
  readonly #http: Http;
  #isTokenRefused = false;
  #methods: Promise<ReadonlySet<string>> | undefined;

  /**
   * @param url of the API up to and with its version: `https://service.example/csc/v2`
   * @throws AppError USAGE for an address without TLS that is not this computer's
   */
  constructor(url: string, access: Access, http: Http) {
    this.#address = serviceAddress(url);
    this.host = this.#address.host;
    this.access = access;
    this.#http = http;
  }

  /** The service said of the access token that it is no longer good, and there is no way to another. */
  get isTokenRefused(): boolean {
    return this.#isTokenRefused;
  }

  /** Whether the service has a method, as it says itself (info, 11.1); one that does not say has none but the usual ones. */
  async has(method: string, signal?: AbortSignal): Promise<boolean> {
    this.#methods ??= readInfo(this.#http, this.#address, signal).then(
      ({ methods }) => methods,
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
   * Calls one method with JSON and checks the form of the answer. An access token that has become stale is renewed, once, where that can be:
   * what was refused for its sake was not done.
   * @throws AppError REMOTE_TOKEN_REFUSED, REMOTE_UNAUTHORIZED, REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED
   */
  async call<T>(
    method: string,
    body: Readonly<Record<string, unknown>>,
    form: z.ZodType<T>,
    { signal, lasts, permit }: CallOptions = {},
  ): Promise<T> {
    for (let isRenewed = false; ; isRenewed = true) {
      const token = permit ?? this.access.token;
      const authorization = `Bearer ${token}`;
      const answer = await askService(this.#http, this.#address, { method, body, authorization, lasts, signal });
      const { status, value } = answer;
      if (status < 400) return readAnswer(form, value, this.host, method);
      if (permit !== undefined || !isStale(method, status, value)) {
        throw this.#refused(method, status, value, permit !== undefined);
      }
      if (isRenewed || !(await this.access.renew(token, signal))) throw this.#tokenRefused(method, status, value);
    }
  }

  /** The error for an answer that cannot be used. */
  invalid(method: string, why: string): AppError {
    return invalidAnswer(this.host, method, why);
  }

  #tokenRefused(method: string, status: number, value: unknown): AppError {
    this.#isTokenRefused = true;
    const { code, why } = readRefusal(status, value);
    return new AppError(
      'REMOTE_TOKEN_REFUSED',
      `The signing service ${this.host} does not accept the access token (${code}${why}): it may have expired. Get a new one from the service.`,
      { host: this.host, method, status },
    );
  }

  #refused(method: string, status: number, value: unknown, isPermitted: boolean): AppError {
    const { code, why } = readRefusal(status, value);
    const details = { host: this.host, method, status };
    const isAuthorizing = method.startsWith('credentials/authorize');
    const isAboutWho =
      UNAUTHORIZED.test(code) || status === 403 || (isAuthorizing && (status === 401 || LOCKED.test(why)));
    // Nobody typed anything where the browser gave the permission.
    if (isAboutWho && !isPermitted) {
      return new AppError(
        'REMOTE_UNAUTHORIZED',
        `The signing service ${this.host} does not accept the PIN or one-time code (${code}${why}). Check them before you try again: it may lock after a few wrong ones.`,
        details,
      );
    }
    return refusedError(this.host, method, status, value);
  }
}

/** About the access token and not about a PIN. */
function isStale(method: string, status: number, value: unknown): boolean {
  const { code } = readRefusal(status, value);
  return STALE_TOKEN.test(code) || (status === 401 && !method.startsWith('credentials/authorize'));
}

/** Whether a failure ends the work with this key: what was refused is not sent again. */
export function isRefusedSecret(error: unknown): boolean {
  return (
    isAppError(error) && ['REMOTE_UNAUTHORIZED', 'REMOTE_TOKEN_REFUSED', 'REMOTE_SIGN_IN_FAILED'].includes(error.code)
  );
}
