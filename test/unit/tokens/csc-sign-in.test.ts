import { request } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import type { HttpRequest } from '../../../src-main/platform/net/http.ts';
import { type Access, signedInAccess } from '../../../src-main/tokens/csc/csc-access.ts';
import { chooseCredential, cscCredentialIds } from '../../../src-main/tokens/csc/csc-credential.ts';
import { CscService } from '../../../src-main/tokens/csc/csc-service.ts';
import { CscSigner } from '../../../src-main/tokens/csc/csc-signer.ts';
import type { PageVisit } from '../../../src-main/tokens/csc/oauth-client.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { type CscServer, type CscServerOptions, type ServedCredential, serveCsc } from '../../support/csc-server.ts';
import type { SignInOptions } from '../../support/csc-sign-in.ts';
import { type HttpBrowser, httpBrowser, land } from '../../support/http-browser.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const message = utf8('what is signed');
const key = generateKey('p-256');
const { certificate } = issueCertificate({
  subject: { CN: 'Eva' },
  key,
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2040-01-01T00:00:00Z'),
});
const eva: ServedCredential = {
  id: 'eva',
  key,
  certificates: [certificate],
  algo: ['1.2.840.10045.4.3.2'],
  mode: 'oauth2code',
};

describe('signing in to a signing service with the browser', () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const http = createHttp({ home, clock: systemClock, proxy: () => undefined });

  const start = (signIn: Partial<SignInOptions> = {}, more: Partial<CscServerOptions> = {}) =>
    serveCsc({ token: 'none', credentials: [eva], signIn: { clientId: 'desk', ...signIn }, ...more });
  const signIn = ({ url }: CscServer, browser: HttpBrowser, secret?: string, signal?: AbortSignal): Promise<Access> =>
    signedInAccess(new URL(url), http, { client: { id: 'desk', secret }, browser: browser.open }, signal);
  async function signer(server: CscServer, browser: HttpBrowser, documents = 9) {
    const service = new CscService(server.url, await signIn(server, browser), http);
    return new CscSigner(await chooseCredential(service, undefined), utf8(''), async () => utf8(''), documents);
  }

  it.each(['base', 'issuer'] as const)(
    'with a server that is named by its %s: PKCE, state, and nothing secret in the address',
    async (named) => {
      const server = await start({ named });
      const browser = httpBrowser();
      const access = await signIn(server, browser);
      expect(await cscCredentialIds(new CscService(server.url, access, http))).toEqual(['eva']);
      expect(browser.visits).toMatchObject([{ host: new URL(server.url).host, purpose: 'sign-in' }]);
      expect(server.signIn.visits).toMatchObject([{ scope: 'service', code_challenge_method: 'S256' }]);
      const [form] = server.signIn.forms;
      expect(browser.visits[0]?.address).not.toContain(form?.code_verifier);
      expect(await browser.landings[0]).toMatchObject({
        status: 200,
        text: expect.stringContaining('close this window'),
      });
      // Nobody listens any more.
      expect(await land(form?.redirect_uri ?? '')).toEqual({ status: 0, text: '' });
      await access.end();
      expect(server.signIn.live).toBe(0);
    },
  );

  it('a client with a secret proves it: in the body by CSC, in the head where the server says no other way', async () => {
    for (const named of ['base', 'issuer'] as const) {
      const server = await start({ named, clientSecret: 's3cret/&' });
      await signIn(server, httpBrowser(), 's3cret/&');
      await expect(signIn(server, httpBrowser(), 'other')).rejects.toMatchObject({
        code: 'REMOTE_SIGN_IN_FAILED',
        message: expect.not.stringContaining('other'),
      });
      expect(server.signIn.forms[0]?.client_secret).toBe(named === 'base' ? 's3cret/&' : undefined);
    }
  });

  it('an access token that ends is renewed without the person, each refresh token once; without one it is told', async () => {
    const server = await start();
    const browser = httpBrowser();
    const service = new CscService(server.url, await signIn(server, browser), http);
    for (let i = 0; i < 2; i++) {
      server.signIn.expire();
      expect(await Promise.all([cscCredentialIds(service), cscCredentialIds(service)])).toEqual([['eva'], ['eva']]);
    }
    expect(browser.visits).toHaveLength(1);
    expect(server.signIn.forms.filter(({ grant_type: grant }) => grant === 'refresh_token')).toHaveLength(2);

    const without = await start({ refreshes: false });
    const ending = new CscService(without.url, await signIn(without, httpBrowser()), http);
    without.signIn.expire();
    await expect(cscCredentialIds(ending)).rejects.toMatchObject({ code: 'REMOTE_TOKEN_REFUSED' });
    expect(ending.isTokenRefused).toBe(true);
  });

  it('who waits no longer does not end the renewal that others wait for', async () => {
    let impatient = new AbortController();
    const tokens: SignInOptions['tokens'] = (response, answer) => {
      impatient.abort();
      answering({})(response, answer);
    };
    const server = await start({ tokens });
    const service = new CscService(server.url, await signIn(server, httpBrowser()), http);
    server.signIn.expire();
    impatient = new AbortController();
    const both = [cscCredentialIds(service, impatient.signal), cscCredentialIds(service)];
    expect(await Promise.allSettled(both)).toMatchObject([{ reason: { code: 'CANCELLED' } }, { value: ['eva'] }]);
  });

  it.each([
    ['Bearer', '1', 3, 2],
    ['SAD', '1', 3, 2],
    ['Bearer', '2', 3, 4],
  ] as const)(
    'a key is allowed by the page: token of type %s, level %s, %i signatures at once',
    async (credentialType, scal, multisign, visits) => {
      const server = await start({ credentialType }, { credentials: [{ ...eva, scal, multisign }] });
      const browser = httpBrowser();
      const made = await signer(server, browser, 4);
      for (let i = 0; i < 4; i++) {
        const signature = await made.sign(message, 'ecdsa-sha256');
        expect(isSignatureOf(keyKindOf(certificate), 'ecdsa-sha256', message, signature)).toBe(true);
      }
      const asked = server.signIn.visits.slice(1);
      expect(asked).toHaveLength(visits);
      expect(browser.visits.slice(1)).toMatchObject(asked.map(() => ({ purpose: 'signatures' })));
      expect(asked.map(({ numSignatures }) => numSignatures)).toEqual(scal === '1' ? ['3', '1'] : ['1', '1', '1', '1']);
      for (const one of asked) expect(one).toMatchObject({ scope: 'credential', credentialID: 'eva' });
      if (scal === '2') expect(asked[0]).toMatchObject({ hashes: expect.stringMatching(/^[\w-]{43}$/) });
      expect(server.asked.some(({ method }) => method === 'credentials/authorize')).toBe(false);
    },
  );

  it('at level 2 one visit serves several where the service binds what is left to the next hash', async () => {
    const credentials = [{ ...eva, scal: '2' as const, multisign: 3 }];
    const server = await start({}, { credentials, methods: ['credentials/extendTransaction'] });
    const made = await signer(server, httpBrowser(), 3);
    for (let i = 0; i < 3; i++) await made.sign(utf8(`document ${i}`), 'ecdsa-sha256');
    expect(server.signIn.visits.map(({ scope }) => scope)).toEqual(['service', 'credential']);
    expect(server.signIn.visits[1]).toMatchObject({ numSignatures: '3' });
  });

  it('what was allowed and is not used up is given back', async () => {
    const server = await start({}, { credentials: [{ ...eva, scal: '1', multisign: 3 }] });
    const made = await signer(server, httpBrowser());
    await made.sign(message, 'ecdsa-sha256');
    expect(server.signIn.allowed).toBe(2);
    await made.close();
    expect(server.signIn.allowed).toBe(0);
  });

  it('a permission whose signature is given up is given back, too', async () => {
    const stop = new AbortController();
    const misbehave = { 'signatures/signHash': () => stop.abort() };
    const server = await start({}, { credentials: [eva], misbehave });
    const made = await signer(server, httpBrowser());
    const given = server.signIn.forms.length;
    await expect(made.sign(message, 'ecdsa-sha256', stop.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.signIn.forms.slice(given)).toMatchObject([
      { grant_type: 'authorization_code' },
      { token_type_hint: 'access_token' },
    ]);
  });

  it('who does not allow it is asked once and not for each further document', async () => {
    const server = await start({ denied: ['credential'] });
    const browser = httpBrowser();
    const made = await signer(server, browser);
    for (let i = 0; i < 3; i++) {
      await expect(made.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({
        code: 'REMOTE_SIGN_IN_FAILED',
        message: expect.stringContaining('access_denied'),
      });
    }
    expect(browser.visits).toHaveLength(2);
    expect(await browser.landings[1]).toMatchObject({ status: 400, text: expect.stringContaining('did not work') });
  });

  it.each([
    ['that the service then refuses', { 'signatures/signHash': 'invalid_request' }, {}, 'REMOTE_REFUSED'],
    ['by a token that is none', {}, { tokens: permitting({ access_token: 'two words' }) }, 'REMOTE_RESPONSE_INVALID'],
  ] as const)(
    'a permission %s is asked for once and not for each further document',
    async (_what, refused, options, code) => {
      const misbehave = Object.fromEntries(
        Object.entries(refused).map(([method, error]) => [
          method,
          (response: Response) => void response.writeHead(400, JSON_TYPE).end(JSON.stringify({ error })),
        ]),
      );
      const server = await start(options, { credentials: [{ ...eva, scal: '1', multisign: 3 }], misbehave });
      const browser = httpBrowser();
      const made = await signer(server, browser);
      for (let i = 0; i < 3; i++) await expect(made.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code });
      expect(browser.visits).toHaveLength(2);
      // What cannot be used cannot be given back either.
      expect(server.signIn.allowed).toBe(code === 'REMOTE_REFUSED' ? 0 : 3);
    },
  );

  it.each([
    ['token_endpoint', 'https://a:b@service.example/token'],
    ['token_endpoint', 5],
    ['revocation_endpoint', 'file:///revoke'],
    ['authorization_endpoint', `https://service.example/${'a'.repeat(5000)}`],
    ['authorization_endpoint', null],
    ['code_challenge_methods_supported', 5],
  ])('a description that says %s is %j sends nobody to a page', async (name, value) => {
    const server = await start({ named: 'issuer', description: { [name]: value } });
    const browser = httpBrowser();
    await expect(signIn(server, browser)).rejects.toMatchObject({ code: 'REMOTE_RESPONSE_INVALID' });
    expect(browser.visits).toEqual([]);
  });

  it('only the right answer to the right place counts: whatever else comes is refused and ends nothing', async () => {
    const server = await start();
    const statuses: number[] = [];
    const browser = httpBrowser(async ({ address }: PageVisit) => {
      const given = new URL(address).searchParams;
      const redirect = given.get('redirect_uri') ?? '';
      const { port, host, pathname } = new URL(redirect);
      const state = given.get('state') ?? '';
      const status = async (to: string, init: RequestInit = {}) => statuses.push((await land(to, init)).status);
      await status(`${redirect}?code=stolen&state=${state.slice(1)}`);
      await status(`${redirect}?error=access_denied`);
      await status(`${redirect}?code=a&state=${state}&state=${state}`);
      await status(`http://${host}/favicon.ico?code=a&state=${state}`);
      await status(`${redirect}?code=a&state=${state}`, { method: 'POST' });
      statuses.push(await underName(Number(port), `${pathname}?code=a&state=${state}`, 'evil.example'));
      statuses.push(await underName(Number(port), `http://evil.example${pathname}?code=a&state=${state}`, host));
    });
    await signIn(server, browser);
    expect(statuses).toEqual([400, 400, 400, 404, 405, 421, 404]);
    expect(server.signIn.forms).toHaveLength(1);
  });

  it.each([
    ['another issuer', { back: (to: URL) => to.searchParams.set('iss', 'https://evil.example') }],
    ['an issuer that is missing', { named: 'issuer' as const, back: (to: URL) => to.searchParams.delete('iss') }],
    ['no code', { back: (to: URL) => to.searchParams.delete('code') }],
    ['a code of its own', { back: (to: URL) => to.searchParams.set('code', 'other') }, 'REMOTE_SIGN_IN_FAILED'],
    ['another type of token', { tokens: answering({ token_type: 'mac' }) }],
    ['a token that is none', { tokens: answering({ access_token: 'two words' }) }],
    ['no token', { tokens: answering({ access_token: undefined }) }],
    ['no JSON', { tokens: (response: Response) => void response.writeHead(200).end('<html>') }],
    ['another description', { named: 'issuer' as const, description: { issuer: 'https://evil.example' } }],
    ['no place to sign in', { named: 'issuer' as const, description: { authorization_endpoint: undefined } }],
    ['an open place', { named: 'issuer' as const, description: { authorization_endpoint: 'http://evil.example/' } }],
    ['a place that is no address', { named: 'issuer' as const, description: { token_endpoint: 'javascript:0' } }],
    ['weak PKCE', { named: 'issuer' as const, description: { code_challenge_methods_supported: ['plain'] } }],
    [
      'a redirect',
      { tokens: (response: Response) => void response.writeHead(307, { location: '/' }).end() },
      'NETWORK_REDIRECT',
    ],
    [
      'a reason that is no text',
      {
        tokens: (response: Response) =>
          void response.writeHead(400, JSON_TYPE).end('{"error":"no","error_description":5}'),
      },
      'REMOTE_SIGN_IN_FAILED',
    ],
    ['endless tokens', { tokens: (response: Response) => void response.end('x'.repeat(200_000)) }, 'NETWORK_TOO_LARGE'],
    ['an error', { tokens: (response: Response) => void response.writeHead(503).end() }, 'NETWORK_STATUS'],
  ])('a server that answers with %s signs nobody in', async (_what, options, code = 'REMOTE_RESPONSE_INVALID') => {
    const server = await start(options as Partial<SignInOptions>);
    await expect(signIn(server, httpBrowser())).rejects.toMatchObject({
      code,
      message: expect.not.stringMatching(/(code|token|refresh)-\d/),
    });
  });

  it('a server that is silent is waited for as long as any other', async () => {
    const server = await start({ tokens: () => undefined });
    const hurried = { ...http, request: (asked: HttpRequest) => http.request({ ...asked, deadline: 300 }) };
    const given = { client: { id: 'desk' }, browser: httpBrowser().open };
    await expect(signedInAccess(new URL(server.url), hurried, given)).rejects.toMatchObject({
      code: 'NETWORK_TIMEOUT',
    });
  });

  it('a service that has people sign in at another one gets nothing of what that gives them', async () => {
    const back = (to: URL) => to.searchParams.delete('iss');
    const honest = await start({ back });
    const evil = await start({ named: 'issuer', description: { authorization_endpoint: authorizeOf(honest) } });
    const stop = new AbortController();
    const browser = httpBrowser();
    const given = signIn(evil, browser, undefined, stop.signal);
    await vi.waitFor(() => expect(browser.landings).toHaveLength(1));
    expect(await browser.landings[0]).toMatchObject({ status: 400, text: expect.stringContaining('invalid_request') });
    stop.abort();
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(evil.signIn.forms).toEqual([]);
    // By its own name it is signed in to.
    await signIn(honest, httpBrowser());
  });

  it('a code that was used brings no second token, and ends the first', async () => {
    const server = await start();
    const access = await signIn(server, httpBrowser());
    const [form] = server.signIn.forms;
    const again = await land(`${new URL(server.url).origin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect(again.status).toBe(400);
    expect(server.signIn.rightOf(access.token)).toBeUndefined();
  });

  it('who gives up is not waited for; a service without such a page says so', async () => {
    const server = await start();
    const stop = new AbortController();
    const given = signIn(
      server,
      httpBrowser(async () => stop.abort()),
      undefined,
      stop.signal,
    );
    await expect(given).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(server.signIn.forms).toEqual([]);
    const plain = await serveCsc({ token: 'none', credentials: [eva] });
    await expect(signIn(plain, httpBrowser())).rejects.toMatchObject({ code: 'USAGE' });
  });
});

const authorizeOf = ({ url }: CscServer) => `${new URL(url).origin}/oauth2/authorize`;
const JSON_TYPE = { 'content-type': 'application/json' };
type Response = Parameters<NonNullable<SignInOptions['tokens']>>[0];

function answering(changed: Readonly<Record<string, unknown>>): NonNullable<SignInOptions['tokens']> {
  return (response, answer) => void response.writeHead(200, JSON_TYPE).end(JSON.stringify({ ...answer, ...changed }));
}

/** The same of scope “credential” alone. */
function permitting(changed: Readonly<Record<string, unknown>>): NonNullable<SignInOptions['tokens']> {
  return (response, answer) => answering(answer.expires_in === 300 ? changed : {})(response, answer);
}

/** The status of a request under another host's name. */
function underName(port: number, path: string, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .once('error', reject)
      .end();
  });
}
