import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { toPem } from '../../../../scripts/pki/make-pki.ts';
import type { Clock } from '../../../../src-main/platform/clock.ts';
import { locateHome } from '../../../../src-main/platform/home.ts';
import { createHttp, type HttpOptions } from '../../../../src-main/platform/net/client.ts';
import type { Http, HttpRequest } from '../../../../src-main/platform/net/http.ts';
import { chooseProxy, readProxySettings } from '../../../../src-main/platform/net/proxy.ts';
import { deadPort, serve, serveProxy, serveTls } from '../../../support/loopback.ts';
import { testPki } from '../../../support/pki.ts';
import { PROJECT_ROOT, temporaryFolder } from '../../../support/tools.ts';

const authorities = [toPem(testPki().root.certificate, 'CERTIFICATE')];
let folder: string;
let time: number;
const clock: Clock = { now: () => new Date(time) };

beforeEach(() => {
  folder = temporaryFolder('countersign-net-');
  time = Date.parse('2026-11-20T12:00:00Z');
});

function client(changes: Partial<HttpOptions> = {}): Http {
  const home = locateHome({ COUNTERSIGN_HOME: folder });
  return createHttp({ home, clock, proxy: () => undefined, authorities, ...changes });
}

function get(url: string, changes: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, maxBytes: 1000, deadline: 10_000, purpose: 'The list of Demo CA', ...changes };
}

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const proxied = (url: string, environment: NodeJS.ProcessEnv = {}) => ({
  proxy: chooseProxy(readProxySettings(url), environment),
});

