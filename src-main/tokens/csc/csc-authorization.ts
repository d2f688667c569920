import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { AuthSecret } from './csc-auth-objects.ts';
import { type CscCredential, EXTENSION } from './csc-credential.ts';
import { said } from './csc-request.ts';

const given = z.object({ SAD: z.string().min(1).max(65_536), expiresIn: z.number().positive().optional() });
const underWay = z.object({ handle: z.string().min(1).max(65_536) });
const outcome = z.union([given, underWay]);
const challenge = z.object({ challenge: z.string().max(4096).optional() });

/** Seconds, where the service does not say how long an authorisation is good for (CSC API v2.0.0.2, 11.6). */
const USUAL_LIFE = 3600;
/** Seconds before its end from which an authorisation is not used any more. */
const MARGIN = 10;
/** Milliseconds: for how long somebody may confirm elsewhere, and after which pauses it is asked whether they did. */
const CONFIRMATION = { longest: 180_000, first: 250, pause: 2_000 };

/** What permits signatures for a while: signature activation data, an access token of scope “credential”, or both. */
export interface Authorization {
  readonly sad?: string | undefined;
  readonly permit?: string | undefined;
  /** Milliseconds of performance.now(). */
  readonly until: number;
  /** Signatures that it still permits. */
  left: number;
}

export interface AuthorizationWish {
  /** Signatures that are asked for. */
  readonly signatures: number;
  /** Base64 of the hash that it is bound to, with the OID of its algorithm. */
  readonly bound?: { readonly hash: string; readonly hashAlgorithmOID: string };
  /** The value of each secret, in their order. */
  readonly values: readonly string[];
}

/**
 * credentials/authorize (CSC API v2.0.0.2, 11.6); where somebody confirms elsewhere, credentials/authorizeCheck (11.7) until they did. Objects
 * whose answer comes by another way are named without a value (8.3.1.3, 8.3.1.5).
 * @throws AppError REMOTE_UNAUTHORIZED, REMOTE_REFUSED, also where nobody confirms in time; as CscService.call
 */
export async function authorize(
  { service, id, secrets, elsewhere }: CscCredential,
  { signatures, bound, values }: AuthorizationWish,
  signal: AbortSignal | undefined,
): Promise<Authorization> {
  const here = secrets.map((secret, index) => ({ id: secret.id, value: values[index] ?? '' }));
  const authData = [...here, ...elsewhere.map((object) => ({ id: object }))];
  const body = {
    credentialID: id,
    numSignatures: signatures,
    ...(bound !== undefined && { hashes: [bound.hash], hashAlgorithmOID: bound.hashAlgorithmOID }),
    ...(authData.length > 0 && { authData }),
  };
  const end = performance.now() + CONFIRMATION.longest;
  let answer = await service.call('credentials/authorize', body, outcome, { signal, lasts: 'authorize' });
  for (let pause = CONFIRMATION.first; 'handle' in answer; pause = Math.min(pause * 2, CONFIRMATION.pause)) {
    if (performance.now() > end) throw unconfirmed(service.host);
    await sleep(pause, undefined, { signal }).catch(() => throwIfCancelled(signal));
    const { handle } = answer;
    answer = await service.call('credentials/authorizeCheck', { handle }, outcome, { signal });
  }
  return { ...lasting(answer), left: signatures };
}

/**
 * Scope “credential” in the browser (8.4.2), for a key whose authorisation is OAuth 2.0's. What comes back goes into the Authorization field in
 * place of the service's token, or, where the service calls it so, stands for the signature activation data (11.10).
 * @throws AppError REMOTE_SIGN_IN_FAILED, REMOTE_REFUSED, REMOTE_RESPONSE_INVALID, NETWORK_*, CANCELLED
 */
export async function permitted(
  { service, id }: CscCredential,
  { signatures, bound }: Omit<AuthorizationWish, 'values'>,
  signal: AbortSignal | undefined,
): Promise<Authorization> {
  const { page } = service.access;
  if (page === undefined)
    throw new AppError('INTERNAL', 'A key is to be allowed in a browser that nobody signed in with.');
  const wish = { credential: id, signatures, ...(bound !== undefined && { bound }) };
  const { type, token, expiresIn } = await page.allow(wish, signal);
  return { ...(type === 'sad' ? { sad: token } : { permit: token }), until: endOf(expiresIn), left: signatures };
}

/**
 * credentials/extendTransaction (11.9): binds what is left of an authorisation to the next hash, without asking anybody again.
 * @throws AppError as CscService.call
 */
export async function extended(
  { service, id }: CscCredential,
  { sad, permit, left }: Authorization,
  { hash, hashAlgorithmOID }: NonNullable<AuthorizationWish['bound']>,
  signal: AbortSignal | undefined,
): Promise<Authorization> {
  const body = { credentialID: id, hashes: [hash], hashAlgorithmOID, ...(sad !== undefined && { SAD: sad }) };
  return { ...lasting(await service.call(EXTENSION, body, given, { signal, permit })), permit, left };
}

function lasting({ SAD, expiresIn }: z.infer<typeof given>): Pick<Authorization, 'sad' | 'until'> {
  return { sad: SAD, until: endOf(expiresIn) };
}

function endOf(seconds = USUAL_LIFE): number {
  return performance.now() + Math.max(0, seconds - MARGIN) * 1000;
}

/**
 * credentials/getChallenge (11.8): the service tells what is to be answered, or sends it to the person itself.
 * @returns the secret as the person is to be asked for it
 */
export async function challenged(
  { service, id }: CscCredential,
  secret: AuthSecret,
  signal: AbortSignal | undefined,
): Promise<AuthSecret> {
  if (secret.isChallenged !== true) return secret;
  const asked = { credentialID: id, authObjectID: secret.id };
  const { challenge: told } = await service.call('credentials/getChallenge', asked, challenge, { signal });
  return told === undefined ? secret : { ...secret, label: `${secret.label}: ${said(told)}` };
}

function unconfirmed(host: string): AppError {
  return new AppError(
    'REMOTE_REFUSED',
    `Nobody confirmed the signature at the signing service ${host} within ${CONFIRMATION.longest / 1000} s. Start again and confirm it, as on your telephone.`,
    { host },
  );
}
