import { z } from 'zod';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { SignatureAlgorithm } from '../../platform/signer.ts';
import { issuersOf } from '../choice.ts';
import { type KeyKind, keyKindOf } from '../key-kind.ts';
import { offeredAlgorithms } from './csc-algorithms.ts';
import { type AuthWish, authObject, authWish } from './csc-auth-objects.ts';
import { said } from './csc-request.ts';
import type { CscService } from './csc-service.ts';

const text = z.string().max(4096);
const credentialList = z.object({
  credentialIDs: z.array(text).max(1000),
  nextPageToken: text.optional(),
});
const credentialInfo = z.object({
  description: text.optional(),
  key: z.object({ status: text, algo: z.array(text).max(100) }),
  cert: z.object({ status: text.optional(), certificates: z.array(z.base64()).max(20) }),
  auth: z.object({
    mode: z.enum(['implicit', 'explicit', 'oauth2code']),
    expression: text.optional(),
    objects: z.array(authObject).max(20).optional(),
  }),
  SCAL: z.enum(['1', '2']).default('1'),
  multisign: z.number().int().min(1).default(1),
});

/** A key at a service, before anybody was asked for its PIN. */
export interface CscCredential extends AuthWish {
  readonly service: CscService;
  readonly id: string;
  readonly kind: KeyKind;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  /** `token`: the access token is good for this credential by itself (scope “credential”); `browser`: one that is is got in the browser. */
  readonly authorization: 'token' | 'browser' | 'implicit' | 'secrets';
  /** `key.algo`: OIDs that the service takes for `signAlgo`. */
  readonly offered: readonly string[];
  /** Signatures that one authorisation may cover: at level 2 where the service lets it be extended to the next hash. */
  readonly most: number;
  /** 2: the authorisation is bound to the hashes (EN 419 241-1, SCAL2). */
  readonly scal: 1 | 2;
  /** Why the service does not sign with it now: REMOTE_REFUSED, ALGORITHM_UNSUPPORTED. */
  readonly refusal: AppError | undefined;
}

/** Binds an authorisation to the next hash (11.9). */
export const EXTENSION = 'credentials/extendTransaction';
/** Pages of a list that are asked for. */
const MOST_PAGES = 20;

/** credentials/list (CSC API v2.0.0.2, 11.4): the keys of whoever the access token is for. @throws AppError as CscService.call */
export async function cscCredentialIds(service: CscService, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const asked = pageToken === undefined ? {} : { pageToken };
    const found = await service.call('credentials/list', asked, credentialList, { signal });
    ids.push(...found.credentialIDs);
    pageToken = found.nextPageToken;
    if (pageToken === undefined || pageToken === '') return [...new Set(ids)];
  }
  throw service.invalid('credentials/list', 'its pages do not end');
}

/**
 * A key that signs.
 * @throws AppError REMOTE_REFUSED where the key is switched off, ALGORITHM_UNSUPPORTED, as CscService.call
 */
export async function cscCredential(service: CscService, id: string, signal?: AbortSignal): Promise<CscCredential> {
  const credential = await readCredential(service, id, signal);
  if (credential.refusal !== undefined) throw credential.refusal;
  return credential;
}

/**
 * credentials/info (11.5), of a key that does not sign, too. What it says of its key is checked against the certificate, which alone
 * counts.
 * @throws AppError ALGORITHM_UNSUPPORTED for a certificate of another kind of key, as CscService.call
 */
export async function readCredential(service: CscService, id: string, signal?: AbortSignal): Promise<CscCredential> {
  const asked = { credentialID: id, certificates: 'chain', certInfo: true, authInfo: true };
  const info = await service.call('credentials/info', asked, credentialInfo, { signal });
  const [certificate, ...others] = info.cert.certificates.map(
    (base64) => new Uint8Array(Buffer.from(base64, 'base64')),
  );
  if (certificate === undefined) throw service.invalid('credentials/info', 'it holds no certificate');
  const kind = readKind(service, certificate);
  const algorithms = offeredAlgorithms(kind.algorithms, info.key.algo);
  const { mode, expression = '', objects = [] } = info.auth;
  const isExtended = info.SCAL === '1' || (info.multisign > 1 && (await service.has(EXTENSION, signal)));
  return {
    service,
    id,
    kind,
    certificate,
    chain: issuersOf(certificate, others),
    algorithms,
    keyHome: `Key ${said(id)} at the signing service ${service.host}`,
    authorization: authorizationBy(mode, service),
    ...(mode === 'explicit' ? authWish(objects, expression) : { secrets: [], elsewhere: [] }),
    offered: info.key.algo,
    most: isExtended ? info.multisign : 1,
    scal: info.SCAL === '2' ? 2 : 1,
    refusal: refusalOf(service, id, {
      isEnabled: info.key.status === 'enabled',
      status: info.cert.status,
      isKnown: algorithms.length > 0,
    }),
  };
}

function authorizationBy(
  mode: z.infer<typeof credentialInfo>['auth']['mode'],
  { access }: CscService,
): CscCredential['authorization'] {
  if (mode === 'oauth2code') return access.page === undefined ? 'token' : 'browser';
  return mode === 'implicit' ? 'implicit' : 'secrets';
}

function refusalOf(
  { host }: CscService,
  id: string,
  {
    isEnabled,
    status,
    isKnown,
  }: { readonly isEnabled: boolean; readonly status: string | undefined; readonly isKnown: boolean },
): AppError | undefined {
  if (!isEnabled) {
    return new AppError(
      'REMOTE_REFUSED',
      `The key ${said(id)} at the signing service ${host} is switched off. Ask whoever runs the service.`,
      { host, credential: id },
    );
  }
  if (status === 'revoked' || status === 'suspended') {
    return new AppError(
      'REMOTE_REFUSED',
      `The signing service ${host} says that the certificate of its key ${said(id)} is ${status}. Choose another key.`,
      { host, credential: id },
    );
  }
  if (isKnown) return undefined;
  return new AppError(
    'ALGORITHM_UNSUPPORTED',
    `The signing service ${host} signs with no algorithm that is known here for the key ${said(id)}. Choose another key.`,
    { host, credential: id },
  );
}

/**
 * The key that is named, or the only one.
 * @throws AppError CERTIFICATE_NOT_FOUND, CERTIFICATE_AMBIGUOUS; as cscCredential
 */
export async function chooseCredential(
  service: CscService,
  id: string | undefined,
  signal?: AbortSignal,
): Promise<CscCredential> {
  if (id !== undefined) return cscCredential(service, id, signal);
  const [only, ...others] = await cscCredentialIds(service, signal);
  if (only === undefined) {
    throw new AppError(
      'CERTIFICATE_NOT_FOUND',
      `The signing service ${service.host} keeps no key for this access token.`,
      {
        host: service.host,
      },
    );
  }
  if (others.length === 0) return cscCredential(service, only, signal);
  throw new AppError(
    'CERTIFICATE_AMBIGUOUS',
    `The signing service ${service.host} keeps ${1 + others.length} keys for this access token; name one: ${[only, ...others].slice(0, 10).map(said).join(', ')}.`,
    { host: service.host, keys: 1 + others.length },
  );
}

function readKind(service: CscService, certificate: Uint8Array): KeyKind {
  try {
    return keyKindOf(certificate);
  } catch (error) {
    if (error instanceof AppError && error.code === 'ALGORITHM_UNSUPPORTED') throw error;
    throw service.invalid('credentials/info', 'its certificate cannot be read');
  }
}
