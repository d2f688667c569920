import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { toPem } from '../../../scripts/pki/make-pki.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import { givenAccess } from '../../../src-main/tokens/csc/csc-access.ts';
import { offeredAlgorithms } from '../../../src-main/tokens/csc/csc-algorithms.ts';
import { chooseCredential, cscCredentialIds } from '../../../src-main/tokens/csc/csc-credential.ts';
import { CscService } from '../../../src-main/tokens/csc/csc-service.ts';
import { CscSigner } from '../../../src-main/tokens/csc/csc-signer.ts';
import { isSignatureOf, keyKindOf } from '../../../src-main/tokens/key-kind.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';
import { chooseKey } from '../../../src-main/workflow/keys.ts';
import { type RemoteService, type RemoteWish, remoteKey, remoteKeys } from '../../../src-main/workflow/remote-keys.ts';
import {
  type CscServer,
  type CscServerOptions,
  type Misbehaviour,
  type ServedCredential,
  serveCsc,
} from '../../support/csc-server.ts';
import { serve } from '../../support/loopback.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const message = utf8('what is signed');
const TOKEN = 'access-token-0';
const PIN = '246810';
const byToken = { kind: 'token', accessToken: async () => utf8(TOKEN) } as const;
const validity = { notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('2040-01-01T00:00:00Z') };
const ca = issueCertificate({
  subject: { CN: 'CA' },
  key: generateKey('p-256'),
  basicConstraints: { ca: true },
  ...validity,
});
const rsa = generateKey('rsa-2048');
const ec = generateKey('p-256');
const certificateOf = (key: typeof rsa, CN: string) =>
  issueCertificate({ subject: { CN }, key, issuer: ca, ...validity }).certificate;
const ofRsa = certificateOf(rsa, 'Rosa');
const ofEc = certificateOf(ec, 'Eva');
const RSA_ALGORITHMS = ['1.2.840.113549.1.1.1', '1.2.840.113549.1.1.11'];

const rosa: ServedCredential = {
  id: 'rosa',
  key: rsa,
  certificates: [ofRsa, ca.certificate],
  algo: RSA_ALGORITHMS,
  pin: PIN,
};
const eva: ServedCredential = { id: 'eva', key: ec, certificates: [ofEc], algo: ['1.2.840.10045.2.1'], pin: PIN };

