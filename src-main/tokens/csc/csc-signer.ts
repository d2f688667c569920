import { z } from 'zod';
import { AppError, codeOf, isAppError } from '../../../shared/contract/app-error.ts';
import { digestOf } from '../../cms/algorithms.ts';
import { digestBytes } from '../../cms/digest.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../../platform/signer.ts';
import { notOffered } from '../key-kind.ts';
import { provenSignature } from '../signature-form.ts';
import { type CscAlgorithm, cscAlgorithm } from './csc-algorithms.ts';
import type { AuthSecret } from './csc-auth-objects.ts';
import { type Authorization, authorize, challenged, extended, permitted } from './csc-authorization.ts';
import type { CscCredential } from './csc-credential.ts';
import { isRefusedSecret } from './csc-service.ts';

/** Of a service that answers as if it had been asked to sign later there is a number in place of signatures (11.10, operationMode A). */
const outcome = z.union([
  z.object({ signatures: z.array(z.base64()).max(1000) }),
  z.object({ responseID: z.string().max(4096) }),
]);

/**
 * Gives a one-time code, or what else is wanted beside the PIN; asked once for each authorisation. The bytes become ours and are
 * overwritten. Aborted where the signature is no longer wanted.
 */
export type CodeSource = (secret: AuthSecret, signal?: AbortSignal) => Promise<Uint8Array>;

/**
 * A key at a remote signing service. Each signature is authorised for its own hash, whatever the level; where that asks somebody each time,
 * one authorisation serves as many signatures as the service lets it, at level 2 extended from hash to hash. What comes back is verified.
 */
export class CscSigner implements Signer {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  readonly #credential: CscCredential;
  readonly #password: Uint8Array;
  readonly #codeFor: CodeSource;
  /** Signatures that are still to be made, as far as is known. */
  #wanted: number;
  #authorization: Authorization | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #refused: unknown;

  /**
   * @param password UTF-8; becomes ours and is overwritten at the end or at the first refusal
   * @param wanted signatures that will be asked for: no authorisation is for more
   */
  constructor(credential: CscCredential, password: Uint8Array, codeFor: CodeSource, wanted = 1) {
    this.certificate = credential.certificate;
    this.chain = credential.chain;
    this.algorithms = credential.algorithms;
    this.keyHome = credential.keyHome;
    this.#credential = credential;
    this.#password = password;
    this.#codeFor = codeFor;
    this.#wanted = wanted;
  }

  sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal?: AbortSignal): Promise<Uint8Array> {
    const made = this.#turn.then(() => this.#sign(toBeSigned, algorithm, signal));
    this.#turn = made.catch(() => undefined);
    return made;
  }

  async close(): Promise<void> {
    this.#end(
      this.#refused ?? new AppError('KEY_MISSING', 'The key at the signing service was let go; open it again.'),
    );
    await this.#dropAuthorization();
  }

  async #sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal: AbortSignal | undefined) {
    throwIfCancelled(signal);
    if (this.#refused !== undefined) throw this.#refused;
    const named = this.algorithms.includes(algorithm) ? cscAlgorithm(algorithm, this.#credential.offered) : undefined;
    if (named === undefined) {
      throw notOffered(algorithm);
    }
    const hash = Buffer.from(digestBytes(digestOf(algorithm), toBeSigned)).toString('base64');
    try {
      const signature = await this.#signed(hash, named, signal);
      this.#wanted -= 1;
      return this.#checked(signature, toBeSigned, algorithm);
    } catch (error) {
      if (isRefusedSecret(error)) this.#end(error);
      throw error;
    }
  }

  /**
   * An authorisation that served before may have ended early at the service: then one new one is asked for. A fresh one that is refused
   * is a refusal.
   */
  async #signed(hash: string, named: CscAlgorithm, signal: AbortSignal | undefined): Promise<Uint8Array> {
    if (this.#credential.authorization === 'token') {
      return this.#signHash(hash, named, {}, signal).catch((error: unknown) => {
        throw tokenAlone(error);
      });
    }
    const known = this.#authorization;
    if (known !== undefined && known.left > 0 && performance.now() < known.until) {
      try {
        const usable =
          this.#credential.scal === 2 ? await extended(this.#credential, known, boundTo(hash, named), signal) : known;
        return await this.#spent(usable, hash, named, signal);
      } catch (error) {
        if (codeOf(error) !== 'REMOTE_REFUSED') throw error;
      }
    }
    const fresh = await this.#authorize(hash, named, signal);
    try {
      return await this.#spent(fresh, hash, named, signal);
    } catch (error) {
      // A page that allows what the service refuses then is not opened again for each further document.
      if (this.#credential.authorization === 'browser' && codeOf(error) === 'REMOTE_REFUSED') this.#end(error);
      throw error;
    }
  }

  async #spent(usable: Authorization, hash: string, named: CscAlgorithm, signal: AbortSignal | undefined) {
    usable.left -= 1;
    this.#authorization = usable;
    try {
      return await this.#signHash(hash, named, usable, signal);
    } catch (error) {
      if (['REMOTE_REFUSED', 'CANCELLED'].includes(codeOf(error))) {
        // It may not have been used for this.
        usable.left += 1;
        await this.#dropAuthorization();
      }
      throw error;
    }
  }

  /** What a page allowed and was not used up is given back. */
  async #dropAuthorization(): Promise<void> {
    const { left = 0, permit, sad } = this.#authorization ?? {};
    this.#authorization = undefined;
    const rest = this.#credential.authorization === 'browser' && left > 0 ? (permit ?? sad) : undefined;
    if (rest !== undefined) await this.#credential.service.access.page?.giveBack(rest);
  }

  /** signatures/signHash (11.10). */
  async #signHash(
    hash: string,
    named: CscAlgorithm,
    { sad, permit }: Pick<Authorization, 'sad' | 'permit'>,
    signal: AbortSignal | undefined,
  ) {
    const { service, id } = this.#credential;
    const body = {
      credentialID: id,
      ...(sad !== undefined && { SAD: sad }),
      hashes: [hash],
      ...named,
      operationMode: 'S',
    };
    const answer = await service.call('signatures/signHash', body, outcome, { signal, lasts: 'sign', permit });
    if ('responseID' in answer) {
      throw service.invalid('signatures/signHash', 'it would sign later, though it was asked to sign at once');
    }
    const [signature, ...others] = answer.signatures;
    if (signature === undefined || others.length > 0) {
      throw service.invalid('signatures/signHash', `one signature was asked for and ${answer.signatures.length} came`);
    }
    return new Uint8Array(Buffer.from(signature, 'base64'));
  }

  /** What the service gives is a signature only if the certificate says so. */
  #checked(signature: Uint8Array, toBeSigned: Uint8Array, algorithm: SignatureAlgorithm): Uint8Array {
    const { kind, service } = this.#credential;
    const proven = provenSignature(kind, algorithm, toBeSigned, signature);
    if (proven !== undefined) return proven;
    throw service.invalid(
      'signatures/signHash',
      'it holds no signature of the certificate’s key over what was to be signed',
    );
  }

  /**
   * Whatever the service refuses of an authorisation, its PIN is not sent again: a few wrong ones lock the key; and nobody is sent to the
   * browser again.
   */
  async #authorize(hash: string, named: CscAlgorithm, signal: AbortSignal | undefined): Promise<Authorization> {
    const { authorization, secrets, elsewhere, scal, most } = this.#credential;
    const isInBrowser = authorization === 'browser';
    const asksEachTime = isInBrowser || elsewhere.length > 0 || secrets.some(({ kind }) => kind === 'code');
    const signatures = asksEachTime ? Math.max(1, Math.min(most, this.#wanted)) : 1;
    const values: string[] = [];
    for (const secret of secrets) values.push(await this.#valueOf(secret, signal));
    throwIfCancelled(signal);
    const bound = scal === 2 || signatures === 1 ? { bound: boundTo(hash, named) } : {};
    try {
      return isInBrowser
        ? await permitted(this.#credential, { signatures, ...bound }, signal)
        : await authorize(this.#credential, { signatures, ...bound, values }, signal);
    } catch (error) {
      const code = codeOf(error);
      const isRefused = code === 'REMOTE_REFUSED' || (isInBrowser && code === 'REMOTE_RESPONSE_INVALID');
      if ((isInBrowser || secrets.length > 0) && isRefused) this.#end(error);
      throw error;
    }
  }

  #end(reason: unknown): void {
    this.#refused = reason;
    this.#password.fill(0);
  }

  async #valueOf(secret: AuthSecret, signal: AbortSignal | undefined): Promise<string> {
    const pin = this.#credential.secrets.find(({ kind }) => kind === 'password');
    if (secret === pin) return textOf(this.#password);
    const code = await this.#codeFor(await challenged(this.#credential, secret, signal), signal);
    try {
      return textOf(code).trim();
    } finally {
      code.fill(0);
    }
  }
}

/** Without a copy of the bytes on the way: that would be in memory which nobody overwrites. */
function textOf(secret: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(secret);
}

function boundTo(hash: string, { hashAlgorithmOID }: CscAlgorithm): { hash: string; hashAlgorithmOID: string } {
  return { hash, hashAlgorithmOID };
}

/** The key is authorised by the access token itself: one that is for the service alone is refused without a word about that (11.10). */
function tokenAlone(error: unknown): unknown {
  if (!isAppError(error) || error.code !== 'REMOTE_REFUSED') return error;
  const hint = 'This key is used with an access token of scope “credential”, got for it from the service.';
  return new AppError(error.code, `${error.message} ${hint}`, error.details);
}
