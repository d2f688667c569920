import { AppError } from '../../../shared/contract/app-error.ts';
import { cancelled, throwIfCancelled } from '../cancel.ts';
import type { Clock } from '../clock.ts';
import type { Home } from '../home.ts';
import { readBody } from './body.ts';
import { Budgets } from './budgets.ts';
import { createConnections, knock, placeOf, type Route, send } from './connect.ts';
import type { HostBudget, Http, HttpAnswer, HttpRequest } from './http.ts';
import { connectionError, networkError } from './net-errors.ts';
import { Places } from './places.ts';
import { basicCredentials, type ProxyChoice } from './proxy.ts';
import { isRedirect, nextHop, readUrl } from './redirect.ts';
import { ResponseCache } from './response-cache.ts';

export interface HttpOptions {
  readonly home: Home;
  readonly clock: Clock;
  readonly proxy: ProxyChoice;
  /** True: nothing is sent; what the cache holds is still given. */
  readonly offline?: boolean | undefined;
  /** Certificates, PEM, that TLS servers may be issued by; the system's and Node's own where absent. */
  readonly authorities?: readonly string[] | undefined;
  /** Milliseconds until a connection must stand; 10,000 where absent. */
  readonly connectWithin?: number | undefined;
}

/** At once, per host. */
const IN_FLIGHT = 4;
const CACHE_BYTES = 256 * 1024 * 1024;
/** For hosts without a budget of their own: far more than an honest day's work needs within ten minutes. */
const COMMON_BUDGET: HostBudget = { requests: 240, perMilliseconds: 600_000 };
/** Somebody waits with the PIN in hand. */
const PROBE_DEADLINE = 5000;
const SECONDS = /^\d{1,9}$/;

