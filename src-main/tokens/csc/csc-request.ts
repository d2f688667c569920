import { z } from 'zod';
import { AppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';
import type { Http } from '../../platform/net/http.ts';
import { isOwnAddress } from '../../platform/system-browser.ts';

/** Longest answer: a chain of certificates in base64 and what stands about it. */
const MOST_BYTES = 512 * 1024;
/** Milliseconds. A service may wait for the person to confirm on a telephone. */
const DEADLINES = { ask: 20_000, authorize: 180_000, sign: 60_000 };
/** Signing many documents is many requests, each wanted by a person; no common budget would allow it. */
export const SERVICE_BUDGET = { requests: 20_000, perMilliseconds: 600_000 };
/** Characters of what a service says that are shown. */
const MOST_SAID = 200;
/** Characters of an address: one that is longer is opened by no system. */
const MOST_ADDRESS = 4096;

/** How long an answer may take. */
export type Lasting = keyof typeof DEADLINES;

export interface CscRequest {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Value of the Authorization field; absent for a method that asks for none. */
  readonly authorization?: string | undefined;
  readonly lasts?: Lasting | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks one method of a service (CSC API v2.0.0.2, 7) with JSON.
 * @param address of the API, as serviceAddress gives it
 * @returns the status and what was in the answer; undefined for what is no JSON
 * @throws AppError NETWORK_*, CANCELLED
 */
export async function askService(
  http: Http,
  address: URL,
  { method, body, authorization, lasts = 'ask', signal }: CscRequest,
): Promise<{ status: number; value: unknown }> {
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  try {
    const answer = await http.request(
      {
        method: 'POST',
        url: `${address.href.replace(/\/+$/, '')}/${method}`,
        body: bytes,
        contentType: 'application/json',
        accept: 'application/json',
        authorization,
        refusesRedirects: true,
        readsStatus: true,
        maxBytes: MOST_BYTES,
        deadline: DEADLINES[lasts],
        purpose: `An answer of the signing service ${address.host}`,
        budget: SERVICE_BUDGET,
      },
      signal,
    );
    // No content (204) says all that there is to be said.
    return { status: answer.status, value: answer.body.length === 0 ? {} : parsed(answer.body) };
  } finally {
    bytes.fill(0);
  }
}

/** What an answer of the right form holds. @throws AppError REMOTE_RESPONSE_INVALID */
export function readAnswer<T>(form: z.ZodType<T>, value: unknown, host: string, method: string): T {
  const found = form.safeParse(value);
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const why =
    issue === undefined || issue.path.length === 0
      ? 'it is no JSON of the right form'
      : `“${issue.path.join('.')}” is not right`;
  throw invalidAnswer(host, method, why);
}

/** The error for an answer that cannot be used. */
export function invalidAnswer(host: string, method: string, why: string): AppError {
  return new AppError(
    'REMOTE_RESPONSE_INVALID',
    `The signing service ${host} gave an answer to ${method} that cannot be used: ${why}. Nothing was signed; ask whoever runs the service.`,
    { host, method },
  );
}

const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** A refusal in the service's words: its code, and why, as “: too late”. */
export function readRefusal(status: number, value: unknown): { code: string; why: string } {
  const found = refusal.safeParse(value);
  if (!found.success) return { code: `status ${status}`, why: '' };
  const { error, error_description: description } = found.data;
  return { code: said(error), why: description ? `: ${said(description)}` : '' };
}

/** The error for what a service refuses. A place or a key that it does not know was mistyped more often than anything else. */
export function refusedError(host: string, method: string, status: number, value: unknown): AppError {
  const { code, why } = readRefusal(status, value);
  const typed =
    status === 404
      ? 'its address, with its version'
      : method === 'credentials/info'
        ? 'the name of the key'
        : undefined;
  const advice = `${typed === undefined ? 'Ask' : `Check ${typed}, or ask`} whoever runs the service.`;
  return new AppError('REMOTE_REFUSED', `The signing service ${host} refuses ${method} (${code}${why}). ${advice}`, {
    host,
    method,
    status,
  });
}

/** @throws AppError USAGE */
export function serviceAddress(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !isSafe(address) || address.search !== '') {
    throw new AppError(
      'USAGE',
      'The address of a signing service begins with https:// and has no password, no ? and no # in it, as in https://service.example/csc/v2. Correct it.',
    );
  }
  return address;
}

/**
 * An address that a service names beside its own: with TLS, or on this computer where the service itself is.
 * @throws AppError REMOTE_RESPONSE_INVALID
 */
export function namedAddress(text: string, service: URL, method: string): URL {
  const address = text.length <= MOST_ADDRESS && URL.canParse(text) ? new URL(text) : undefined;
  const isHere = service.protocol === 'http:';
  if (address !== undefined && isSafe(address) && (isHere || address.protocol === 'https:')) return address;
  throw invalidAnswer(service.host, method, 'it names an address that is not one of https://');
}

function isSafe(address: URL): boolean {
  const { protocol, username, password, hash } = address;
  const isSecret = protocol === 'https:' || (protocol === 'http:' && isOwnAddress(address));
  return isSecret && username === '' && password === '' && hash === '';
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
