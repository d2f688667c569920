import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '../../../shared/contract/app-error.ts';
import { cancelled, throwIfCancelled } from '../cancel.ts';

const HOST = '127.0.0.1';
/** Milliseconds for a request to arrive whole. */
const ARRIVAL = 10_000;
const MOST_CONNECTIONS = 64;

/** A place on this computer to which a browser comes back, once. */
export interface LoopbackRedirect {
  /** `redirect_uri`: the port is another one each time (RFC 8252, 7.3). */
  readonly uri: string;
  /**
   * Waits for the browser, which is told how it ended.
   * @param judge looks at the parameters; what it throws is what this ends with
   * @throws AppError REMOTE_SIGN_IN_FAILED where nobody comes in time, CANCELLED; what `judge` throws
   */
  answer<T>(judge: (parameters: URLSearchParams) => T, within: number, signal?: AbortSignal): Promise<T>;
  /** Whoever still waits is told CANCELLED. */
  close(): void;
}

/**
 * Listens on the loopback interface alone, on a port that is free (RFC 8252, 7.3, 8.3). Only a GET for the one path with the right `state`
 * counts, once: whatever else comes is refused and changes nothing, so that no page in the browser can end or replace the answer. A request
 * under another host's name is refused, too (DNS rebinding).
 * @param path to which the browser comes back
 */
export async function listenForRedirect(path: string, state: string): Promise<LoopbackRedirect> {
  let take: ((parameters: URLSearchParams) => boolean) | undefined;
  let giveUp = (): void => undefined;
  const sockets = new Set<Socket>();
  const answered = new WeakSet<Socket>();
  const server = createServer({ connectionsCheckingInterval: ARRIVAL }, (request, response) => {
    answered.add(request.socket);
    const found = wanted(request, state, new URL(uri));
    if (typeof found === 'number') return reply(request, response, found, 'refused');
    if (take === undefined) return reply(request, response, 410, 'refused');
    const isGood = take(found);
    reply(request, response, isGood ? 200 : 400, isGood ? 'done' : 'failed');
  });
  server.on('connection', (socket) => {
    // Who opens connections and says nothing keeps nobody out: the oldest gives way.
    const [oldest] = sockets;
    if (oldest !== undefined && sockets.size >= MOST_CONNECTIONS) {
      sockets.delete(oldest);
      oldest.destroy();
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.requestTimeout = ARRIVAL;
  server.headersTimeout = ARRIVAL;
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(0, HOST, () => resolve());
  });
  const at = server.address();
  const uri = `http://${HOST}:${typeof at === 'object' && at !== null ? at.port : 0}${path}`;
  return {
    uri,
    answer: (judge, within, signal) =>
      new Promise((resolve, reject) => {
        throwIfCancelled(signal);
        const settle = (how: () => void) => {
          take = undefined;
          giveUp = () => undefined;
          clearTimeout(timer);
          signal?.removeEventListener('abort', stop);
          how();
        };
        const stop = () => settle(() => reject(cancelled()));
        giveUp = stop;
        const timer = setTimeout(() => settle(() => reject(late(within))), within);
        signal?.addEventListener('abort', stop, { once: true });
        take = (parameters) => {
          try {
            const value = judge(parameters);
            settle(() => resolve(value));
            return true;
          } catch (error) {
            settle(() => reject(error));
            return false;
          }
        };
      }),
    close() {
      server.close();
      giveUp();
      // What is being said is finished; connections that browsers opened ahead, and who does not end asking, would keep the program alive.
      for (const socket of sockets) answered.has(socket) ? socket.unref() : socket.destroy();
    },
  };
}

/** The parameters that are waited for, else the status with which the request is refused. */
function wanted(
  { method, url = '', headers }: IncomingMessage,
  state: string,
  { host, pathname }: URL,
): URLSearchParams | number {
  if (headers.host !== host) return 421;
  // As a browser asks: another way of writing the address is another place.
  const [path, ...query] = url.split('?');
  if (path !== pathname) return 404;
  if (method !== 'GET') return 405;
  const parameters = new URLSearchParams(query.join('?'));
  const [given, ...more] = parameters.getAll('state');
  return given === state && more.length === 0 ? parameters : 400;
}

const PAGES = {
  en: {
    done: 'You can close this window and go back to Countersign.',
    failed: 'This did not work. Go back to Countersign, which says why; you can close this window.',
    refused: 'Countersign does not wait for this page. Go back to it and start again.',
  },
  de: {
    done: 'Sie können dieses Fenster schließen und zu Countersign zurückkehren.',
    failed:
      'Das hat nicht geklappt. Kehren Sie zu Countersign zurück, dort steht warum; dieses Fenster können Sie schließen.',
    refused: 'Countersign wartet nicht auf diese Seite. Kehren Sie dorthin zurück und beginnen Sie von vorn.',
  },
};

// SECURITY: nothing of the request stands in the page, which loads nothing, is not kept and names its address to nobody.
function reply(
  { headers }: IncomingMessage,
  response: ServerResponse,
  status: number,
  says: keyof (typeof PAGES)['en'],
): void {
  const language = /^de\b/i.test(headers['accept-language'] ?? '') ? 'de' : 'en';
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      connection: 'close',
    })
    .end(
      `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>Countersign</title><p>${PAGES[language][says]}</p></html>\n`,
    );
}

function late(within: number): AppError {
  return new AppError(
    'REMOTE_SIGN_IN_FAILED',
    `Nobody came back from the page of the signing service within ${Math.ceil(within / 1000)} s. Start again and finish what the page in your browser asks for.`,
  );
}
