import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { connectionError, networkError, type Place } from './net-errors.ts';
import { basicCredentials } from './proxy.ts';

/** One way to one host. */
export interface Route {
  readonly url: URL;
  readonly proxy: URL | undefined;
  /** Names what is fetched, for messages. */
  readonly purpose: string;
  /** Milliseconds until a connection must stand, TLS included. */
  readonly connectWithin: number;
  readonly signal: AbortSignal;
  readonly connections: Connections;
}

/** Connections that stay open for the next request to the same host, and whom TLS servers may be issued by. */
export interface Connections {
  readonly plain: http.Agent;
  readonly secured: https.Agent;
  /** Made when first needed: reading the system's certificates takes its time. */
  readonly trust: () => tls.SecureContext;
}

/** @param authorities certificates, PEM; the system's and Node's own where absent */
export function createConnections(authorities: readonly string[] | undefined): Connections {
  const kept = { keepAlive: true, maxFreeSockets: 4, timeout: 15_000 };
  let context: tls.SecureContext | undefined;
  return {
    plain: new http.Agent(kept),
    secured: new https.Agent(kept),
    trust() {
      context ??= tls.createSecureContext({ ca: [...(authorities ?? knownAuthorities())] });
      return context;
    },
  };
}

/** Node's own list and the system's: companies put their own authorities there. */
function knownAuthorities(): readonly string[] {
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
}

/** The name of a host for the socket: without the brackets of an IPv6 address. */
function socketHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
}

/** RFC 6066, 3: a server name is never an address. */
function tlsOptions(url: URL, { trust }: Connections): tls.ConnectionOptions {
  const host = socketHost(url);
  return { host, ...(net.isIP(host) === 0 && { servername: host }), secureContext: trust() };
}

export function placeOf(route: Route, towardsProxy = false): Place {
  const { purpose, url, proxy } = route;
  return { purpose, host: url.host, ...(towardsProxy && proxy !== undefined && { proxy: proxy.host }) };
}

/**
 * Sends one request over a route and gives the answer's head; the body is the caller's to read or destroy. No redirect is followed.
 * `sent` is called once the connection stands: before, the service has heard nothing.
 * @throws AppError NETWORK_UNREACHABLE, NETWORK_PROXY, NETWORK_TIMEOUT; what `signal` gives as its reason
 */
export async function send(
  route: Route,
  head: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  body: Uint8Array | undefined,
  sent: () => void,
): Promise<IncomingMessage> {
  const { url, proxy } = route;
  const throughProxy = proxy !== undefined && url.protocol === 'http:';
  const tunnel = proxy !== undefined && !throughProxy ? await openTunnel(route, proxy) : undefined;
  const peer = throughProxy ? proxy : url;
  const path = throughProxy ? withoutSecrets(url) : `${url.pathname}${url.search}`;
  const credentials = throughProxy ? basicCredentials(proxy) : undefined;
  const secured =
    tunnel === undefined ? undefined : tls.connect({ ...tlsOptions(url, route.connections), socket: tunnel });
  const request = (peer.protocol === 'https:' ? https : http).request({
    method: head.method,
    path,
    headers: { ...head.headers, host: url.host, ...(credentials && { 'proxy-authorization': credentials }) },
    ...(peer.protocol === 'https:' ? tlsOptions(peer, route.connections) : { host: socketHost(peer) }),
    port: portOf(peer),
    signal: route.signal,
    ...(secured === undefined
      ? { agent: peer.protocol === 'https:' ? route.connections.secured : route.connections.plain }
      : { createConnection: () => secured }),
  });
  const connected = watchConnection(request, route, peer, throughProxy, sent);
  silence(request, secured);
  secured?.once('close', () => tunnel?.destroy());
  request.end(body);
  try {
    const answer = await headOf(request);
    if (secured !== undefined) answer.once('close', () => secured.destroy());
    if (answer.statusCode === 407 && proxy !== undefined) throw proxyRefused(route, answer);
    return answer;
  } catch (error) {
    request.destroy();
    secured?.destroy();
    tunnel?.destroy();
    route.signal.throwIfAborted();
    const again = request.reusedSocket && connected() && isCutOff(error);
    if (again) return await send(route, head, body, sent);
    throw connectionError(error, placeOf(route, throughProxy && !connected()));
  }
}

/** What still goes wrong after the answer, or after giving up, concerns nobody: without a listener it would end the program. */
function silence(...emitters: ({ on(event: 'error', listener: () => void): unknown } | undefined)[]): void {
  for (const emitter of emitters) emitter?.on('error', () => undefined);
}