describe('a request', () => {
  it('sends method, body and types, and gives body and type of the answer', async () => {
    const server = await serve((request, response) => {
      response.setHeader('content-type', 'Application/Timestamp-Reply; charset=x');
      const { 'content-type': type, accept, 'accept-encoding': packing } = request.headers;
      request.on('data', (data) => response.write(`${type} ${accept} ${packing} ${data}`));
      request.on('end', () => response.end());
    });
    const body = new TextEncoder().encode('query');
    const answer = await client().request(
      get(`${server.url}/tsa`, { method: 'POST', body, contentType: 'application/timestamp-query', accept: '*/*' }),
    );
    expect(text(answer.body)).toBe('application/timestamp-query */* identity query');
    expect(answer).toMatchObject({ contentType: 'application/timestamp-reply', fromCache: false });
    expect(server.seen).toEqual(['POST /tsa']);
  });

  it('goes over TLS to whom the authorities vouch for, and to nobody else', async () => {
    const server = await serveTls(testPki().root, (_, response) => response.end('safe'));
    expect(text((await client().request(get(server.url))).body)).toBe('safe');
    await expect(client({ authorities: [] }).request(get(server.url))).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
      message: expect.stringContaining('certificate that is not accepted'),
    });
  });

  it('sends the credentials of its address to that origin alone and names them nowhere', async () => {
    const heard: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    const server = await serve((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(302, { location: other.url }).end();
    });
    const url = server.url.replace('://', '://me:se%20cret@');
    const failure = await client()
      .request(get(url))
      .catch((error: unknown) => error);
    expect(heard).toEqual([`Basic ${Buffer.from('me:se cret').toString('base64')}`, undefined]);
    expect(JSON.stringify([failure, String(failure)])).not.toMatch(/se%20cret|se cret/);
  });

  it.each(['file:///etc/passwd', 'ftp://example.org/a', 'ldap://ca/x', 'example.org', ''])(
    'goes nowhere for %j',
    async (url) => {
      await expect(client().request(get(url))).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
    },
  );

  it('to a host where nobody listens is NETWORK_UNREACHABLE and costs no budget', async () => {
    const url = `http://127.0.0.1:${await deadPort()}`;
    const budget = { requests: 1, perMilliseconds: 1000 };
    for (let time = 0; time < 3; time++) {
      await expect(client().request(get(url, { budget }))).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
    }
  });

  it('that gets no answer in time is NETWORK_TIMEOUT, also where the body never ends', async () => {
    const silent = await serve(() => undefined);
    const endless = await serve((_, response) => void response.writeHead(200).write('a'));
    for (const { url } of [silent, endless]) {
      await expect(client().request(get(url, { deadline: 150 }))).rejects.toMatchObject({ code: 'NETWORK_TIMEOUT' });
    }
  });

  it('ends when the person stops it', async () => {
    const stop = new AbortController();
    const silent = await serve(() => stop.abort());
    await expect(client().request(get(silent.url), stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(client().request(get(silent.url), stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('with an answer cut off, or that is no HTTP, is refused', async () => {
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half', () => response.destroy());
    });
    await expect(client().request(get(cut.url))).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
    const babble = await serve((request) => void request.socket.end('hello\r\n\r\n'));
    await expect(client().request(get(babble.url))).rejects.toMatchObject({ code: 'NETWORK_STATUS' });
  });

  it.each([204, 404, 500])('with status %i is NETWORK_STATUS', async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    await expect(client().request(get(server.url))).rejects.toMatchObject({
      code: 'NETWORK_STATUS',
      details: { status },
    });
  });

  it('is sent again when a kept connection was closed at that moment', async () => {
    let answers = 0;
    const server = await serve((request, response) => {
      answers++;
      if (answers === 2) request.socket.destroy();
      else response.end('here');
    });
    const http = client();
    await http.request(get(server.url));
    expect(text((await http.request(get(server.url))).body)).toBe('here');
    expect(answers).toBe(3);
  });

  it('waits for its turn: at most four at once go to one host', async () => {
    const waiting: ServerResponse[] = [];
    let most = 0;
    const server = await serve((_, response) => {
      waiting.push(response);
      most = Math.max(most, waiting.length);
      // The fourth lets all go, a little later: a fifth at once would be seen.
      if (waiting.length === 4) setTimeout(() => waiting.splice(0).forEach((each) => void each.end()), 20);
    });
    const http = client();
    await Promise.all(Array.from({ length: 12 }, () => http.request(get(server.url))));
    expect(most).toBe(4);
  });
});

describe('the size of an answer', () => {
  it('is bounded by what is announced and by what comes: 100 MB are not read', async () => {
    const size = 100 * 1024 * 1024;
    let sent = 0;
    const pour = (announced: boolean) =>
      serve((_, response) => {
        if (announced) response.setHeader('content-length', size);
        const chunk = Buffer.alloc(64 * 1024);
        const more = () => {
          while (sent < size && !response.destroyed) {
            sent += chunk.length;
            if (!response.write(chunk)) return void response.once('drain', more);
          }
          response.end();
        };
        more();
      });
    for (const announced of [true, false]) {
      sent = 0;
      const server = await pour(announced);
      await expect(client().request(get(server.url, { maxBytes: 1_000_000 }))).rejects.toMatchObject({
        code: 'NETWORK_TOO_LARGE',
      });
      expect(sent).toBeLessThan(size / 2);
    }
  });

  it('holds for what is unpacked; a packing that was not asked for is understood', async () => {
    const bomb = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(20_000_000))),
    );
    await expect(client().request(get(bomb.url, { maxBytes: 1_000_000 }))).rejects.toMatchObject({
      code: 'NETWORK_TOO_LARGE',
    });
    const packed = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed')),
    );
    expect(text((await client().request(get(packed.url))).body)).toBe('packed');
    const broken = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no'));
    await expect(client().request(get(broken.url))).rejects.toMatchObject({ code: 'NETWORK_STATUS' });
    const odd = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end('no'));
    await expect(client().request(get(odd.url))).rejects.toMatchObject({ code: 'NETWORK_STATUS' });
  });
});

describe('redirects', () => {
  it('are followed, a POST as POST', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/old') response.writeHead(301, { location: '/new' }).end();
      else request.pipe(response);
    });
    const body = new TextEncoder().encode('again');
    const answer = await client().request(get(`${server.url}/old`, { method: 'POST', body }));
    expect(text(answer.body)).toBe('again');
    expect(server.seen).toEqual(['POST /old', 'POST /new']);
  });

  it('in a circle, without end, to nowhere, to files, and from TLS to plain HTTP are refused', async () => {
    const lost = { code: 'NETWORK_REDIRECT' };
    const circle = await serve((request, response) =>
      response.writeHead(302, { location: request.url === '/a' ? '/b' : '/a' }).end(),
    );
    await expect(client().request(get(`${circle.url}/a`))).rejects.toMatchObject(lost);
    expect(circle.seen).toHaveLength(2);
    let step = 0;
    const endless = await serve((_, response) => response.writeHead(302, { location: `/${step++}` }).end());
    await expect(client().request(get(endless.url))).rejects.toMatchObject(lost);
    expect(endless.seen).toHaveLength(4);
    for (const location of ['file:///etc/passwd', 'http://[', 'data:,x']) {
      const server = await serve((_, response) => response.writeHead(302, { location }).end());
      await expect(client().request(get(server.url))).rejects.toMatchObject(lost);
    }
    const nowhere = await serve((_, response) => response.writeHead(302).end());
    await expect(client().request(get(nowhere.url))).rejects.toMatchObject(lost);
    const plain = await serve((_, response) => response.end('open'));
    const downgrade = await serveTls(testPki().root, (_, response) =>
      response.writeHead(302, { location: plain.url }).end(),
    );
    await expect(client().request(get(downgrade.url))).rejects.toMatchObject(lost);
    expect(plain.seen).toEqual([]);
  });
});

