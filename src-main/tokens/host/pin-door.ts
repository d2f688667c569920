import { callAtReader } from './at-reader.ts';
import { call, ckrFailure, type Handle, type NativeModule, ulongOf } from './native.ts';

/** The one door through which PINs reach a module. Bytes are UTF-8 and overwritten; null: typed on the reader. */
export class PinDoor {
  readonly #module: NativeModule;
  readonly #path: string;

  /** @param path of the module */
  constructor(module: NativeModule, path: string) {
    this.#module = module;
    this.#path = path;
  }

  /** C_Login. @param user CKU_* @throws HostError */
  login(session: Handle, user: number, pin: Uint8Array | null): void {
    if (pin === null) {
      callAtReader(this.#path, 'C_Login', ulongOf(session), user, null, 0);
    } else {
      const text = pinText(pin);
      call('C_Login', () => this.#module.C_Login(session, user, text));
    }
  }

  /** C_SetPIN. @param code the old PIN, or a PUK @throws HostError */
  setPin(session: Handle, code: Uint8Array | null, newPin: Uint8Array | null): void {
    if (code === null || newPin === null) {
      callAtReader(this.#path, 'C_SetPIN', ulongOf(session), null, 0, null, 0);
    } else {
      const [before, next] = [pinText(code), pinText(newPin)];
      call('C_SetPIN', () => this.#module.C_SetPIN(session, before, next));
    }
  }

  /** C_InitPIN. @throws HostError */
  initPin(session: Handle, newPin: Uint8Array | null): void {
    if (newPin === null) {
      callAtReader(this.#path, 'C_InitPIN', ulongOf(session), null, 0);
    } else {
      const next = pinText(newPin);
      call('C_InitPIN', () => this.#module.C_InitPIN(session, next));
    }
  }
}

/** The binding takes a PIN as text and hands the module its UTF-8 bytes. @throws HostError CKR_PIN_INVALID for bytes that are not UTF-8 */
function pinText(pin: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(pin);
  } catch {
    throw ckrFailure('C_Login', 'CKR_PIN_INVALID');
  } finally {
    pin.fill(0);
  }
}