/** A connection kept from before may have been closed by the other side at the very moment it was used again. */
function isCutOff(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/**
 * Opens a connection and closes it: nothing is asked. With a proxy the tunnel is opened (`https:`), or the root of the host is
 * asked for by HEAD (`http:`), since there is no other way to learn whether the proxy lets one through.
 * @throws AppError as `send`
 */
export async function knock(route: Route): Promise<void> {
  const { url, proxy } = route;
  if (proxy !== undefined && url.protocol === 'https:') {
    (await openTunnel(route, proxy)).destroy();
    return;
  }
  if (proxy !== undefined) {
    const root = { ...route, url: new URL('/', url) };
    const answer = await send(root, { method: 'HEAD', headers: {} }, undefined, () => undefined);
    answer.destroy();
    if ([502, 503, 504].includes(answer.statusCode ?? 0)) {
      const why = `the proxy ${proxy.host} does not reach ${url.host} (status ${answer.statusCode}). Try again later.`;
      throw networkError('NETWORK_UNREACHABLE', route.purpose, why, { host: url.host });
    }
    return;
  }
  const socket = net.connect({ host: socketHost(url), port: portOf(url), signal: route.signal });
  try {
    await within(
      route,
      false,
      new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('error', reject);
      }),
    );
  } catch (error) {
    route.signal.throwIfAborted();
    throw connectionError(error, placeOf(route));
  } finally {
    socket.destroy();
  }
}

/** CONNECT (RFC 9110, 9.3.6). @throws AppError NETWORK_PROXY, NETWORK_TIMEOUT */
async function openTunnel(route: Route, proxy: URL): Promise<net.Socket> {
  const { url } = route;
  const target = `${url.hostname}:${portOf(url)}`;
  const credentials = basicCredentials(proxy);
  const request = (proxy.protocol === 'https:' ? https : http).request({
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...(credentials && { 'proxy-authorization': credentials }) },
    ...(proxy.protocol === 'https:' ? tlsOptions(proxy, route.connections) : { host: socketHost(proxy) }),
    port: portOf(proxy),
    agent: false,
    signal: route.signal,
  });
  const answered = new Promise<{ answer: IncomingMessage; socket: net.Socket }>((resolve, reject) => {
    request.once('connect', (answer, socket) => resolve({ answer, socket: socket as net.Socket }));
    // Not a tunnel: the proxy answered like any server.
    request.once('response', (answer) => reject(proxyRefused(route, answer)));
    request.once('error', reject);
  });
  silence(request);
  request.end();
  try {
    const { answer, socket } = await within(route, true, answered);
    silence(socket);
    if (answer.statusCode !== 200) {
      socket.destroy();
      throw proxyRefused(route, answer);
    }
    return socket;
  } catch (error) {
    request.destroy();
    route.signal.throwIfAborted();
    throw connectionError(error, placeOf(route, true));
  }
}

function proxyRefused(route: Route, answer: IncomingMessage) {
  const status = answer.statusCode ?? 0;
  const proxy = route.proxy?.host ?? '';
  const why =
    status === 407
      ? `the proxy ${proxy} asks for a name and a password. Put them into the proxy's address in the settings.`
      : `the proxy ${proxy} does not let the connection to ${route.url.host} through (status ${status}). Ask who runs it.`;
  return networkError('NETWORK_PROXY', route.purpose, why, { host: route.url.host, status });
}

function headOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

/** Ends a request whose connection does not stand in time. Gives a function that says whether it ever stood. */
function watchConnection(
  request: ClientRequest,
  route: Route,
  peer: URL,
  towardsProxy: boolean,
  sent: () => void,
): () => boolean {
  let stands = false;
  const done = () => {
    stands = true;
    clearTimeout(timer);
    sent();
  };
  const timer = setTimeout(() => request.destroy(tooSlow(route, towardsProxy)), route.connectWithin);
  request.once('close', () => clearTimeout(timer));
  request.once('socket', (socket) => {
    const secure = peer.protocol === 'https:' || route.url.protocol === 'https:';
    if (request.reusedSocket || (!secure && !socket.connecting)) done();
    else socket.once(secure ? 'secureConnect' : 'connect', done);
  });
  return () => stands;
}

async function within<T>(route: Route, towardsProxy: boolean, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(route, towardsProxy)), route.connectWithin);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(route: Route, towardsProxy: boolean) {
  const who = towardsProxy ? `the proxy ${route.proxy?.host}` : route.url.host;
  const why = `${who} took no connection within ${Math.ceil(route.connectWithin / 1000)} s. Try again later.`;
  return networkError('NETWORK_TIMEOUT', route.purpose, why, { host: route.url.host });
}

/** The absolute form a proxy is asked with (RFC 9112, 3.2.2). */
function withoutSecrets(url: URL): string {
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  bare.hash = '';
  return bare.href;
}