describe('what is meant for one service alone', () => {
  it('authorization goes to its origin and not along a redirect, and where redirects are refused nothing goes', async () => {
    const given: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      given.push(request.headers.authorization);
      response.end('there');
    });
    const server = await serve((request, response) => {
      given.push(request.headers.authorization);
      response.writeHead(307, { location: `${other.url}/` }).end();
    });
    await client().request(get(server.url, { authorization: 'Bearer abc' }));
    expect(given).toEqual(['Bearer abc', undefined]);
    const alone = client().request(get(server.url, { authorization: 'Bearer abc', refusesRedirects: true }));
    await expect(alone).rejects.toMatchObject({ code: 'NETWORK_REDIRECT' });
    await expect(alone).rejects.not.toThrow(/abc/);
    expect(given).toEqual(['Bearer abc', undefined, 'Bearer abc']);
  });

  it('a refusal is read where that is wanted, within the limit, and never kept', async () => {
    const server = await serve((request, response) => {
      const status = Number((request.url ?? '').slice(1));
      response.writeHead(status).end('why not');
    });
    const asked = (status: number, changes: Partial<HttpRequest> = {}) =>
      client().request(get(`${server.url}/${status}`, { readsStatus: true, ...changes }));
    const refused = await asked(403, { freshUntil: () => new Date(time + 60_000) });
    expect(refused.status).toBe(403);
    expect(text(refused.body)).toBe('why not');
    expect((await asked(403, { freshUntil: () => new Date(time + 60_000) })).fromCache).toBe(false);
    await expect(asked(403, { maxBytes: 3 })).rejects.toMatchObject({ code: 'NETWORK_TOO_LARGE' });
    await expect(asked(500)).rejects.toMatchObject({ code: 'NETWORK_STATUS' });
    await expect(asked(403, { readsStatus: false })).rejects.toMatchObject({ code: 'NETWORK_STATUS' });
  });
});

describe('a budget', () => {
  const budget = { requests: 3, perMilliseconds: 60_000 };

  it('holds for all clients of a home at once, survives them, and frees with time', async () => {
    const server = await serve((_, response) => response.end('ok'));
    const all = await Promise.allSettled(
      Array.from({ length: 8 }, () => client().request(get(server.url, { budget }))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(server.seen).toHaveLength(3);
    time += 59_999;
    await expect(client().request(get(server.url, { budget }))).rejects.toMatchObject({
      code: 'NETWORK_BUDGET_SPENT',
      details: { freeAt: new Date(time + 1).toISOString() },
    });
    await expect(client().probe(get(server.url, { budget }))).rejects.toMatchObject({ code: 'NETWORK_BUDGET_SPENT' });
    time += 1;
    await client().request(get(server.url, { budget }));
  });

  it('may be large: it is laid out as it is used', async () => {
    const server = await serve((_, response) => response.end('ok'));
    const large = { requests: 40, perMilliseconds: 60_000 };
    const http = client();
    const all = await Promise.allSettled(
      Array.from({ length: 45 }, () => http.request(get(server.url, { budget: large }))),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(40);
    await expect(http.probe(get(server.url, { budget: large }))).rejects.toMatchObject({
      code: 'NETWORK_BUDGET_SPENT',
    });
  });

  it('holds for several programs that ask at once', async () => {
    const server = await serve((_, response) => response.end('ok'));
    const module = (name: string) => pathToFileURL(join(PROJECT_ROOT, 'src-main', 'platform', name)).href;
    const program = `
      import { createHttp } from '${module('net/client.ts')}';
      import { locateHome } from '${module('home.ts')}';
      import { systemClock } from '${module('clock.ts')}';
      const http = createHttp({ home: locateHome(process.env), clock: systemClock, proxy: () => undefined });
      const budget = { requests: 20, perMilliseconds: 3_600_000 };
      const request = { method: 'GET', url: '${server.url}', maxBytes: 10, deadline: 60_000, purpose: 'It', budget };
      const all = await Promise.allSettled(Array.from({ length: 12 }, () => http.request(request)));
      const codes = all.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      process.exitCode = codes.every((code) => code === 'NETWORK_BUDGET_SPENT') ? 0 : 1;`;
    const run = () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, COUNTERSIGN_HOME: folder },
      });
    await Promise.all([run(), run(), run()]);
    expect(server.seen).toHaveLength(20);
  });

  it('is not spent for ever by a clock that ran ahead', async () => {
    const server = await serve((_, response) => response.end('ok'));
    time += 1e11;
    for (let count = 0; count < 3; count++) await client().request(get(server.url, { budget }));
    time -= 1e11;
    await client().request(get(server.url, { budget }));
  });

  it.each(['120', new Date(Date.parse('2026-11-20T12:02:00Z')).toUTCString()])(
    'is what a service asks for by Retry-After: %s',
    async (retryAfter) => {
      let busy = true;
      const server = await serve((_, response) =>
        busy ? response.writeHead(429, { 'retry-after': retryAfter }).end() : response.end('ok'),
      );
      await expect(client().request(get(server.url))).rejects.toMatchObject({
        code: 'NETWORK_STATUS',
        details: { freeAt: '2026-11-20T12:02:00.000Z' },
      });
      busy = false;
      await expect(client().request(get(server.url))).rejects.toMatchObject({ code: 'NETWORK_BUDGET_SPENT' });
      expect(server.seen).toHaveLength(1);
      time += 120_001;
      await client().request(get(server.url));
    },
  );
});

