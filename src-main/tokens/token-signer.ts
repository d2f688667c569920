import { AppError, codeOf } from '../../shared/contract/app-error.ts';
import { exitStatusFor } from '../../shared/contract/exit-status.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../platform/signer.ts';
import { abandonable } from './abandonable.ts';
import type { LoginResult } from './host/protocol.ts';
import { isSignatureOf, type KeyKind, notOffered } from './key-kind.ts';
import { ecdsaDer, type Mechanism, signatureLength } from './mechanisms.ts';
import type { ModuleHost } from './module-host.ts';
import { type PinSource, takePin } from './pin.ts';

/** What is known of a key on a token before the login. */
export interface TokenKey {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly kind: KeyKind;
  readonly mechanisms: ReadonlyMap<SignatureAlgorithm, Mechanism>;
  readonly keyHome: string;
  readonly tokenLabel: string;
  readonly protectedPath: boolean;
}

/** A key on a token with a session open. Signatures asked for at the same time are made one after the other, in order. */
export class TokenSigner implements Signer {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly keyHome: string;
  readonly #key: TokenKey;
  readonly #host: ModuleHost;
  readonly #login: LoginResult;
  readonly #pin: PinSource | undefined;
  #refused: unknown;
  #closed = false;

  /** @param pin kept only for a key that wants it for each signature; bytes are overwritten at the end or at the first refusal */
  constructor(key: TokenKey, host: ModuleHost, login: LoginResult, pin: PinSource | undefined) {
    this.certificate = key.certificate;
    this.chain = key.chain;
    this.algorithms = [...key.mechanisms.keys()];
    this.keyHome = key.keyHome;
    this.#key = key;
    this.#host = host;
    this.#login = login;
    this.#pin = pin;
  }

  async sign(toBeSigned: Uint8Array, algorithm: SignatureAlgorithm, signal?: AbortSignal): Promise<Uint8Array> {
    throwIfCancelled(signal);
    if (this.#refused !== undefined) throw this.#refused;
    const mechanism = this.#key.mechanisms.get(algorithm);
    if (mechanism === undefined) {
      throw notOffered(algorithm);
    }
    const raw = await this.#ask(mechanism, toBeSigned, signal);
    const signature = algorithm.startsWith('ecdsa') ? ecdsaDer(raw) : raw;
    if (!isSignatureOf(this.#key.kind, algorithm, toBeSigned, signature)) {
      throw new AppError(
        'KEY_MISMATCH',
        `What the token “${this.#key.tokenLabel}” gave is no signature by the certificate’s key; nothing was signed, choose another certificate or have the token renewed.`,
        { token: this.#key.tokenLabel, algorithm },
      );
    }
    return signature;
  }

  /**
   * Asks the host, which works in order. One that waits behind a PIN that is refused finds its session closed there: no other PIN reaches
   * the token.
   */
  async #ask(mechanism: Mechanism, toBeSigned: Uint8Array, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const pin = await this.#pinForSignature();
    if (this.#refused !== undefined) {
      pin?.fill(0);
      throw this.#refused;
    }
    const args = {
      ...mechanism.spec,
      session: this.#login.session,
      data: mechanism.input(toBeSigned),
      maxLength: signatureLength(this.#key.kind),
      ...(pin === undefined ? {} : { pin }),
    };
    const answer = this.#host.call('sign', args, this.#key.tokenLabel);
    pin?.fill(0);
    return abandonable(answer, signal).catch((error: unknown) => this.#fail(error));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#wipe();
    if (!this.#host.ended) await this.#host.call('logout', { session: this.#login.session }).catch(() => undefined);
  }

  /** Undefined where the login is enough, null at a PIN pad. */
  async #pinForSignature(): Promise<Uint8Array | null | undefined> {
    if (!this.#login.pinPerSignature) return undefined;
    return this.#pin === undefined ? null : takePin(this.#pin);
  }

  /** A PIN that was refused is never sent again: the signer is over. */
  #fail(error: unknown): never {
    if (this.#refused !== undefined) throw this.#refused;
    // A reader that goes on waiting for a PIN would hold up whatever is asked next.
    const isTypedThere = this.#login.pinPerSignature && this.#key.protectedPath;
    if (isTypedThere && codeOf(error) === 'CANCELLED') this.#host.close();
    if (exitStatusFor(error) === 77) {
      this.#refused = error;
      this.#wipe();
    }
    throw error;
  }

  #wipe(): void {
    if (this.#pin instanceof Uint8Array) this.#pin.fill(0);
  }
}
