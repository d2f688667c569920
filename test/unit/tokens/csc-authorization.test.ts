import { describe, expect, it } from 'vitest';
import { issueCertificate } from '../../../scripts/pki/issue.ts';
import { generateKey } from '../../../scripts/pki/keys.ts';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { createHttp } from '../../../src-main/platform/net/client.ts';
import { givenAccess } from '../../../src-main/tokens/csc/csc-access.ts';
import { cscAlgorithm } from '../../../src-main/tokens/csc/csc-algorithms.ts';
import { authWish } from '../../../src-main/tokens/csc/csc-auth-objects.ts';
import { chooseCredential } from '../../../src-main/tokens/csc/csc-credential.ts';
import { CscService } from '../../../src-main/tokens/csc/csc-service.ts';
import { CscSigner } from '../../../src-main/tokens/csc/csc-signer.ts';
import { type CscServer, type Misbehaviour, type ServedCredential, serveCsc } from '../../support/csc-server.ts';
import { temporaryFolder } from '../../support/tools.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const message = utf8('what is signed');
const [TOKEN, PIN] = ['access-token-0', '246810'];
const key = generateKey('p-256');
const { certificate } = issueCertificate({
  subject: { CN: 'Eva' },
  key,
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2040-01-01T00:00:00Z'),
});
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const eva: ServedCredential = { id: 'eva', key, certificates: [certificate], algo: [ECDSA_SHA256] };

const pin = { type: 'Password', id: 'PIN', format: 'N', label: 'PIN' };
const totp = { type: 'Password', id: 'Second factor', generator: 'totp', label: 'Code of your app' };
const phone = { type: 'ChallengeResponseOOB', id: 'Phone', label: 'Your telephone' };
const question = { type: 'ChallengeResponse', id: 'Question', label: 'Question' };

