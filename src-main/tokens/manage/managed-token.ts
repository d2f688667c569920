import { AppError } from '../../../shared/contract/app-error.ts';
import type { PublicKeyInfo } from '../../cms/public-key.ts';
import { throwIfCancelled } from '../../platform/cancel.ts';
import type { SignatureAlgorithm } from '../../platform/signer.ts';
import { abandonable } from '../abandonable.ts';
import type { GenerateArgs, HostCallName, HostCalls, HostObject, HostTemplate } from '../host/protocol.ts';
import { keyShapeOf } from '../key-kind.ts';
import { ecdsaDer, type Mechanism, mechanismFor, signatureLength } from '../mechanisms.ts';
import type { ModuleHost } from '../module-host.ts';
import { copyOf } from '../pin.ts';
import type { TokenInfo } from '../token-info.ts';
import { CKA, flagIn } from './attributes.ts';
import { type Described, described } from './describe.ts';

export interface OpenWish {
  /** False: only what is public is seen, and nobody is asked for a PIN. */
  readonly login: boolean;
  /** True: the session may write. */
  readonly write: boolean;
  /** The person knows that a wrong PIN locks the token. */
  readonly acceptLastTry?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A session with a token in which objects are looked at, made and deleted. One PIN, one C_Login, however much is done in it. */
export class ManagedToken {
  readonly info: TokenInfo;
  readonly #host: ModuleHost;
  readonly #session: number;
  /** For keys that want it again for a signature; null at a PIN pad. */
  readonly #pin: Uint8Array | null;

  private constructor(host: ModuleHost, info: TokenInfo, session: number, pin: Uint8Array | null) {
    this.#host = host;
    this.info = info;
    this.#session = session;
    this.#pin = pin;
  }

  /**
   * @param pin UTF-8, overwritten here; null where none is to be given
   * @throws AppError CKR_*, TOKEN_NOT_FOUND where another token is in the slot now, MODULE_*, CANCELLED
   */
  static async open(
    host: ModuleHost,
    info: TokenInfo,
    pin: Uint8Array | null,
    { login, write, acceptLastTry = false, signal }: OpenWish,
  ): Promise<ManagedToken> {
    const kept = pin === null ? null : copyOf(pin);
    try {
      throwIfCancelled(signal);
      const { slotId, serial } = info;
      const answer = host.call('open', { slotId, serial, pin, login, write, acceptLastTry }, info.label);
      const { session } = await abandonable(
        answer,
        signal,
        ({ session }) => void host.call('logout', { session }).catch(() => {}),
      );
      return new ManagedToken(host, info, session, kept);
    } catch (error) {
      kept?.fill(0);
      throw error;
    } finally {
      pin?.fill(0);
    }
  }

  /** @throws AppError CKR_*, MODULE_* */
  async list(): Promise<Described[]> {
    return (await this.contents()).objects;
  }

  /** What is on the token. `more`: there are others that are not read. @throws AppError CKR_*, MODULE_* */
  async contents(): Promise<{ readonly objects: Described[]; readonly more: boolean }> {
    const { objects, more } = await this.#call('objects', { session: this.#session });
    return { objects: described(objects), more };
  }

  /** @returns the handle. @throws AppError CKR_*, MODULE_* */
  create(template: HostTemplate): Promise<Uint8Array> {
    return this.#call('create', { session: this.#session, template });
  }

  /** @throws AppError CKR_*, MODULE_* */
  generate(wish: Omit<GenerateArgs, 'session'>): Promise<{ publicKey: HostObject; privateKey: HostObject }> {
    return this.#call('generate', { session: this.#session, ...wish });
  }

  /** @throws AppError CKR_*, MODULE_* */
  async destroy(handle: Uint8Array): Promise<void> {
    await this.#call('destroy', { session: this.#session, object: handle });
  }

  /**
   * Signs with a private key on the token, by the best algorithm that key and token have in common. What comes back is not checked.
   * A key that wants the PIN for each signature is given the one that the login has just proved right.
   * @throws AppError ALGORITHM_UNSUPPORTED, MECHANISM_UNSUPPORTED, CKR_*, MODULE_*
   */
  async signWith(
    key: HostObject,
    publicKey: PublicKeyInfo,
    data: Uint8Array,
  ): Promise<{ readonly algorithm: SignatureAlgorithm; readonly signature: Uint8Array }> {
    const shape = keyShapeOf(publicKey);
    const usable = shape.algorithms.flatMap((algorithm): { algorithm: SignatureAlgorithm; mechanism: Mechanism }[] => {
      const mechanism = mechanismFor(algorithm, shape, this.info.signMechanisms);
      return mechanism === undefined ? [] : [{ algorithm, mechanism }];
    });
    const [best] = usable;
    if (best === undefined) {
      throw new AppError(
        'MECHANISM_UNSUPPORTED',
        `The token “${this.info.label}” offers no mechanism that signs with a key of the kind ${publicKey.keyName}; use the program of the token’s vendor.`,
        { token: this.info.label },
      );
    }
    await this.#call('chooseKey', { session: this.#session, object: key.handle });
    const { algorithm, mechanism } = best;
    const raw = await this.#call('sign', {
      ...mechanism.spec,
      session: this.#session,
      data: mechanism.input(data),
      maxLength: signatureLength(shape),
      ...(flagIn(key, CKA.alwaysAuthenticate) === true && { pin: this.#pin }),
    });
    return { algorithm, signature: algorithm.startsWith('ecdsa') ? ecdsaDer(raw) : raw };
  }

  /** Logs out. May be called twice. */
  async close(): Promise<void> {
    this.#pin?.fill(0);
    if (!this.#host.ended) await this.#call('logout', { session: this.#session }).catch(() => null);
  }

  #call<K extends HostCallName>(name: K, args: HostCalls[K]['args']): Promise<HostCalls[K]['result']> {
    return this.#host.call(name, args, this.info.label);
  }
}
