import pkcs11js from 'pkcs11js';
import { beginSignature, leavesOperation } from './begin-signature.ts';
import { pinStateOf } from './listing.ts';
import {
  attempt,
  bufferOf,
  call,
  ckrFailure,
  find,
  flag,
  type Handle,
  HostError,
  isCkrFailure,
  type NativeModule,
} from './native.ts';
import type { PinDoor } from './pin-door.ts';
import { refuseState } from './pins.ts';
import type { LoginArgs, LoginResult, OpenArgs, SignArgs } from './protocol.ts';
import { allowsTwo, SigningPlaces } from './signing-places.ts';
import { type ChosenToken, chosenToken } from './slot.ts';

interface OpenKey {
  readonly slotId: number;
  readonly handle: Handle;
  /** Undefined until one is chosen in a session for managing. */
  readonly key: Handle | undefined;
  /** Whether a C_Login stands behind this session; the last such one of a slot logs out. */
  readonly loggedIn: boolean;
  /** Where signatures can be made in threads of their own. */
  readonly places?: SigningPlaces | undefined;
}

/** The sessions with a key found in them. One PIN means one C_Login: nothing here ever repeats a call that failed. */
export class Sessions {
  readonly #module: NativeModule;
  readonly #door: PinDoor;
  readonly #takesThreads: boolean;
  readonly #open = new Map<number, OpenKey>();
  /** Sessions whose token was pulled out, until their owner lets them go. */
  readonly #removed = new Set<number>();
  #next = 1;

  /** @param takesThreads whether the module was initialised for calls of several threads */
  constructor(module: NativeModule, door: PinDoor, takesThreads: boolean) {
    this.#module = module;
    this.#door = door;
    this.#takesThreads = takesThreads;
  }

  /**
   * Checks that the token in the slot is still the one that was chosen and that its PIN is not locked, then logs in and finds the key.
   * @throws HostError
   */
  login(args: LoginArgs): LoginResult {
    const module = this.#module;
    const { slot, info } = chosenToken(module, args);
    const handle = call('C_OpenSession', () => module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION));
    let loggedIn = false;
    try {
      loggedIn = this.#authenticate(info, handle, args);
      const key = this.#privateKey(handle, args);
      const session = this.#next++;
      const pinPerSignature = flag(module, handle, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE) ?? false;
      const places = this.#takesThreads
        ? new SigningPlaces({
            module,
            door: this.#door,
            first: { session: handle, key },
            second:
              !pinPerSignature && allowsTwo(module, slot)
                ? { slot, findKey: (other) => this.#privateKey(other, args) }
                : undefined,
            onSpoiled: () => this.logout(session),
          })
        : undefined;
      this.#open.set(session, { slotId: args.slotId, handle, key, loggedIn, places });
      return { session, pinPerSignature };
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
    const { slot, info } = chosenToken(module, args);
    const flags = pkcs11js.CKF_SERIAL_SESSION | (args.write ? pkcs11js.CKF_RW_SESSION : 0);
    const handle = call('C_OpenSession', () => module.C_OpenSession(slot, flags));
    try {
      const loggedIn = args.login && this.#authenticate(info, handle, args);
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
    if (open === undefined) throw ckrFailure('C_OpenSession', 'CKR_SESSION_HANDLE_INVALID');
    return open.handle;
  }

  /** @throws HostError for a session that is over */
  chooseKey(session: number, key: Handle): void {
    const open = this.#open.get(session);
    if (open === undefined) throw ckrFailure('C_OpenSession', 'CKR_SESSION_HANDLE_INVALID');
    this.#open.set(session, { ...open, key });
  }

  /**
   * Signs with the session's key. A refused context login or a buffer that was too small leaves the operation active, so they end the session.
   * @throws HostError
   */
  sign(args: SignArgs): Uint8Array {
    const open = this.#open.get(args.session);
    if (open === undefined) {
      throw ckrFailure(
        'C_SignInit',
        this.#removed.has(args.session) ? 'CKR_DEVICE_REMOVED' : 'CKR_SESSION_HANDLE_INVALID',
      );
    }
    const { key } = open;
    if (key === undefined) throw ckrFailure('C_SignInit', 'CKR_KEY_HANDLE_INVALID');
    const module = this.#module;
    try {
      beginSignature(module, this.#door, { session: open.handle, key }, args);
      const data = bufferOf(args.data);
      return new Uint8Array(call('C_Sign', () => module.C_Sign(open.handle, data, Buffer.alloc(args.maxLength))));
    } catch (error) {
      if (leavesOperation(error)) this.logout(args.session);
      throw error;
    }
  }

  /** Where signatures in this session are made in threads of their own; undefined where they are not. */
  placesOf(session: number): SigningPlaces | undefined {
    return this.#open.get(session)?.places;
  }

  /** Closes a session; the last one of a token that was logged in logs out first. Unknown numbers are ignored. */
  logout(session: number): void {
    this.#removed.delete(session);
    const open = this.#open.get(session);
    if (open === undefined) return;
    this.#open.delete(session);
    open.places?.close();
    this.#release(open.slotId, open.handle, open.loggedIn);
  }

  /** Slots with an open session. */
  slotsAtWork(): ReadonlySet<number> {
    return new Set([...this.#open.values()].map(({ slotId }) => slotId));
  }

  /** Ends the sessions of tokens that were pulled out: when they come back, nobody is logged in. @param slotIds slots that hold a token now */
  endRemoved(slotIds: ReadonlySet<number>): void {
    for (const [session, open] of [...this.#open]) {
      if (slotIds.has(open.slotId)) continue;
      this.logout(session);
      this.#removed.add(session);
    }
  }

  /** True where this session rests on a login, its own or that of another session of this host. */
  #authenticate(
    { flags }: ChosenToken['info'],
    handle: Handle,
    { pin, acceptLastTry = false }: Pick<LoginArgs, 'pin' | 'acceptLastTry'>,
  ): boolean {
    if ((flags & pkcs11js.CKF_LOGIN_REQUIRED) === 0) return false;
    const state = pinStateOf(flags);
    refuseState(state, acceptLastTry, 'user');
    if (state === 'to-be-changed') throw ckrFailure('C_GetTokenInfo', 'CKR_PIN_EXPIRED');
    try {
      this.#door.login(handle, pkcs11js.CKU_USER, pin);
    } catch (error) {
      if (!isCkrFailure(error, 'C_Login', 'CKR_USER_ALREADY_LOGGED_IN')) throw error;
    }
    return true;
  }

  #privateKey(handle: Handle, args: LoginArgs): Handle {
    const module = this.#module;
    const { handles: found } = find(module, handle, [
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
