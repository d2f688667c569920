import { AppError, codeOf, isAppError } from '../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { SignatureAlgorithm, Signer } from '../platform/signer.ts';
import { abandonable } from './abandonable.ts';
import type { CardReaders } from './card-readers.ts';
import { chooseCertificate, chooseToken, issuersOf, type KeySelector } from './choice.ts';
import { type KeyKind, keyKindOf } from './key-kind.ts';
import { ManagedToken, type OpenWish } from './manage/managed-token.ts';
import { KEY_TYPE, type Mechanism, mechanismFor } from './mechanisms.ts';
import type { ModuleHost } from './module-host.ts';
import { ModuleHosts, type ModuleHostsOptions } from './module-hosts.ts';
import { copyOf, type PinSource, takePin } from './pin.ts';
import { ckrError, lastTry } from './token-errors.ts';
import type { ModuleInfo, PresentToken, TokenCertificate, TokenInfo, TokenPinState } from './token-info.ts';
import { TokenPin } from './token-pin.ts';
import { type TokenKey, TokenSigner } from './token-signer.ts';

export interface KeyQuery extends KeySelector {
  /** Absolute path of the PKCS#11 module. */
  readonly module: string;
}

/** A key that was found on a token, before anybody was asked for a PIN: all that is needed to decide whether to ask. */
export interface ChosenKey {
  /** DER. */
  readonly certificate: Uint8Array;
  /** The certificate's issuers as far as they are on the token, DER. */
  readonly chain: readonly Uint8Array[];
  readonly sha256: string;
  readonly keyId: string;
  readonly algorithms: readonly SignatureAlgorithm[];
  readonly tokenLabel: string;
  readonly serial: string;
  readonly model: string;
  readonly keyHome: string;
  readonly pinState: TokenPinState;
  /** False where the token signs without a login. */
  readonly loginRequired: boolean;
  /** The PIN is typed on the reader: log in with null. */
  readonly protectedPath: boolean;
  /** Whether the token wants the PIN for each signature; `unknown` until the login where the token hides its keys. */
  readonly pinPerSignature: 'yes' | 'no' | 'unknown';
  /**
   * Logs in, with one C_Login for the one PIN, and opens the key. A key that wants the PIN for each signature is given the PIN that the
   * login has just proved right, or asks the function again.
   * @param pin null at a PIN pad or where no login is required
   * @param acceptLastTry true: the person was told what a lock costs; otherwise the last try is left alone
   * @throws AppError PIN_REQUIRED, PIN_FINAL_TRY, CKR_PIN_*, KEY_MISSING, TOKEN_NOT_FOUND where another token is in the slot now, MODULE_*, CANCELLED
   */
  login(pin: PinSource | null, signal?: AbortSignal, acceptLastTry?: boolean): Promise<Signer>;
}

/** A token that was found and not yet opened for managing. */
export interface ManageableToken {
  readonly info: TokenInfo;
  /**
   * Opens a session, with one C_Login for the one PIN where it is to log in.
   * @param pin null at a PIN pad or where no login is required or wanted
   * @throws AppError PIN_REQUIRED, PIN_FINAL_TRY, CKR_*, TOKEN_NOT_FOUND, MODULE_*, CANCELLED
   */
  open(pin: PinSource | null, wish: OpenWish): Promise<ManagedToken>;
}

/** All PKCS#11 modules in use, each in a process of its own that is started at the first question and again after a crash. */
export class Tokens {
  readonly #hosts: ModuleHosts;

  constructor(options: ModuleHostsOptions = {}) {
    this.#hosts = new ModuleHosts(options);
  }