describe('the cache', () => {
  const fresh = { freshUntil: () => new Date(time + 1000) };

  it('gives an answer again while it is fresh, also offline and to the next program; refreshing asks anew', async () => {
    let count = 0;
    const server = await serve((_, response) => response.end(String(++count)));
    const ask = async (http: Http, changes = {}) =>
      text((await http.request(get(server.url, { ...fresh, ...changes }))).body);
    expect(await ask(client())).toBe('1');
    expect(await ask(client())).toBe('1');
    expect(await ask(client({ offline: true }))).toBe('1');
    expect(await ask(client(), { refresh: true })).toBe('2');
    expect(await ask(client())).toBe('2');
    expect(text((await client().request(get(server.url))).body)).toBe('3');
    time += 1001;
    expect(await ask(client())).toBe('4');
  });

  it('tells requests apart by their bodies, and keeps nothing that is not fresh', async () => {
    const server = await serve((request, response) => request.pipe(response));
    const post = (body: string, changes = fresh) =>
      client().request(get(server.url, { method: 'POST', body: new TextEncoder().encode(body), ...changes }));
    await post('one');
    expect(text((await post('two')).body)).toBe('two');
    await post('three', { freshUntil: () => new Date(time) });
    expect((await post('three')).fromCache).toBe(false);
  });

  it('takes damaged files for none', async () => {
    const server = await serve((_, response) => response.end('good'));
    await client().request(get(server.url, fresh));
    const cache = join(folder, 'cache', 'net');
    for (const name of readdirSync(cache)) {
      const bytes = readFileSync(join(cache, name));
      bytes[bytes.length - 1] = 0;
      writeFileSync(join(cache, name), bytes);
    }
    const answer = await client().request(get(server.url, fresh));
    expect([text(answer.body), answer.fromCache]).toEqual(['good', false]);
  });
});

describe('offline', () => {
  it('sends nothing and says so', async () => {
    const server = await serve((_, response) => response.end());
    const http = client({ offline: true });
    await expect(http.request(get(server.url))).rejects.toMatchObject({ code: 'NETWORK_OFFLINE' });
    await expect(http.probe(get(server.url))).rejects.toMatchObject({ code: 'NETWORK_OFFLINE' });
    expect(server.seen).toEqual([]);
    expect(existsSync(join(folder, 'network'))).toBe(false);
  });
});

