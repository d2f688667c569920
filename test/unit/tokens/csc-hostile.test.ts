import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { AppError } from '../../../shared/contract/app-error.ts';
import { signDigest } from '../../../src-main/cms/curves.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import type { Http } from '../../../src-main/platform/net/http.ts';
import { givenAccess } from '../../../src-main/tokens/csc/csc-access.ts';
import { authWish } from '../../../src-main/tokens/csc/csc-auth-objects.ts';
import { chooseCredential } from '../../../src-main/tokens/csc/csc-credential.ts';
import { CscService } from '../../../src-main/tokens/csc/csc-service.ts';
import { CscSigner } from '../../../src-main/tokens/csc/csc-signer.ts';
import { type Misbehaviour, type ServedCredential, serveCsc } from '../../support/csc-server.ts';
import { testPki } from '../../support/pki.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const TOKEN = 'access-token-0';
const PIN = '246810';
const { key, certificate } = testPki().signer('p-256');
const eva: ServedCredential = { id: 'eva', key, certificates: [certificate], algo: ['1.2.840.10045.2.1'], pin: PIN };
const { pin: _pin, ...open } = eva;

describe('a signing service that lies', () => {
  const home = locateHome({ COUNTERSIGN_HOME: temporaryFolder() });
  const real = createHttp({ home, clock: systemClock, proxy: () => undefined });
  /** The network as it is, with half a second for everything. */
  const hurried: Http = {
    ...real,
    request: (request, signal) => real.request({ ...request, deadline: 500 }, signal),
  };

  async function signer(
    misbehave: Readonly<Record<string, Misbehaviour>>,
    served: ServedCredential = eva,
    http = real,
  ) {
    const server = await serveCsc({ token: TOKEN, credentials: [served], misbehave });
    const credential = await chooseCredential(new CscService(server.url, givenAccess(utf8(TOKEN)), http), undefined);
    const labels: string[] = [];
    const made = new CscSigner(
      credential,
      utf8(PIN),
      async ({ label }) => {
        labels.push(label);
        return utf8('1');
      },
      1,
    );
    return { server, labels, sign: () => made.sign(utf8('what is signed'), 'ecdsa-sha256') };
  }
  const raw =
    (body: Uint8Array | string, headers: Readonly<Record<string, string>> = {}, status = 200): Misbehaviour =>
    (response) =>
      void response.writeHead(status, headers).end(body);
  const otherKey = generateKey('p-256');
  const signature = (of: typeof key, hash: Uint8Array) => {
    const scalar = Buffer.from(of.export({ format: 'jwk' }).d ?? '', 'base64url');
    return JSON.stringify({ signatures: [Buffer.from(signDigest('P-256', scalar, hash)).toString('base64')] });
  };

  it.each<[string, string, Misbehaviour]>([
    ['a signature over another hash', 'REMOTE_RESPONSE_INVALID', raw(signature(key, new Uint8Array(32)))],
    ['a signature of another key', 'REMOTE_RESPONSE_INVALID', raw(signature(otherKey, new Uint8Array(32)))],
    ['zeros', 'REMOTE_RESPONSE_INVALID', raw(JSON.stringify({ signatures: [Buffer.alloc(64).toString('base64')] }))],
    ['brackets without end', 'REMOTE_RESPONSE_INVALID', raw('['.repeat(500_000))],
    ['bytes that are no text', 'REMOTE_RESPONSE_INVALID', raw(Buffer.from([0xff, 0xfe, 0x7b]))],
    [
      'a packed answer that unpacks to far more',
      'NETWORK_TOO_LARGE',
      raw(gzipSync(Buffer.alloc(4 << 20)), { 'content-encoding': 'gzip' }),
    ],
    ['a packed answer that is none', 'NETWORK_STATUS', raw('none', { 'content-encoding': 'gzip' })],
    [
      'a length that is too much',
      'NETWORK_TOO_LARGE',
      (response) => void response.writeHead(200, { 'content-length': '99999999' }).write(' '),
    ],
    ['a status of its own', 'NETWORK_STATUS', raw('', {}, 304)],
    ['a refusal that is no JSON', 'REMOTE_REFUSED', raw('<html>', { 'content-type': 'text/html' }, 400)],
    ['what is no HTTP', 'NETWORK_STATUS', (response) => void response.socket?.end('SSH-2.0-x\r\n\r\n')],
    ['headers without end', 'NETWORK_STATUS', raw('{}', { x: 'y'.repeat(200_000) })],
    ...['file:///etc/passwd', 'http://127.0.0.1:9/', 'javascript:1', '//[', ''].map(
      (location): [string, string, Misbehaviour] => [
        `a redirect to “${location}”`,
        'NETWORK_REDIRECT',
        raw('', { location }, 307),
      ],
    ),
  ])('%s is no signature', async (_name, code, misbehaviour) => {
    const { sign } = await signer({ 'signatures/signHash': misbehaviour });
    const failure: unknown = await sign().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code });
    expect((failure as Error).message).not.toMatch(/\p{Cc}|passwd/u);
  });

  it.each<[string, Misbehaviour]>([
    [
      'drips',
      (response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(drip));
      },
    ],
    ['sends its headers and nothing more', (response) => response.writeHead(200).flushHeaders()],
  ])('an answer that %s is over when its time is', async (_name, misbehaviour) => {
    const { sign } = await signer({ 'signatures/signHash': misbehaviour }, eva, hurried);
    await expect(sign()).rejects.toMatchObject({ code: 'NETWORK_TIMEOUT' });
  });

  it('an answer that does not end is left at once it is too long', async () => {
    let isOpen = true;
    const endless: Misbehaviour = (response) => {
      response.writeHead(200).on('close', () => {
        isOpen = false;
      });
      const more = () => {
        while (isOpen && response.write(Buffer.alloc(65_536, 0x20)));
        response.once('drain', more);
      };
      more();
    };
    const { sign } = await signer({ 'signatures/signHash': endless });
    await expect(sign()).rejects.toMatchObject({ code: 'NETWORK_TOO_LARGE' });
    await expect.poll(() => isOpen).toBe(false);
  });

  it('a chain that holds what is no certificate is shown without it', async () => {
    const { sign } = await signer({}, { ...eva, certificates: [certificate, utf8('none'), certificate] });
    expect(await sign()).toBeInstanceOf(Uint8Array);
  });

  it('what a service wants answered is one plain line of its own', async () => {
    const challenge = `1\n\u001b[2JPIN of your card\u202e${'x'.repeat(4000)}`;
    const { sign, labels } = await signer(
      {},
      {
        ...open,
        objects: [{ type: 'ChallengeResponse', id: 'C', label: 'Answer' }],
        expression: 'C',
        challenges: { C: challenge },
      },
    );
    await sign();
    expect(labels).toEqual([expect.stringMatching(/^Answer: 1\ufffd\ufffd\[2JPIN of your card\ufffdx+$/)]);
    expect(labels[0]?.length).toBeLessThan(300);
  });

  it('an object that is wanted again and again is asked for once', () => {
    const objects = [{ type: 'Password', id: 'A' }];
    expect(authWish(objects, `A${' AND A'.repeat(600)}`).secrets).toHaveLength(1);
  });

  it.each(['('.repeat(4096), `${'(A OR B) AND '.repeat(300)}A`, ' '.repeat(4096), 'AND '.repeat(1000)])(
    'an expression that is made to keep somebody busy wants all its objects (%#)',
    (expression) => {
      const objects = ['A', 'B', ''].map((id) => ({ type: 'Password', id }));
      expect(authWish(objects, expression).secrets.length).toBeGreaterThan(0);
    },
  );
});
