import pkcs11js from 'pkcs11js';
import { attempt, bufferOf, call, callLater, type Handle, isCkrFailure, type NativeModule } from './native.ts';
import type { SignArgs } from './protocol.ts';
import { mechanismOf } from './sign-mechanism.ts';

interface Place {
  readonly session: Handle;
  readonly key: Handle;
}

/** CK_SLOT_INFO.flags (PKCS#11 v3.1, 3.3); the binding does not name it. */
const CKF_REMOVABLE_DEVICE = 2;
/** CK_EFFECTIVELY_INFINITE. */
const ANY_NUMBER = 0;

/**
 * Whether a key in this slot may sign in two sessions at the same time: the token has room for a second session, and is none that is put in
 * and taken out, since a card does one thing at a time and its driver is seldom tried with two.
 */
export function allowsTwo(module: NativeModule, slot: Handle): boolean {
  const info = attempt(() => module.C_GetSlotInfo(slot));
  if (info === undefined || (info.flags & CKF_REMOVABLE_DEVICE) !== 0) return false;
  const token = attempt(() => module.C_GetTokenInfo(slot));
  if (token === undefined || (token.flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0) return false;
  return token.maxSessionCount === ANY_NUMBER || token.maxSessionCount >= 2;
}

/**
 * A key with a second session beside its first one, opened when it is first of use. A login is the application's and holds for every session
 * (PKCS#11 v3.1, 5.6.8): no PIN is sent for it.
 */
export class TwoSessions {
  readonly #module: NativeModule;
  readonly #findKey: (session: Handle) => Handle;
  readonly #slot: Handle;
  readonly #free: Place[];
  /** Undefined until one was tried for. */
  #second: Place | null | undefined;

  constructor(module: NativeModule, slot: Handle, first: Place, findKey: (session: Handle) => Handle) {
    this.#module = module;
    this.#slot = slot;
    this.#free = [first];
    this.#findKey = findKey;
  }

  /** Whether one more signature can be begun now. */
  get hasRoom(): boolean {
    if (this.#free.length > 0) return true;
    if (this.#second !== undefined) return false;
    this.#second = this.#openSecond() ?? null;
    if (this.#second !== null) this.#free.push(this.#second);
    return this.#second !== null;
  }

  /** Signs in a thread of its own. Only where there is room. @throws HostError */
  async sign({ data, maxLength, ...mechanism }: Omit<SignArgs, 'session' | 'pin'>): Promise<Uint8Array> {
    const module = this.#module;
    const place = this.#free.pop();
    if (place === undefined) throw new RangeError('no session is free');
    try {
      call('C_SignInit', () => module.C_SignInit(place.session, mechanismOf(mechanism), place.key));
      const out = Buffer.alloc(maxLength);
      const made = await callLater('C_Sign', () => module.C_SignAsync(place.session, bufferOf(data), out));
      this.#free.push(place);
      return new Uint8Array(made);
    } catch (error) {
      // The operation is still active there: nothing else can be begun in it.
      if (!isCkrFailure(error, 'C_Sign', 'CKR_BUFFER_TOO_SMALL')) this.#free.push(place);
      throw error;
    }
  }

  /** Closes the second session; the first one is whoever's it was. */
  close(): void {
    const second = this.#second;
    if (second !== undefined && second !== null) attempt(() => this.#module.C_CloseSession(second.session));
    this.#second = null;
    this.#free.length = 0;
  }

  #openSecond(): Place | undefined {
    const session = attempt(() => this.#module.C_OpenSession(this.#slot, pkcs11js.CKF_SERIAL_SESSION));
    if (session === undefined) return undefined;
    const key = attempt(() => this.#findKey(session));
    if (key !== undefined) return { session, key };
    attempt(() => this.#module.C_CloseSession(session));
    return undefined;
  }
}
