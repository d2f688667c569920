import pkcs11js from 'pkcs11js';
import { beginSignature, leavesOperation, type Place } from './begin-signature.ts';
import { attempt, bufferOf, callLater, type Handle, type NativeModule } from './native.ts';
import type { PinDoor } from './pin-door.ts';
import type { SignArgs } from './protocol.ts';

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

/** What signing in other threads rests on. */
export interface PlacesOptions {
  readonly module: NativeModule;
  readonly door: PinDoor;
  readonly first: Place;
  /** Finds the key in a second session of this slot; absent where one signature is made at a time. */
  readonly second?: { readonly slot: Handle; findKey(session: Handle): Handle } | undefined;
  /** Called when an operation that cannot be ended has taken the last session, before anything else is begun. */
  readonly onSpoiled: () => void;
}

/**
 * The sessions in which one key signs, each signature in a thread of its own: the first one and, where the token allows two, a second one,
 * opened when it is first of use. A login is the application's and holds for every session (PKCS#11 v3.1, 5.6.8): no PIN is sent for it.
 */
export class SigningPlaces {
  readonly #options: PlacesOptions;
  readonly #free: Place[];
  #underway = 0;
  /** Undefined until one was tried for. */
  #second: Place | null | undefined;

  constructor(options: PlacesOptions) {
    this.#options = options;
    this.#free = [options.first];
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
  async sign(args: SignArgs): Promise<Uint8Array> {
    const { module, door } = this.#options;
    const place = this.#free.pop();
    if (place === undefined) throw new RangeError('no session is free');
    this.#underway += 1;
    try {
      beginSignature(module, door, place, args);
      const out = Buffer.alloc(args.maxLength);
      const made = await callLater('C_Sign', () => module.C_SignAsync(place.session, bufferOf(args.data), out));
      this.#free.push(place);
      return new Uint8Array(made);
    } catch (error) {
      if (!leavesOperation(error)) this.#free.push(place);
      throw error;
    } finally {
      this.#underway -= 1;
      if (this.#underway + this.#free.length === 0) this.#options.onSpoiled();
    }
  }

  /** Closes the second session; the first one is whoever's it was. */
  close(): void {
    const second = this.#second;
    if (second !== undefined && second !== null) {
      attempt(() => this.#options.module.C_CloseSession(second.session));
    }
    this.#second = null;
    this.#free.length = 0;
  }

  #openSecond(): Place | undefined {
    const { module, second } = this.#options;
    if (second === undefined) return undefined;
    const session = attempt(() => module.C_OpenSession(second.slot, pkcs11js.CKF_SERIAL_SESSION));
    if (session === undefined) return undefined;
    const key = attempt(() => second.findKey(session));
    if (key !== undefined) return { session, key };
    attempt(() => module.C_CloseSession(session));
    return undefined;
  }
}
