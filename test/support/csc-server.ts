import { constants, createPublicKey, type KeyObject, privateEncrypt } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Issued } from '../../scripts/pki/issue.ts';
import { signDigest } from '../../src-main/cms/curves.ts';
import { readDer } from '../../src-main/cms/der.ts';
import { ecdsaSideBySide } from '../../src-main/cms/ecdsa-value.ts';
import { readPublicKeyInfo } from '../../src-main/cms/public-key.ts';
import { type Allowed, type SignInOptions, SignInServer } from './csc-sign-in.ts';
import { type Loopback, serve, serveTls } from './loopback.ts';

/** A key that the service keeps. */
export interface ServedCredential {
  readonly id: string;
  readonly key: KeyObject;
  /** DER, the key's own certificate first. */
  readonly certificates: readonly Uint8Array[];
  /** OIDs of `key.algo`. */
  readonly algo: readonly string[];
  readonly mode?: 'implicit' | 'explicit' | 'oauth2code';
  readonly pin?: string;
  /** One-time codes that are accepted, each once. */
  readonly codes?: string[];
  readonly scal?: '1' | '2';
  readonly multisign?: number;
  /** Seconds of `expiresIn`. */
  readonly life?: number;
  readonly status?: string;
  /** `auth.objects` and `auth.expression` instead of a PIN and a code. */
  readonly objects?: readonly Readonly<Record<string, string>>[];
  readonly expression?: string;
  /** What credentials/getChallenge gives by the id of its object; null: it was sent to the person. */
  readonly challenges?: Readonly<Record<string, string | null>>;
  /** Values that are right, by the id of their object. */
  readonly values?: Readonly<Record<string, string>>;
  /** Times that credentials/authorizeCheck says that somebody is still to confirm. */
  readonly confirmedAfter?: number;
  /** `cert.status`. */
  readonly certificateStatus?: string;
  /** ECDSA signatures as two numbers side by side. */
  readonly plain?: boolean;
}

/** What the service does instead of an answer, by method. */
export type Misbehaviour = (response: ServerResponse, answer: unknown) => void;

export interface CscServerOptions {
  readonly token: string;
  readonly credentials: readonly ServedCredential[];
  /** Methods that it names beside the usual ones, and has. */
  readonly methods?: readonly string[];
  readonly misbehave?: Readonly<Record<string, Misbehaviour>>;
  /** People sign in to it with the browser. */
  readonly signIn?: SignInOptions;
  /** Speaks TLS with a certificate by this issuer. */
  readonly issuer?: Issued;
}

export interface CscServer extends Loopback {
  /** Bodies that came, by method, oldest first. */
  readonly asked: { readonly method: string; readonly body: Record<string, unknown> }[];
  /** Where people sign in. */
  readonly signIn: SignInServer;
}

const SHA = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** DER of DigestInfo up to the hash (RFC 8017, 9.2, note 1). */
const DIGEST_INFO = {
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: string, description: string) {
    super(JSON.stringify({ error: code, error_description: description }));
    this.status = status;
  }
}