/** The network as this home and its settings allow it. */
export function createHttp(options: HttpOptions): Http {
  const budgets = new Budgets(options.home.at('network', 'budgets'), options.clock);
  const cache = new ResponseCache(options.home.at('cache', 'net'), options.clock, CACHE_BYTES);
  const places = new Places(IN_FLIGHT);
  const connections = createConnections(options.authorities);

  function refuseOffline(purpose: string): void {
    if (options.offline !== true) return;
    throw networkError('NETWORK_OFFLINE', purpose, 'the network is switched off. Go online, or finish this later.');
  }

  function spent(purpose: string, url: URL, at: Date): AppError {
    const why = `${url.host} may not be asked again before ${at.toISOString()}. Try again then.`;
    return networkError('NETWORK_BUDGET_SPENT', purpose, why, { host: url.host, freeAt: at.toISOString() });
  }

  function routeTo(url: URL, purpose: string, signal: AbortSignal): Route {
    return {
      url,
      proxy: options.proxy(url),
      purpose,
      connectWithin: options.connectWithin ?? 10_000,
      signal,
      connections,
    };
  }

  /** Sends to one host within its budget. Where nothing was sent, the budget is whole again. */
  async function ask(request: HttpRequest, url: URL, sameOrigin: boolean, signal: AbortSignal) {
    const route = routeTo(url, request.purpose, signal);
    const slot = await budgets.take(url.host, request.budget ?? COMMON_BUDGET);
    if (slot instanceof Date) throw spent(request.purpose, url, slot);
    let sent = false;
    try {
      const answer = await send(
        route,
        { method: request.method, headers: headersOf(request, url, sameOrigin) },
        request.body,
        () => {
          sent = true;
        },
      );
      const status = answer.statusCode ?? 0;
      if (isRedirect(status)) {
        answer.destroy();
        return { status, location: answer.headers.location };
      }
      const isReadable = (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 429);
      if (status !== 200 && !(request.readsStatus === true && isReadable)) {
        answer.destroy();
        throw await refused(request.purpose, url, status, answer.headers['retry-after']);
      }
      const body = await readBody(answer, request.maxBytes, request.purpose, url.host);
      const contentType = (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      return { status, body, contentType };
    } catch (error) {
      if (!sent) await slot.giveBack();
      signal.throwIfAborted();
      throw connectionError(error, placeOf(route));
    }
  }

  async function refused(purpose: string, url: URL, status: number, retryAfter: string | undefined): Promise<AppError> {
    const later = status === 429 || status === 503 ? readRetryAfter(retryAfter, options.clock) : undefined;
    if (later !== undefined) await budgets.postpone(url.host, later);
    const when =
      later === undefined ? 'Try again later.' : `It asks not to be tried again before ${later.toISOString()}.`;
    return networkError('NETWORK_STATUS', purpose, `${url.host} answers with status ${status}. ${when}`, {
      host: url.host,
      status,
      ...(later !== undefined && { freeAt: later.toISOString() }),
    });
  }

  async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const visited = [readUrl(request.url, request.purpose)];
    for (;;) {
      const url = visited.at(-1);
      if (url === undefined) throw new AppError('INTERNAL', 'A request lost its address.');
      const answer = await places.run(url.host, signal, () =>
        ask(request, url, url.origin === visited[0]?.origin, signal),
      );
      if (answer.body !== undefined) {
        const { status, body, contentType } = answer;
        return { status, body, contentType, fromCache: false };
      }
      if (request.refusesRedirects === true) {
        throw networkError(
          'NETWORK_REDIRECT',
          request.purpose,
          `${url.host} redirects a request that is for it alone.`,
          {
            host: url.host,
            status: answer.status,
          },
        );
      }
      visited.push(nextHop(visited, answer.location, answer.status, request.method, request.purpose));
    }
  }

  return {
    async request(request, signal) {
      throwIfCancelled(signal);
      const cached =
        request.freshUntil === undefined || request.refresh === true ? undefined : await cache.find(request);
      if (cached !== undefined) return { status: 200, body: cached, contentType: '', fromCache: true };
      refuseOffline(request.purpose);
      const answer = await withDeadline(request.deadline, request.purpose, signal, (both) => exchange(request, both));
      const freshUntil = answer.status === 200 ? request.freshUntil?.(answer.body) : undefined;
      if (freshUntil !== undefined) await cache.keep(request, answer.body, freshUntil);
      return answer;
    },

    async probe({ url: address, purpose, budget = COMMON_BUDGET }, signal) {
      refuseOffline(purpose);
      const url = readUrl(address, purpose);
      const freeAt = await budgets.freeAt(url.host, budget);
      if (freeAt !== undefined) throw spent(purpose, url, freeAt);
      await withDeadline(PROBE_DEADLINE, purpose, signal, (both) => knock(routeTo(url, purpose, both)));
    },
  };
}

function headersOf(request: HttpRequest, url: URL, sameOrigin: boolean): Record<string, string> {
  const given = sameOrigin ? request.authorization : undefined;
  const credentials = given ?? (sameOrigin ? basicCredentials(new URL(request.url)) : basicCredentials(url));
  return {
    'user-agent': 'Countersign',
    'accept-encoding': 'identity',
    ...(request.accept !== undefined && { accept: request.accept }),
    ...(request.contentType !== undefined && { 'content-type': request.contentType }),
    ...(request.body !== undefined && { 'content-length': String(request.body.length) }),
    ...(credentials !== undefined && { authorization: credentials }),
  };
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function readRetryAfter(text: string | undefined, clock: Clock): Date | undefined {
  if (text === undefined) return undefined;
  const time = SECONDS.test(text.trim()) ? clock.now().getTime() + Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(Math.min(time, MAX_TIME));
}

const MAX_TIME = Date.UTC(9999, 0);

/** @throws AppError NETWORK_TIMEOUT, CANCELLED */
async function withDeadline<T>(
  milliseconds: number,
  purpose: string,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal);
  const stop = new AbortController();
  const late = networkError(
    'NETWORK_TIMEOUT',
    purpose,
    `no complete answer came within ${Math.ceil(milliseconds / 1000)} s. Try again later.`,
  );
  const timer = setTimeout(() => stop.abort(late), milliseconds);
  const cancel = () => stop.abort(cancelled());
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    return await work(stop.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