describe('a remote signing service (CSC API v2)', () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const http = createHttp({ home, clock: systemClock, proxy: () => undefined });

  const start = (options: Partial<CscServerOptions> = {}) =>
    serveCsc({ token: TOKEN, credentials: [rosa], ...options });
  const connect = ({ url }: CscServer, token = TOKEN) => new CscService(url, givenAccess(utf8(token)), http);
  async function signer(
    server: CscServer,
    { id, pin = PIN, codes = [] as string[] }: { id?: string; pin?: string; codes?: string[] } = {},
  ) {
    const credential = await chooseCredential(connect(server), id);
    return new CscSigner(credential, utf8(pin), async () => utf8(codes.shift() ?? ''), 9);
  }

  it('lists keys over all pages, takes the only one, and asks which of several', async () => {
    const several = await start({ credentials: [rosa, eva, { ...eva, id: 'eva-2' }] });
    expect(await cscCredentialIds(connect(several))).toEqual(['rosa', 'eva', 'eva-2']);
    await expect(signer(several)).rejects.toMatchObject({
      code: 'CERTIFICATE_AMBIGUOUS',
      message: expect.stringContaining('eva-2'),
    });
    await expect(signer(await start({ credentials: [] }))).rejects.toMatchObject({ code: 'CERTIFICATE_NOT_FOUND' });
    const only = await chooseCredential(connect(await start()), undefined);
    expect(only).toMatchObject({ id: 'rosa', authorization: 'secrets', scal: 2, most: 1 });
    expect(only.chain).toHaveLength(1);
  });

  it.each([rosa, eva, { ...eva, plain: true }])(
    'signs with $id, each hash authorised by itself, and the signature holds',
    async (credential) => {
      const server = await start({ credentials: [credential] });
      const made = await signer(server);
      for (const algorithm of made.algorithms) {
        const signature = await made.sign(message, algorithm);
        expect(isSignatureOf(keyKindOf(made.certificate), algorithm, message, signature)).toBe(true);
      }
      const authorised = server.asked.filter(({ method }) => method === 'credentials/authorize');
      expect(authorised).toHaveLength(made.algorithms.length);
      for (const { body } of authorised) expect(body).toMatchObject({ numSignatures: 1, hashes: [expect.any(String)] });
      await made.close();
      await expect(made.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({ code: 'KEY_MISSING' });
    },
  );

  it('one authorisation with a one-time code serves as many signatures as the service allows, and no more', async () => {
    const server = await start({ credentials: [{ ...rosa, codes: ['111111', '222222'], scal: '1', multisign: 2 }] });
    const codes = ['111111', '222222', '333333'];
    const made = await signer(server, { codes });
    for (let i = 0; i < 3; i++) await made.sign(utf8(`document ${i}`), 'rsa-pkcs1-sha256');
    expect(codes).toEqual(['333333']);
    const bound = await start({ credentials: [{ ...rosa, codes: ['111111', '222222'], scal: '2', multisign: 2 }] });
    const each = await signer(bound, { codes: ['111111', '222222'] });
    for (let i = 0; i < 2; i++) await each.sign(utf8(`document ${i}`), 'rsa-pkcs1-sha256');
    expect(bound.asked.filter(({ method }) => method === 'credentials/authorize')).toHaveLength(2);
  });

  it('an authorisation whose time is over is not used again', async () => {
    const server = await start({ credentials: [{ ...rosa, codes: ['1', '2'], scal: '1', multisign: 9, life: 5 }] });
    const made = await signer(server, { codes: ['1', '2'] });
    for (let i = 0; i < 2; i++) await made.sign(utf8(`document ${i}`), 'rsa-pkcs1-sha256');
    expect(server.asked.filter(({ method }) => method === 'credentials/authorize')).toHaveLength(2);
  });

  it('an authorisation that the service ended early is asked for once more, and a fresh one that it refuses is a refusal', async () => {
    let refusals = 0;
    const ended: Misbehaviour = (response, answer) => {
      refusals += 1;
      if (refusals === 2)
        response.writeHead(400).end('{"error":"invalid_request","error_description":"SAD has ended"}');
      else json(answer)(response, answer);
    };
    const credentials = [{ ...rosa, codes: ['1', '2'], scal: '1' as const, multisign: 9 }];
    const server = await start({ credentials, misbehave: { 'signatures/signHash': ended } });
    const made = await signer(server, { codes: ['1', '2'] });
    for (let i = 0; i < 2; i++) await made.sign(utf8(`document ${i}`), 'rsa-pkcs1-sha256');
    const methods = server.asked.map(({ method }) => method);
    expect(methods.filter((method) => method === 'credentials/authorize')).toHaveLength(2);
    expect(methods.filter((method) => method === 'signatures/signHash')).toHaveLength(3);
  });

  it('where the service confirms by itself no PIN is sent, and where the token is enough nothing is authorised', async () => {
    const { pin: _pin, ...open } = rosa;
    const implicit = await start({ credentials: [{ ...open, mode: 'implicit' }] });
    await (await signer(implicit)).sign(message, 'rsa-pkcs1-sha256');
    expect(JSON.stringify(implicit.asked)).not.toContain(PIN);
    const byToken = await start({ credentials: [{ ...open, mode: 'oauth2code' }] });
    await (await signer(byToken)).sign(message, 'rsa-pkcs1-sha256');
    expect(byToken.asked.map(({ method }) => method)).not.toContain('credentials/authorize');
  });

  it('a PIN that was refused is not sent again, and stands in no message', async () => {
    const server = await start();
    const made = await signer(server, { pin: '999111' });
    for (let i = 0; i < 2; i++) {
      const refused = made.sign(message, 'rsa-pkcs1-sha256');
      await expect(refused).rejects.toMatchObject({ code: 'REMOTE_UNAUTHORIZED' });
      await expect(refused).rejects.not.toThrow(/999111|access-token/);
    }
    expect(server.asked.filter(({ method }) => method === 'credentials/authorize')).toHaveLength(1);
  });

  it('a mistyped address and a mistyped key are told as what they may be', async () => {
    const server = await start();
    const astray = new CscService(`${server.url}/v3`, givenAccess(utf8(TOKEN)), http);
    await expect(cscCredentialIds(astray)).rejects.toThrow(
      /refuses credentials\/list .*\. Check its address, with its version, or ask/,
    );
    await expect(chooseCredential(connect(server), 'roas')).rejects.toThrow(/\. Check the name of the key, or ask/);
  });

  it('another access token, a key that is switched off, and an expired authorisation are told apart', async () => {
    const server = await start();
    await expect(cscCredentialIds(connect(server, 'stale'))).rejects.toMatchObject({ code: 'REMOTE_TOKEN_REFUSED' });
    await expect(signer(await start({ credentials: [{ ...rosa, status: 'disabled' }] }))).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
    });
    const late = await signer(
      await start({
        credentials: [{ ...rosa, life: -1 }],
        misbehave: { 'credentials/authorize': json({ SAD: 'sad-0' }) },
      }),
    );
    await expect(late.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
      message: expect.stringContaining('The SAD has expired'),
    });
  });

  const json =
    (value: unknown): Misbehaviour =>
    (response) =>
      void response.writeHead(200).end(JSON.stringify(value));
  const changed =
    (change: (bytes: Buffer) => Buffer): Misbehaviour =>
    (response, answer) => {
      const { signatures } = answer as { signatures: string[] };
      json({ signatures: signatures.map((item) => change(Buffer.from(item, 'base64')).toString('base64')) })(
        response,
        answer,
      );
    };
  const HOSTILE: Readonly<Record<string, [string, Misbehaviour]>> = {
    'a signature with a changed bit': [
      'REMOTE_RESPONSE_INVALID',
      changed((bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])])),
    ],
    'a signature that is too short': ['REMOTE_RESPONSE_INVALID', changed((bytes) => bytes.subarray(1))],
    'a signature that is too long': ['REMOTE_RESPONSE_INVALID', changed((bytes) => Buffer.concat([bytes, bytes]))],
    'no signature': ['REMOTE_RESPONSE_INVALID', json({ signatures: [] })],
    'two signatures': [
      'REMOTE_RESPONSE_INVALID',
      (response, answer) =>
        json({ signatures: [(answer as { signatures: string[] }).signatures[0], ''] })(response, answer),
    ],
    'signatures that are no base64': ['REMOTE_RESPONSE_INVALID', json({ signatures: ['*'] })],
    'another object': ['REMOTE_RESPONSE_INVALID', json({ signature: 'AAAA' })],
    'no JSON': ['REMOTE_RESPONSE_INVALID', (response) => void response.writeHead(200).end('<html>')],
    'a megabyte': ['NETWORK_TOO_LARGE', (response) => void response.writeHead(200).end(Buffer.alloc(1 << 20, 0x20))],
    'half an answer': [
      'NETWORK_UNREACHABLE',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('{');
        setImmediate(() => response.destroy());
      },
    ],
    'a failure of its own': ['NETWORK_STATUS', (response) => void response.writeHead(500).end('{"error":"x"}')],
    'a refusal that gives orders to the terminal': [
      'REMOTE_REFUSED',
      (response) =>
        void response
          .writeHead(400)
          .end(JSON.stringify({ error: 'x\u001b[2J\nx', error_description: 'y'.repeat(5000) })),
    ],
  };

  it.each(Object.entries(HOSTILE))('%s is no signature', async (_name, [code, misbehaviour]) => {
    const made = await signer(await start({ misbehave: { 'signatures/signHash': misbehaviour } }));
    const failure = await made.sign(message, 'rsa-pkcs1-sha256').then(
      () => undefined,
      (error: Error & { code: string }) => error,
    );
    expect(failure?.code).toBe(code);
    expect(failure?.message).not.toMatch(/\p{Cc}|y{300}/u);
  });

  it('what a service redirects goes nowhere else: neither token nor PIN leave it', async () => {
    const elsewhere: string[] = [];
    const thief = await serve((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end('{}');
    });
    const redirect = (response: ServerResponse) =>
      void response.writeHead(307, { location: `${thief.url}/csc/v2/credentials/authorize` }).end();
    const made = await signer(await start({ misbehave: { 'credentials/authorize': redirect } }));
    await expect(made.sign(message, 'rsa-pkcs1-sha256')).rejects.toMatchObject({ code: 'NETWORK_REDIRECT' });
    expect(elsewhere).toEqual([]);
  });

  it('a service that does not answer is left when the person stops', async () => {
    const silent = await start({ misbehave: { 'signatures/signHash': () => undefined } });
    const made = await signer(silent);
    const stop = new AbortController();
    const waiting = made.sign(message, 'rsa-pkcs1-sha256', stop.signal);
    while (!silent.asked.some(({ method }) => method === 'signatures/signHash'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('pages without an end, a certificate that is none and a chain of nothing are no keys', async () => {
    const endless = await start({
      misbehave: { 'credentials/list': json({ credentialIDs: ['a'], nextPageToken: 'more' }) },
    });
    await expect(cscCredentialIds(connect(endless))).rejects.toMatchObject({ code: 'REMOTE_RESPONSE_INVALID' });
    for (const certificates of [[], [utf8('no certificate')]]) {
      const server = await start({ credentials: [{ ...rosa, certificates }] });
      await expect(signer(server, { id: 'rosa' })).rejects.toMatchObject({ code: 'REMOTE_RESPONSE_INVALID' });
    }
    await expect(signer(await start({ credentials: [{ ...rosa, algo: ['1.2.3'] }] }))).rejects.toMatchObject({
      code: 'ALGORITHM_UNSUPPORTED',
    });
  });

  it('is asked by https alone, except on this computer', async () => {
    for (const url of [
      'http://service.example/csc/v2',
      'ftp://localhost/',
      'https://a:b@service.example/',
      'https://service.example/?x',
      'service',
    ]) {
      expect(() => new CscService(url, givenAccess(utf8(TOKEN)), http)).toThrow(/https:/);
    }
    expect(() => new CscService('https://service.example/csc/v2', givenAccess(utf8('two words')), http)).toThrow(
      /access token/,
    );
    const server = await start({ issuer: ca });
    await expect(signer(server)).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
    const knowing = createHttp({
      home,
      clock: systemClock,
      proxy: () => undefined,
      authorities: [toPem(ca.certificate, 'CERTIFICATE')],
    });
    const service = new CscService(server.url, givenAccess(utf8(TOKEN)), knowing);
    const made = new CscSigner(await chooseCredential(service, undefined), utf8(PIN), async () => utf8(''));
    expect(await made.sign(message, 'rsa-pkcs1-sha256')).toHaveLength(256);
  });

  it('asks nobody for the access token of an address that is none', async () => {
    for (const service of [
      '',
      'service.example',
      'ftp://x',
      'http://service.example/csc/v2',
      'https://a:b@x/',
      'https://x/?a',
    ]) {
      const asked: string[] = [];
      const at: RemoteService = {
        service,
        by: { kind: 'token', accessToken: async () => utf8(String(asked.push(service))) },
        http: async () => http,
      };
      await expect(remoteKeys(at)).rejects.toMatchObject({ code: 'USAGE' });
      expect(asked).toEqual([]);
    }
  });

  it('is a key like any other to the work above it', async () => {
    const server = await start({ credentials: [{ ...rosa, codes: ['123456'] }] });
    const at: RemoteService = { service: server.url, by: byToken, http: async () => http };
    const wish: RemoteWish = {
      kind: 'csc',
      service: server.url,
      find: () => remoteKey(at, undefined),
      codeFor: async ({ label }) => utf8(label === 'Code of your app' ? '123456' : ''),
    };
    expect(await remoteKeys(at)).toMatchObject({
      keys: [{ id: 'rosa', certificate: { subject: 'CN=Rosa' }, wants: ['PIN', 'Code of your app'], reason: null }],
      more: 0,
    });
    const choice = await chooseKey(wish, new Tokens());
    expect(choice).toMatchObject({ entry: 'here', secret: 'PIN', pinPerSignature: 'no', codes: { signatures: 1 } });
    const made = await choice.unlock(utf8(PIN), { acceptLastTry: false });
    expect(
      isSignatureOf(keyKindOf(ofRsa), 'rsa-pkcs1-sha256', message, await made.sign(message, 'rsa-pkcs1-sha256')),
    ).toBe(true);
  });

  it('a key that is told wrong hides no other, and a service with ten thousand is asked about a hundred', async () => {
    const id = `\u202e${'x'.repeat(300)}`;
    const odd: ServedCredential = { ...rosa, id, certificates: [utf8('none')] };
    const credentialIDs = [id, 'rosa', ...Array.from({ length: 998 }, (_, i) => `no such key ${i}`)];
    const server = await start({
      credentials: [odd, rosa],
      misbehave: { 'credentials/list': json({ credentialIDs }) },
    });
    const at: RemoteService = { service: server.url, by: byToken, http: async () => http };
    const { keys, more } = await remoteKeys(at);
    expect(keys.slice(0, 2)).toMatchObject([
      { id, certificate: null, reason: expect.stringContaining('its certificate cannot be read') },
      { id: 'rosa', certificate: { subject: 'CN=Rosa' }, reason: null },
    ]);
    expect([keys.length, more]).toEqual([100, 900]);
    await expect(chooseCredential(connect(server), undefined)).rejects.toThrow(/name one: \ufffdx{199}, rosa, /);
  });

  it('offers what key and service have in common', () => {
    const { algorithms } = keyKindOf(ofRsa);
    expect(offeredAlgorithms(algorithms, ['1.2.840.113549.1.1.10'])).toEqual([
      'rsa-pss-sha256',
      'rsa-pss-sha384',
      'rsa-pss-sha512',
    ]);
    expect(offeredAlgorithms(algorithms, ['1.2.840.113549.1.1.13'])).toEqual(['rsa-pkcs1-sha512']);
    expect(offeredAlgorithms(['ed25519'], ['1.3.101.112'])).toEqual([]);
  });
});