/** A remote signing service that speaks CSC API v2 over HTTP on this machine, with real keys, for the length of one test. */
export async function serveCsc(options: CscServerOptions): Promise<CscServer> {
  const asked: CscServer['asked'] = [];
  const signIn = new SignInServer(options.signIn ?? { clientId: '' });
  const sads = new Map<
    string,
    { credential: string; hashes: readonly string[] | undefined; left: number; until: number }
  >();
  const waiting = new Map<string, { left: number; permission: unknown }>();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const content = await text(request);
    if (options.signIn !== undefined && signIn.answer(request, content, response)) return;
    const method = (request.url ?? '').replace('/csc/v2/', '');
    const body = JSON.parse(content) as Record<string, unknown>;
    asked.push({ method, body });
    try {
      const token = (request.headers.authorization ?? '').replace('Bearer ', '');
      const right = token === options.token ? 'service' : signIn.rightOf(token);
      if (method !== 'info' && right === undefined) throw new Refusal(401, 'invalid_token', 'The token is not valid');
      const allowed = typeof right === 'object' ? right : undefined;
      const answer = method === 'info' ? infoFor(request) : answerTo(method, body, allowed);
      const misbehaviour = options.misbehave?.[method];
      if (misbehaviour !== undefined) return misbehaviour(response, answer);
      if (answer === undefined) return void response.writeHead(204).end();
      const status = typeof answer === 'object' && answer !== null && 'handle' in answer ? 202 : 200;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(error instanceof Error ? error.message : '');
    }
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => void handle(request, response);
  const server = options.issuer === undefined ? await serve(listener) : await serveTls(options.issuer, listener);
  return { ...server, url: `${server.url}/csc/v2`, asked, signIn };

  function infoFor({ headers }: IncomingMessage): unknown {
    const methods = ['credentials/list', 'credentials/info', ...(options.methods ?? [])];
    return {
      specs: '2.0.0.2',
      methods,
      ...(options.signIn !== undefined && signIn.about(`http://${headers.host}`)),
    };
  }

  function answerTo(method: string, body: Record<string, unknown>, allowed: Allowed | undefined): unknown {
    switch (method) {
      case 'credentials/list':
        return page(body);
      case 'credentials/info':
        return infoOf(found(body));
      case 'credentials/authorize':
        return authorize(found(body), body);
      case 'credentials/extendTransaction':
        return extend(found(body), body, allowed);
      case 'credentials/authorizeCheck':
        return checked(body);
      case 'credentials/getChallenge':
        return challengeOf(found(body), String(body.authObjectID));
      case 'signatures/signHash':
        return { signatures: signHashes(found(body), body, allowed) };
      default:
        throw new Refusal(404, 'invalid_request', 'No such method');
    }
  }

  function page({ pageToken }: Record<string, unknown>): unknown {
    const ids = options.credentials.map(({ id }) => id);
    const at = Number(pageToken ?? 0);
    const more = at + 2 < ids.length ? { nextPageToken: String(at + 2) } : {};
    return { credentialIDs: ids.slice(at, at + 2), ...more };
  }

  function found({ credentialID }: Record<string, unknown>): ServedCredential {
    const credential = options.credentials.find(({ id }) => id === credentialID);
    if (credential === undefined) throw new Refusal(400, 'invalid_request', 'Invalid parameter credentialID');
    return credential;
  }

  function infoOf({
    certificates,
    algo,
    mode = 'explicit',
    pin,
    codes,
    scal = '2',
    multisign = 1,
    status = 'enabled',
    objects: served,
    expression = 'PIN AND OTP',
    certificateStatus = 'valid',
  }: ServedCredential) {
    const objects = served ?? [
      ...(pin === undefined ? [] : [{ type: 'Password', id: 'PIN', format: 'N', label: 'PIN' }]),
      ...(codes === undefined
        ? []
        : [{ type: 'Password', id: 'OTP', format: 'N', label: 'Code of your app', generator: 'totp' }]),
    ];
    return {
      description: 'A key',
      key: { status, algo, len: 2048 },
      cert: { status: certificateStatus, certificates: certificates.map((der) => Buffer.from(der).toString('base64')) },
      auth: { mode, expression, ...(mode === 'explicit' && { objects }) },
      SCAL: scal,
      multisign,
      lang: 'en-US',
    };
  }

  function authorize(credential: ServedCredential, body: Record<string, unknown>) {
    const given = (body.authData ?? []) as { id: string; value: string }[];
    const value = (id: string) => given.find((item) => item.id === id)?.value;
    if (credential.pin !== undefined && value('PIN') !== credential.pin) {
      throw new Refusal(400, 'invalid_pin', 'The PIN is not right');
    }
    if (credential.codes !== undefined) {
      const at = credential.codes.indexOf(value('OTP') ?? '');
      if (at < 0) throw new Refusal(400, 'invalid_otp', 'The code is not right');
      credential.codes.splice(at, 1);
    }
    for (const [id, right] of Object.entries(credential.values ?? {})) {
      if (given.some((item) => item.id === id && item.value !== right)) {
        throw new Refusal(400, 'invalid_authentication_data', 'The authentication data is invalid');
      }
    }
    const count = Number(body.numSignatures);
    if (count > (credential.multisign ?? 1)) throw new Refusal(400, 'invalid_request', 'numSignatures is too high');
    const hashes = body.hashes as string[] | undefined;
    if ((credential.scal ?? '2') === '2' && hashes === undefined)
      throw new Refusal(400, 'invalid_request', 'hashes are missing');
    const sad = `sad-${sads.size}`;
    const { life = 300, confirmedAfter = 0 } = credential;
    sads.set(sad, { credential: credential.id, hashes, left: count, until: Date.now() + life * 1000 });
    const permission = { SAD: sad, expiresIn: life };
    if (confirmedAfter === 0) return permission;
    const handle = `handle-${waiting.size}`;
    waiting.set(handle, { left: confirmedAfter, permission });
    return { handle };
  }

  function extend(credential: ServedCredential, body: Record<string, unknown>, allowed: Allowed | undefined): unknown {
    const until = Date.now() + 300_000;
    const before = body.SAD === undefined && allowed !== undefined ? { ...allowed, until } : sads.get(String(body.SAD));
    if (before === undefined || before.credential !== credential.id || before.left < 1 || Date.now() > before.until)
      throw new Refusal(400, 'invalid_request', 'Invalid parameter SAD');
    sads.delete(String(body.SAD));
    const sad = `sad-${sads.size}-extended-${before.left}`;
    sads.set(sad, { ...before, hashes: body.hashes as string[] });
    return { SAD: sad };
  }

  function checked({ handle }: Record<string, unknown>): unknown {
    const one = waiting.get(String(handle));
    if (one === undefined) throw new Refusal(400, 'invalid_request', 'Invalid parameter handle');
    one.left -= 1;
    return one.left > 0 ? { handle } : one.permission;
  }

  function challengeOf({ challenges }: ServedCredential, object: string): unknown {
    const challenge = challenges?.[object];
    if (challenge === undefined) throw new Refusal(400, 'invalid_request', 'Invalid parameter authObjectID');
    return challenge === null ? undefined : { challenge };
  }

  function signHashes(
    credential: ServedCredential,
    body: Record<string, unknown>,
    allowed: Allowed | undefined,
  ): string[] {
    const hashes = body.hashes as string[];
    const isByBrowser = options.signIn !== undefined && credential.mode === 'oauth2code';
    const stands = typeof body.SAD === 'string' ? signIn.rightOf(body.SAD) : undefined;
    const inPlace = allowed ?? (typeof stands === 'object' ? stands : undefined);
    if (isByBrowser && (body.SAD === undefined || stands !== undefined)) spend(credential, hashes, inPlace);
    else if (isByBrowser || credential.mode !== 'oauth2code') {
      const sad = sads.get(String(body.SAD));
      if (sad === undefined || sad.credential !== credential.id)
        throw new Refusal(400, 'invalid_request', 'Invalid SAD');
      if (sad.left < hashes.length || Date.now() > sad.until)
        throw new Refusal(400, 'invalid_request', 'The SAD has expired');
      if (sad.hashes !== undefined && hashes.some((hash) => !sad.hashes?.includes(hash))) {
        throw new Refusal(400, 'invalid_request', 'The hash is not authorized');
      }
      sad.left -= hashes.length;
    }
    if (!credential.algo.includes(String(body.signAlgo)))
      throw new Refusal(400, 'invalid_request', 'Invalid parameter signAlgo');
    const name = SHA[String(body.hashAlgorithmOID) as keyof typeof SHA] as keyof typeof DIGEST_INFO;
    return hashes.map((hash) =>
      signed(credential, Buffer.from(hash, 'base64'), name, String(body.signAlgo)).toString('base64'),
    );
  }
}

