import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';

/** What a server may do instead of answering. */
export type ServiceFault =
  /** This status with an empty body; `retryAfter` in seconds. */
  | { readonly status: number; readonly retryAfter?: number }
  /** To another address; absent: to a place that leads back here. */
  | { readonly redirect: string | undefined }
  /** Takes the request and says nothing. */
  | 'silent'
  /** Status and headers, then one octet a second for ever. */
  | 'dripping'
  /** A body that does not end. */
  | 'endless'
  /** A small body that grows to 256 MiB. */
  | 'gzip-bomb'
  | 'garbage'
  | 'html'
  /** Closes the connection without a word. */
  | 'hangs-up';

const GARBAGE = Buffer.from('3082ffff0102030405060708', 'hex');
const BOMB = 256 * 1024 * 1024;

/** @param path of the request: a redirect without address goes back and forth between it and itself with a mark */
export function serveFault(fault: ServiceFault, response: ServerResponse, path: string): void {
  if (typeof fault === 'object') {
    serveStatus(fault, response, path);
    return;
  }
  switch (fault) {
    case 'silent':
      return;
    case 'dripping': {
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
      const timer = setInterval(() => response.write('0'), 1000);
      response.once('close', () => clearInterval(timer));
      return;
    }
    case 'endless':
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
      pipeline(Readable.from(endless()), response, () => undefined);
      return;
    case 'gzip-bomb':
      response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Encoding': 'gzip' });
      response.end(gzipSync(Buffer.alloc(BOMB), { level: 1 }));
      return;
    case 'garbage':
      response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(GARBAGE);
      return;
    case 'html':
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html><body>Please log in.</body></html>');
      return;
    case 'hangs-up':
      response.destroy();
      return;
  }
}

function serveStatus(fault: Extract<ServiceFault, object>, response: ServerResponse, path: string): void {
  if ('status' in fault) {
    const wait = fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) };
    response.writeHead(fault.status, wait).end();
    return;
  }
  const circle = path.endsWith('?again') ? path.slice(0, -'?again'.length) : `${path}?again`;
  response.writeHead(302, { Location: fault.redirect ?? circle }).end();
}

function* endless(): Generator<Buffer> {
  const block = Buffer.alloc(65_536, 0x30);
  for (;;) yield block;
}
