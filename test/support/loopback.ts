import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Issued, issueCertificate } from '../../scripts/pki/issue.ts';
import { generateKey } from '../../scripts/pki/keys.ts';
import { toPem } from '../../scripts/pki/make-pki.ts';
import { contextTag } from '../../src-main/cms/der.ts';
import { encode, sequence } from '../../src-main/cms/der-writer.ts';

/** A server on this machine for the length of one test. */
export interface Loopback {
  /** Without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Requests that came, oldest first: "GET /path". */
  readonly seen: string[];
  stop(): Promise<void>;
}

/** Starts an HTTP server on a free port; it ends with the test. */
export function serve(handler: RequestListener): Promise<Loopback> {
  const seen: string[] = [];
  return listen(createServer(noting(seen, handler)), 'http', seen);
}

/** The same with TLS; certificates for `localhost` and further names by `issuer`. */
export function serveTls(issuer: Issued, handler: RequestListener, names: readonly string[] = []): Promise<Loopback> {
  const seen: string[] = [];
  const key = generateKey('p-256');
  const now = Date.now();
  const { certificate } = issueCertificate({
    subject: { CN: 'localhost' },
    key,
    issuer,
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 86_400_000),
    extensions: [{ oid: '2.5.29.17', critical: false, value: dnsNames(['localhost', ...names]) }],
  });
  const options = { key: key.export({ type: 'pkcs8', format: 'pem' }), cert: toPem(certificate, 'CERTIFICATE') };
  return listen(createTlsServer(options, noting(seen, handler)), 'https', seen);
}

function dnsNames(names: readonly string[]): Uint8Array {
  return sequence(...names.map((name) => encode(contextTag(2, false), new TextEncoder().encode(name))));
}

/** A forward proxy: absolute form for http, CONNECT for https. `hosts` says on which port of this machine a made-up name lives. */
export async function serveProxy(hosts: Readonly<Record<string, number>>, credentials?: string): Promise<Loopback> {
  const seen: string[] = [];
  const wanted = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const refused = (request: IncomingMessage) =>
    wanted !== undefined && request.headers['proxy-authorization'] !== wanted;
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const target = new URL(request.url ?? '');
    const port = hosts[target.hostname];
    if (refused(request) || port === undefined) {
      response.writeHead(port === undefined ? 502 : 407).end();
      return;
    }
    const onward = httpRequest(
      { port, host: '127.0.0.1', method: request.method, path: target.pathname, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.writeHead(502).end());
    request.pipe(onward);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    const port = hosts[(request.url ?? '').split(':')[0] ?? ''];
    if (refused(request) || port === undefined) {
      socket.end(`HTTP/1.1 ${port === undefined ? 502 : 407} No\r\n\r\n`);
      return;
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return listen(server, 'http', seen);
}

/** A port of this machine on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = await serve(() => undefined);
  await server.stop();
  return server.port;
}

function noting(seen: string[], handler: RequestListener): RequestListener {
  return (request, response) => {
    seen.push(`${request.method} ${request.url}`);
    handler(request, response);
  };
}

async function listen(server: Server, scheme: string, seen: string[]): Promise<Loopback> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  // Sockets handed over by CONNECT are no longer the server's own.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  // In a window's test, which vitest does not run, whoever started it stops it.
  if (process.env.VITEST !== undefined) onTestFinished(stop);
  const host = scheme === 'https' ? 'localhost' : '127.0.0.1';
  return { url: `${scheme}://${host}:${port}`, port, seen, stop };
}