/** What a person allowed in the browser is good for so many hashes, and, where it is bound, for those alone. */
function spend({ id }: ServedCredential, hashes: readonly string[], allowed: Allowed | undefined): void {
  const isGood =
    allowed?.credential === id &&
    allowed.left >= hashes.length &&
    hashes.every((hash) => allowed.hashes === undefined || allowed.hashes.includes(hash));
  if (allowed === undefined || !isGood) throw new Refusal(400, 'invalid_request', 'The hash is not authorized');
  allowed.left -= hashes.length;
}

function signed(
  { key, plain = false }: ServedCredential,
  hash: Buffer,
  name: keyof typeof DIGEST_INFO,
  algorithm: string,
): Buffer {
  if (algorithm === '1.2.840.113549.1.1.10') throw new Refusal(400, 'invalid_request', 'RSASSA-PSS is not offered');
  if (key.asymmetricKeyType === 'rsa') {
    const info = Buffer.concat([Buffer.from(DIGEST_INFO[name], 'hex'), hash]);
    return privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, info);
  }
  const scalar = Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url');
  const der = signDigest('P-256', scalar, hash.subarray(0, 32));
  return Buffer.from(plain ? ecdsaSideBySide(der, spkiOf(key)) : der);
}

function spkiOf(key: KeyObject) {
  return readPublicKeyInfo(readDer(new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))));
}