describe('a proxy', () => {
  it('is asked in absolute form for http and by CONNECT for https, with its credentials', async () => {
    const plain = await serve((request, response) => response.end(`plain ${request.headers['proxy-authorization']}`));
    const safe = await serveTls(testPki().root, (_, response) => response.end('safe'), ['tsa.test']);
    const proxy = await serveProxy({ 'plain.test': plain.port, 'tsa.test': safe.port }, 'user:p@ss');
    const http = client(proxied(`http://user:p%40ss@127.0.0.1:${proxy.port}`));
    expect(text((await http.request(get('http://plain.test/a'))).body)).toContain('plain');
    expect(text((await http.request(get('https://tsa.test/b'))).body)).toBe('safe');
    await http.probe(get('https://tsa.test/b'));
    await http.probe(get('http://plain.test/a'));
    expect(proxy.seen).toEqual([
      'GET http://plain.test/a',
      'CONNECT tsa.test:443',
      'CONNECT tsa.test:443',
      'HEAD http://plain.test/',
    ]);
    expect(safe.seen).toEqual(['GET /b']);
  });

  it('that is dead, or wants a password, is NETWORK_PROXY, and its password is named nowhere', async () => {
    const locked = await serveProxy({ 'tsa.test': 1 }, 'user:secret');
    const dead = await deadPort();
    for (const proxy of [`http://u:wrong@127.0.0.1:${locked.port}`, `u:wrong@127.0.0.1:${dead}`]) {
      const http = client(proxied(proxy));
      for (const url of ['http://tsa.test/', 'https://tsa.test/']) {
        for (const attempt of [() => http.request(get(url)), () => http.probe(get(url))]) {
          const failure = await attempt().catch((error: unknown) => error);
          expect(failure).toMatchObject({ code: 'NETWORK_PROXY' });
          expect(String(failure)).not.toContain('wrong');
        }
      }
    }
  });

  it('that does not reach the service says so', async () => {
    const proxy = await serveProxy({});
    const http = client(proxied(`http://127.0.0.1:${proxy.port}`));
    await expect(http.probe(get('http://tsa.test/'))).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
    await expect(http.probe(get('https://tsa.test/'))).rejects.toMatchObject({ code: 'NETWORK_PROXY' });
  });

  it.each<[string, string, NodeJS.ProcessEnv, string | undefined]>([
    ['none', 'http://a.org', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['system', 'http://a.org', { HTTP_PROXY: 'http://p:1' }, 'http://p:1/'],
    ['system', 'https://a.org', { HTTP_PROXY: 'http://p:1' }, undefined],
    ['system', 'https://a.org', { https_proxy: 'p:1' }, 'http://p:1/'],
    ['system', 'https://a.org', { ALL_PROXY: 'https://p' }, 'https://p/'],
    ['system', 'http://b.a.org', { HTTP_PROXY: 'http://p:1', NO_PROXY: '.a.org' }, undefined],
    ['system', 'http://a.org', { HTTP_PROXY: 'http://p:1', no_proxy: 'x, a.org:80' }, undefined],
    ['system', 'http://a.org:81', { HTTP_PROXY: 'http://p:1', no_proxy: 'a.org:80' }, 'http://p:1/'],
    ['system', 'http://ba.org', { HTTP_PROXY: 'http://p:1', no_proxy: 'a.org' }, 'http://p:1/'],
    ['system', 'http://[::1]/', { HTTP_PROXY: 'http://p:1', no_proxy: '::1' }, undefined],
    ['system', 'http://a.org', { HTTP_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
    ['http://q:2', 'https://a.org', { HTTPS_PROXY: 'http://p:1' }, 'http://q:2/'],
    ['http://q:2', 'https://a.org', { NO_PROXY: 'a.org' }, undefined],
  ])('by setting %j for %s in %j is %s', (setting, url, environment, expected) => {
    expect(proxied(setting, environment).proxy(new URL(url))?.href).toBe(expected);
  });

  it('with an address that is none is refused without naming it', () => {
    for (const text of ['socks5://me:secret@p', 'http://', 'me:secret@']) {
      expect(() => readProxySettings(text)).toThrowError(expect.objectContaining({ code: 'NETWORK_PROXY' }));
      expect(() => readProxySettings(text)).not.toThrowError(/secret/);
    }
  });
});

describe('knocking', () => {
  it('reaches the host and asks it nothing', async () => {
    const server = await serve((_, response) => response.end());
    await client().probe(get(`${server.url}/tsa`));
    expect(server.seen).toEqual([]);
    await expect(client().probe(get(`http://127.0.0.1:${await deadPort()}`))).rejects.toMatchObject({
      code: 'NETWORK_UNREACHABLE',
    });
  });
});
