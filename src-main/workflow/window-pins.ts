import { AppError } from '../../shared/contract/app-error.ts';
import type { CertificateId } from '../../shared/contract/ids.ts';
import type { PinFacts, UnblockingCode } from '../../shared/contract/pin-calls.ts';
import type { Home } from '../platform/home.ts';
import type { TokenPin } from '../tokens/token-pin.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { KeyCatalogue } from './key-catalogue.ts';
import { type PinTries, tokenPinName } from './pin-tries.ts';
import { changePin, pinFactsOf, tokenPin, unblockPin } from './token-pins.ts';

/** PINs as the window handles them: a token by a certificate on it, wrong codes not too quickly one after the other. Bytes stay the caller's. */
export class WindowPins {
  readonly #home: Home;
  readonly #tokens: Tokens;
  readonly #catalogue: KeyCatalogue;
  readonly #tries: PinTries;

  constructor(home: Home, tokens: Tokens, catalogue: KeyCatalogue, tries: PinTries) {
    this.#home = home;
    this.#tokens = tokens;
    this.#catalogue = catalogue;
    this.#tries = tries;
  }

  /** @throws AppError CERTIFICATE_NOT_FOUND, TOKEN_*, MODULE_*, CKR_* */
  async facts(certificate: CertificateId): Promise<PinFacts> {
    return pinFactsOf(await this.#pin(certificate));
  }

  /** @throws AppError as facts; PIN_TOO_SOON, PIN_FINAL_TRY, CKR_PIN_* */
  async change(given: {
    readonly certificate: CertificateId;
    readonly pin: Uint8Array;
    readonly newPin: Uint8Array;
    readonly acceptLastTry: boolean;
  }): Promise<PinFacts> {
    const pin = await this.#pin(given.certificate);
    return this.#tries.attempt(tokenPinName(pin.serial), () => changePin(this.#home, pin, given));
  }

  /** @throws AppError as facts; PIN_TOO_SOON, PIN_FINAL_TRY, PUK_*, PIN_UNBLOCK_UNSUPPORTED */
  async unblock(given: {
    readonly certificate: CertificateId;
    readonly by: UnblockingCode;
    readonly code: Uint8Array;
    readonly newPin: Uint8Array;
    readonly acceptLastTry: boolean;
  }): Promise<PinFacts> {
    const pin = await this.#pin(given.certificate);
    return this.#tries.attempt(`PUK ${pin.serial}`, () => unblockPin(this.#home, pin, given));
  }

  #pin(certificate: CertificateId): Promise<TokenPin> {
    const wish = this.#catalogue.wish(certificate);
    if (wish.kind !== 'pkcs11') {
      throw new AppError(
        'TOKEN_NOT_FOUND',
        'This key is in a key store and not on a token: it has a password, no PIN.',
      );
    }
    return tokenPin(this.#tokens, wish);
  }
}
