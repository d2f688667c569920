import pkcs11js from 'pkcs11js';
import { CKR, type CkrCode } from '../../../shared/contract/ckr-codes.ts';
import { tokenInfo, trimmed } from './listing.ts';
import { attempt, bufferOf, call, find, flag, type Handle, HostError, type NativeModule, ulongOf } from './native.ts';
import type { LoginArgs, LoginResult, MechanismSpec, OpenArgs, SignArgs } from './protocol.ts';

interface OpenKey {
  readonly slotId: number;
  readonly handle: Handle;
  /** Undefined until one is chosen in a session for managing. */
  readonly key: Handle | undefined;
  /** Whether a C_Login stands behind this session; the last such one of a slot logs out. */
  readonly loggedIn: boolean;
}

/** The sessions with a key found in them. One PIN means one C_Login: nothing here ever repeats a call that failed. */
export class Sessions {
  readonly #module: NativeModule;
  readonly #open = new Map<number, OpenKey>();
  #next = 1;

  constructor(module: NativeModule) {
    this.#module = module;
  }

  /**
   * Checks that the token in the slot is still the one that was chosen and that its PIN is not locked, then logs in and finds the key.
   * @throws HostError
   */
  login(args: LoginArgs): LoginResult {
    const module = this.#module;
    const slot = this.#slotOf(args);
    const handle = call('C_OpenSession', () => module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION));
    let loggedIn = false;
    try {
      loggedIn = this.#authenticate(slot, handle, args.pin);
      const key = this.#privateKey(handle, args);
      const session = this.#next++;
      this.#open.set(session, { slotId: args.slotId, handle, key, loggedIn });
      return { session, pinPerSignature: flag(module, handle, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE) ?? false };
    } catch (error) {
      this.#release(args.slotId, handle, loggedIn);
      throw error;
    }
  }

  /**
   * Opens a session for managing, after the same checks and with the same one login.
   * @throws HostError
   */
  open(args: OpenArgs): { session: number } {
    const module = this.#module;
    const slot = this.#slotOf(args);
    const flags = pkcs11js.CKF_SERIAL_SESSION | (args.write ? pkcs11js.CKF_RW_SESSION : 0);
    const handle = call('C_OpenSession', () => module.C_OpenSession(slot, flags));
    try {
      const loggedIn = args.login && this.#authenticate(slot, handle, args.pin);
      const session = this.#next++;
      this.#open.set(session, { slotId: args.slotId, handle, key: undefined, loggedIn });
      return { session };
    } catch (error) {
      this.#release(args.slotId, handle, false);
      throw error;
    }
  }

  /** @throws HostError for a session that is over */
  handleOf(session: number): Handle {
    const open = this.#open.get(session);
    if (open === undefined) throw failure('C_OpenSession', 'CKR_SESSION_HANDLE_INVALID');
    return open.handle;
  }

  /** @throws HostError for a session that is over */
  chooseKey(session: number, key: Handle): void {
    const open = this.#open.get(session);
    if (open === undefined) throw failure('C_OpenSession', 'CKR_SESSION_HANDLE_INVALID');
    this.#open.set(session, { ...open, key });
  }

  /**
   * Signs with the session's key. A refused context login or a buffer that was too small leaves the operation active, so they end the session.
   * @throws HostError
   */
  sign(args: SignArgs): Uint8Array {
    const open = this.#open.get(args.session);
    if (open === undefined) throw failure('C_SignInit', 'CKR_SESSION_HANDLE_INVALID');
    const { key } = open;
    if (key === undefined) throw failure('C_SignInit', 'CKR_KEY_HANDLE_INVALID');
    const module = this.#module;
    call('C_SignInit', () => module.C_SignInit(open.handle, mechanismOf(args), key));
    try {
      if (args.pin !== undefined) {
        const pin = pinText(args.pin);
        call('C_Login', () => module.C_Login(open.handle, pkcs11js.CKU_CONTEXT_SPECIFIC, pin));
      }
      const data = bufferOf(args.data);
      return new Uint8Array(call('C_Sign', () => module.C_Sign(open.handle, data, Buffer.alloc(args.maxLength))));
    } catch (error) {
      if (isFailure(error, 'C_Login') || isFailure(error, 'C_Sign', 'CKR_BUFFER_TOO_SMALL')) this.logout(args.session);
      throw error;
    }
  }

  /** Closes a session; the last one of a token that was logged in logs out first. Unknown numbers are ignored. */
  logout(session: number): void {
    const open = this.#open.get(session);
    if (open === undefined) return;
    this.#open.delete(session);
    this.#release(open.slotId, open.handle, open.loggedIn);
  }

  #slotOf(args: Pick<LoginArgs, 'slotId' | 'serial'>): Handle {
    const module = this.#module;
    const slots = call('C_GetSlotList', () => module.C_GetSlotList(true));
    const slot = slots.find((candidate) => ulongOf(candidate) === args.slotId);
    if (slot === undefined) throw failure('C_GetSlotList', 'CKR_TOKEN_NOT_PRESENT');
    const token = tokenInfo(module, slot);
    if (trimmed(token.serialNumber) !== args.serial) throw new HostError({ kind: 'token-changed' });
    return slot;
  }

  /** True where this session rests on a login, its own or that of another session of this host. */
  #authenticate(slot: Handle, handle: Handle, pin: Uint8Array | null): boolean {
    const module = this.#module;
    const { flags } = tokenInfo(module, slot);
    if ((flags & pkcs11js.CKF_LOGIN_REQUIRED) === 0) return false;
    if ((flags & pkcs11js.CKF_USER_PIN_LOCKED) !== 0) {
      throw failure('C_GetTokenInfo', 'CKR_PIN_LOCKED');
    }
    const text = pinText(pin);
    try {
      call('C_Login', () => module.C_Login(handle, pkcs11js.CKU_USER, text));
    } catch (error) {
      if (!isFailure(error, 'C_Login', 'CKR_USER_ALREADY_LOGGED_IN')) throw error;
    }
    return true;
  }

  #privateKey(handle: Handle, args: LoginArgs): Handle {
    const module = this.#module;
    const found = find(module, handle, [
      { type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_PRIVATE_KEY },
      { type: pkcs11js.CKA_KEY_TYPE, value: args.keyType },
      { type: pkcs11js.CKA_ID, value: Buffer.from(args.keyId, 'hex') },
    ]);
    if (found.length === 0) throw new HostError({ kind: 'key-missing' });
    const key = found.find((candidate) => flag(module, handle, candidate, pkcs11js.CKA_SIGN) !== false);
    if (key === undefined) throw new HostError({ kind: 'key-not-for-signing' });
    return key;
  }

  #release(slotId: number, handle: Handle, loggedIn: boolean): void {
    const stillUsed = [...this.#open.values()].some((other) => other.slotId === slotId && other.loggedIn);
    if (loggedIn && !stillUsed) attempt(() => this.#module.C_Logout(handle));
    attempt(() => this.#module.C_CloseSession(handle));
  }
}

function failure(name: string, code: CkrCode): HostError {
  return new HostError({ kind: 'ckr', function: name, value: CKR[code].value });
}

function isFailure(error: unknown, name: string, code?: CkrCode): boolean {
  if (!(error instanceof HostError) || error.failure.kind !== 'ckr' || error.failure.function !== name) return false;
  return code === undefined || error.failure.value === CKR[code].value;
}

function mechanismOf(spec: MechanismSpec): pkcs11js.Mechanism {
  if (spec.pss === undefined) return { mechanism: spec.mechanism };
  const { hash, mgf, saltLength } = spec.pss;
  const parameter: pkcs11js.RsaPSS = {
    type: pkcs11js.CK_PARAMS_RSA_PSS,
    hashAlg: hash,
    mgf,
    saltLen: saltLength,
  };
  return { mechanism: spec.mechanism, parameter };
}

/**
 * The binding takes the PIN as text and hands the module its UTF-8 bytes. Null (PIN pad) becomes an empty PIN: a pointer with length 0,
 * since the binding cannot give NULL_PTR.
 * @throws HostError CKR_PIN_INVALID for bytes that are not UTF-8
 */
function pinText(pin: Uint8Array | null): string {
  if (pin === null) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pin);
  } catch {
    throw failure('C_Login', 'CKR_PIN_INVALID');
  } finally {
    pin.fill(0);
  }
}