describe('authorising a signature at a remote service (CSC API v2, 8.3 and 11.6 to 11.8)', () => {
  const http = createHttp({
    home: locateHome({ COUNTERSIGN_HOME: temporaryFolder() }),
    clock: systemClock,
    proxy: () => undefined,
  });
  const asked: string[] = [];

  async function prepared(
    credential: Partial<ServedCredential>,
    misbehave: Record<string, Misbehaviour> = {},
    { methods = [], wanted = 1 }: { methods?: readonly string[]; wanted?: number } = {},
  ) {
    asked.length = 0;
    const server = await serveCsc({ token: TOKEN, credentials: [{ ...eva, ...credential }], misbehave, methods });
    const chosen = await chooseCredential(new CscService(server.url, givenAccess(utf8(TOKEN)), http), undefined);
    const codeFor = async ({ label }: { label: string }) => {
      asked.push(label);
      return utf8('739254');
    };
    const signer = new CscSigner(chosen, utf8(PIN), codeFor, wanted);
    return { server, signer };
  }
  const bodies = ({ asked: all }: CscServer, method: string) =>
    all.filter((one) => one.method === method).map(({ body }) => body);
  const refusing =
    (status: number, error: string, description: string): Misbehaviour =>
    (response) =>
      void response.writeHead(status).end(JSON.stringify({ error, error_description: description }));

  it('waits while somebody confirms elsewhere, and asks the person here for nothing', async () => {
    const { server, signer } = await prepared({ objects: [phone], expression: 'Phone', confirmedAfter: 2 });
    expect(await signer.sign(message, 'ecdsa-sha256')).toBeInstanceOf(Uint8Array);
    expect(bodies(server, 'credentials/authorize')).toMatchObject([{ authData: [{ id: 'Phone' }] }]);
    expect(JSON.stringify(bodies(server, 'credentials/authorize'))).not.toContain('value');
    expect(bodies(server, 'credentials/authorizeCheck')).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  it('is left while it waits', async () => {
    const { server, signer } = await prepared({ objects: [phone], expression: 'Phone', confirmedAfter: 1_000 });
    const stop = new AbortController();
    const waiting = signer.sign(message, 'ecdsa-sha256', stop.signal);
    await expect.poll(() => bodies(server, 'credentials/authorizeCheck').length).toBeGreaterThan(0);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each([
    ['What is your word?', 'Question: What is your word?'],
    [null, 'Question'],
  ])('asks for the answer to a challenge, told (%s) or sent to the person', async (challenge, label) => {
    const values = { Question: '739254', PIN };
    const challenged = {
      objects: [pin, question],
      expression: 'PIN AND Question',
      challenges: { Question: challenge },
    };
    const { server, signer } = await prepared({ ...challenged, values });
    await signer.sign(message, 'ecdsa-sha256');
    expect(asked).toEqual([label]);
    expect(bodies(server, 'credentials/getChallenge')).toEqual([{ credentialID: 'eva', authObjectID: 'Question' }]);
    expect(bodies(server, 'credentials/authorize')).toMatchObject([
      {
        authData: [
          { id: 'PIN', value: PIN },
          { id: 'Question', value: '739254' },
        ],
      },
    ]);
  });

  it.each([
    [
      'a wrong PIN',
      refusing(400, 'invalid_authentication_data', 'The authentication data is invalid'),
      'REMOTE_UNAUTHORIZED',
    ],
    ['a key that is locked', refusing(400, 'invalid_request', 'Credential locked'), 'REMOTE_UNAUTHORIZED'],
    ['anything else', refusing(400, 'invalid_request', 'Numbers of signatures is too high'), 'REMOTE_REFUSED'],
  ])('after %s the PIN is not sent again', async (_name, misbehaviour, code) => {
    const { server, signer } = await prepared({ pin: PIN }, { 'credentials/authorize': misbehaviour });
    for (let i = 0; i < 2; i++) await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toMatchObject({ code });
    expect(bodies(server, 'credentials/authorize')).toHaveLength(1);
  });

  it('one code serves many signatures of level 2 where the service extends what it permitted, hash by hash', async () => {
    const many = { objects: [totp], expression: '', values: { 'Second factor': '739254' }, multisign: 3 };
    const { server, signer } = await prepared(many, {}, { methods: ['credentials/extendTransaction'], wanted: 4 });
    for (let i = 0; i < 4; i++) await signer.sign(utf8(`document ${i}`), 'ecdsa-sha256');
    expect(asked).toEqual(['Code of your app', 'Code of your app']);
    expect(bodies(server, 'credentials/authorize')).toMatchObject([
      { numSignatures: 3, hashes: [expect.any(String)] },
      // The last one: nobody is asked to permit more than will be made.
      { numSignatures: 1 },
    ]);
    expect(bodies(server, 'credentials/extendTransaction')).toHaveLength(2);
    const hashes = bodies(server, 'signatures/signHash').map(({ hashes: [hash] = [] }: { hashes?: string[] }) => hash);
    expect(new Set(hashes).size).toBe(4);
  });

  it('what is not extended any more is authorised anew, once', async () => {
    const refused = refusing(400, 'invalid_request', 'Invalid parameter SAD');
    const many = { objects: [totp], expression: '', multisign: 3 };
    const extension = 'credentials/extendTransaction';
    const { server, signer } = await prepared(many, { [extension]: refused }, { methods: [extension], wanted: 2 });
    for (let i = 0; i < 2; i++) await signer.sign(utf8(`document ${i}`), 'ecdsa-sha256');
    expect(asked).toHaveLength(2);
    expect(bodies(server, extension)).toHaveLength(1);
  });

  it('names the algorithm as the service lists it: that of the key alone, with the hash beside it', async () => {
    const { server, signer } = await prepared({ pin: PIN, algo: ['1.2.840.10045.2.1'] });
    await signer.sign(message, 'ecdsa-sha256');
    const sha256 = '2.16.840.1.101.3.4.2.1';
    expect(bodies(server, 'signatures/signHash')).toMatchObject([
      { signAlgo: '1.2.840.10045.2.1', hashAlgorithmOID: sha256 },
    ]);
    const rsa = { signAlgo: '1.2.840.113549.1.1.1', hashAlgorithmOID: sha256 };
    expect(cscAlgorithm('rsa-pkcs1-sha256', ['1.2.840.113549.1.1.1'])).toEqual(rsa);
    expect(cscAlgorithm('rsa-pss-sha256', ['1.2.840.113549.1.1.1'])).toBeUndefined();
    expect(cscAlgorithm('rsa-pss-sha256', ['1.2.840.113549.1.1.10'])?.signAlgoParams).toMatch(/^[A-Za-z0-9+/]+=*$/);
  });

  it('where the access token is to be one for the key itself, a refusal says so', async () => {
    const refused = refusing(400, 'invalid_request', 'Missing (or invalid type) string parameter SAD');
    const { signer } = await prepared({ mode: 'oauth2code' }, { 'signatures/signHash': refused });
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toThrow(/parameter SAD.*scope “credential”/);
  });

  it('a service that would sign later is told of, and so is one that knows the certificate as revoked', async () => {
    const later: Misbehaviour = (response) => void response.writeHead(200).end('{"responseID":"1"}');
    const { signer } = await prepared({ pin: PIN }, { 'signatures/signHash': later });
    await expect(signer.sign(message, 'ecdsa-sha256')).rejects.toThrow(/it would sign later/);
    await expect(prepared({ pin: PIN, certificateStatus: 'revoked' })).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
      message: expect.stringContaining('is revoked'),
    });
  });

  it.each<[string, string[], string[]]>([
    ['', ['PIN', 'Second factor'], ['Phone']],
    ['PIN AND Second factor', ['PIN', 'Second factor'], []],
    ['PIN OR Phone', ['PIN'], []],
    ['(PIN AND Second factor) XOR Phone', ['PIN', 'Second factor'], []],
    ['PIN AND (Phone OR Second factor)', ['PIN', 'Second factor'], []],
    ['Phone AND PIN OR Phone', [], ['Phone']],
    ['Phone', [], ['Phone']],
    ['PIN AND what is this', ['PIN', 'Second factor'], ['Phone']],
    ['(PIN', ['PIN', 'Second factor'], ['Phone']],
  ])('of “%s” what asks least is chosen', (expression, secrets, elsewhere) => {
    const wish = authWish([pin, totp, phone], expression);
    expect(wish.secrets.map(({ id }) => id)).toEqual(secrets);
    expect(wish.elsewhere).toEqual(elsewhere);
    for (const { id, kind } of wish.secrets) expect(kind).toBe(id === 'PIN' ? 'password' : 'code');
  });
});