  /**
   * What the module says of itself.
   * @throws AppError as listTokens
   */
  async moduleInfo(module: string): Promise<ModuleInfo> {
    return (await this.#hosts.open(module)).info;
  }

  /**
   * All tokens in all slots of a module, with their certificates; nothing is asked of anybody.
   * @throws AppError MODULE_NOT_FOUND, MODULE_UNTRUSTED, MODULE_NOT_LOADABLE, MODULE_CRASHED, MODULE_TIMEOUT, CKR_*
   */
  async listTokens(module: string): Promise<readonly TokenInfo[]> {
    return (await this.#hosts.open(module)).host.call('list', {});
  }

  /**
   * Which tokens are there, for those who watch: a fraction of what `listTokens` asks.
   * @param known the answer of the last time
   * @throws AppError as listTokens
   */
  async presentTokens(module: string, known: readonly PresentToken[]): Promise<readonly PresentToken[]> {
    return (await this.#hosts.open(module)).host.call('present', { known });
  }

  /**
   * Finds the key without a login.
   * @throws AppError as listTokens; TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS, CERTIFICATE_NOT_FOUND, CERTIFICATE_AMBIGUOUS, KEY_MISSING,
   * ALGORITHM_UNSUPPORTED, MECHANISM_UNSUPPORTED, USAGE for a malformed URI
   */
  async selectKey(query: KeyQuery): Promise<ChosenKey> {
    const { host } = await this.#hosts.open(query.module);
    const token = chooseToken(await host.call('list', {}), query.token, query.module);
    return this.#chosen(host, token, chooseCertificate(token, query));
  }

  /**
   * `selectKey` and `login` in one.
   * @throws AppError as both
   */
  async openTokenSigner(query: KeyQuery & { pin: PinSource | null; signal?: AbortSignal }): Promise<Signer> {
    return (await this.selectKey(query)).login(query.pin, query.signal);
  }

  /**
   * The PIN of a token, for looking at it and changing it.
   * @throws AppError as listTokens; TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS
   */
  async pinOf({ module, token }: Pick<KeyQuery, 'module' | 'token'>): Promise<TokenPin> {
    const { host } = await this.#hosts.open(module);
    return new TokenPin(host, chooseToken(await host.call('list', {}), token, module));
  }

  /**
   * A token whose objects are to be looked at or changed.
   * @throws AppError as listTokens; TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS
   */
  async tokenToManage({ module, token }: Pick<KeyQuery, 'module' | 'token'>): Promise<ManageableToken> {
    const { host } = await this.#hosts.open(module);
    const info = chooseToken(await host.call('list', {}), token, module);
    const open = async (pin: PinSource | null, wish: OpenWish) =>
      ManagedToken.open(host, info, wish.login ? await pinFor(info, pin) : null, wish);
    return { info, open };
  }

  /** As ModuleHosts. */
  readers(options?: { pinPads?: boolean }): Promise<CardReaders> {
    return this.#hosts.readers(options);
  }

  /** As ModuleHosts. */
  endUnneeded(needed: readonly string[], moment?: number): void {
    this.#hosts.endUnneeded(needed, moment);
  }

  /** As ModuleHosts. */
  expectCards(readers: CardReaders): void {
    this.#hosts.expectCards(readers);
  }

  /** Ends all hosts. Their signers end with them. */
  close(): Promise<void> {
    return this.#hosts.close();
  }

  #chosen(host: ModuleHost, token: TokenInfo, chosen: TokenCertificate): ChosenKey {
    const kind = keyKindOf(chosen.certificate);
    const others = token.certificates.map(({ certificate }) => certificate);
    const key: TokenKey = {
      certificate: chosen.certificate,
      chain: issuersOf(chosen.certificate, others),
      kind,
      mechanisms: mechanismsOf(kind, token),
      keyHome: `Token “${token.label}” (${token.model}, serial ${token.serial})`,
      tokenLabel: token.label,
      protectedPath: token.protectedPath,
    };
    return {
      certificate: key.certificate,
      chain: key.chain,
      sha256: chosen.sha256,
      keyId: chosen.keyId,
      algorithms: [...key.mechanisms.keys()],
      tokenLabel: token.label,
      serial: token.serial,
      model: token.model,
      keyHome: key.keyHome,
      pinState: token.pinState,
      loginRequired: token.loginRequired,
      protectedPath: token.protectedPath,
      pinPerSignature: chosen.pinPerSignature,
      login: (pin, signal, acceptLastTry = false) =>
        logIn(host, { token, keyId: chosen.keyId, key }, { source: pin, acceptLastTry }, signal),
    };
  }
}

async function logIn(
  host: ModuleHost,
  { token, keyId, key }: { token: TokenInfo; keyId: string; key: TokenKey },
  { source, acceptLastTry }: { source: PinSource | null; acceptLastTry: boolean },
  signal: AbortSignal | undefined,
): Promise<Signer> {
  throwIfCancelled(signal);
  if (token.pinState === 'locked') {
    throw ckrError('C_GetTokenInfo', 0xa4, { module: host.module, token: token.label });
  }
  if (token.pinState === 'to-be-changed') {
    throw ckrError('C_GetTokenInfo', 0xa3, { module: host.module, token: token.label });
  }
  // Before anybody is asked for the PIN; the host looks once more before it sends it.
  if (token.pinState === 'final-try' && !acceptLastTry) throw lastTry({ module: host.module, token: token.label });
  const pin = await pinFor(token, source);
  const kept = source instanceof Uint8Array && pin !== null ? copyOf(pin) : (source ?? undefined);
  const args = {
    slotId: token.slotId,
    serial: token.serial,
    keyId,
    keyType: KEY_TYPE[key.kind.family],
    pin,
    acceptLastTry,
  };
  const answer = host.call('login', args, token.label);
  pin?.fill(0);
  const forget = () => {
    if (kept instanceof Uint8Array) kept.fill(0);
  };
  try {
    const login = await abandonable(
      answer,
      signal,
      ({ session }) => void host.call('logout', { session }).catch(() => {}),
    );
    if (!login.pinPerSignature) forget();
    return new TokenSigner(key, host, login, login.pinPerSignature && !token.protectedPath ? kept : undefined);
  } catch (error) {
    forget();
    // A reader that goes on waiting for a PIN would hold up whatever is asked next.
    if (token.protectedPath && codeOf(error) === 'CANCELLED') host.close();
    throw error;
  }
}

async function pinFor(token: TokenInfo, source: PinSource | null): Promise<Uint8Array | null> {
  if (token.protectedPath || !token.loginRequired) return null;
  if (source === null) {
    throw new AppError('PIN_REQUIRED', `The token “${token.label}” wants a PIN; give it.`, { token: token.label });
  }
  return takePin(source);
}

/** Whether the token offers a mechanism that signs with the key of this certificate (DER). */
export function canSignFor(certificate: Uint8Array, token: TokenInfo): boolean {
  try {
    return mechanismsOf(keyKindOf(certificate), token).size > 0;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return false;
  }
}

function mechanismsOf(kind: KeyKind, token: TokenInfo): Map<SignatureAlgorithm, Mechanism> {
  const found = new Map<SignatureAlgorithm, Mechanism>();
  for (const algorithm of kind.algorithms) {
    const mechanism = mechanismFor(algorithm, kind, token.signMechanisms);
    if (mechanism !== undefined) found.set(algorithm, mechanism);
  }
  if (found.size > 0) return found;
  throw new AppError(
    'MECHANISM_UNSUPPORTED',
    `The token “${token.label}” offers no mechanism that signs with the certificate’s key; use the module of the token’s vendor.`,
    { token: token.label },
  );
}
