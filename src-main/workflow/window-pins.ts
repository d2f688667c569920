import { AppError } from '../../shared/contract/app-error.ts';
import { certificateId, tokenId } from '../../shared/contract/ids.ts';
import type { PinFacts, PinOwner, UnblockingCode } from '../../shared/contract/pin-calls.ts';
import type { Home } from '../platform/home.ts';
import type { TokenPin } from '../tokens/token-pin.ts';
import type { Tokens } from '../tokens/tokens.ts';
import type { KeyCatalogue } from './key-catalogue.ts';
import { type PinTries, tokenPinName } from './pin-tries.ts';
import { changePin, pinFactsOf, tokenPin, unblockPin } from './token-pins.ts';

/** PINs as the window handles them: a token by itself or by a certificate on it, wrong codes not too quickly one after the other. Bytes stay the caller's. */
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
  async facts(of: PinOwner): Promise<PinFacts> {
    return pinFactsOf(await this.#pin(of));
  }

  /** @throws AppError as facts; PIN_TOO_SOON, PIN_FINAL_TRY, CKR_PIN_* */
  async change(given: {
    readonly of: PinOwner;
    readonly pin: Uint8Array;
    readonly newPin: Uint8Array;
    readonly acceptLastTry: boolean;
  }): Promise<PinFacts> {
    const pin = await this.#pin(given.of);
    return this.#tries.attempt(tokenPinName(pin.serial), () => changePin(this.#home, pin, given));
  }

  /** @throws AppError as facts; PIN_TOO_SOON, PIN_FINAL_TRY, PUK_*, PIN_UNBLOCK_UNSUPPORTED */
  async unblock(given: {
    readonly of: PinOwner;
    readonly by: UnblockingCode;
    readonly code: Uint8Array;
    readonly newPin: Uint8Array;
    readonly acceptLastTry: boolean;
  }): Promise<PinFacts> {
    const pin = await this.#pin(given.of);
    return this.#tries.attempt(`PUK ${pin.serial}`, () => unblockPin(this.#home, pin, given));
  }

  async #pin(of: PinOwner): Promise<TokenPin> {
    const token = tokenId.safeParse(of);
    if (token.success) return tokenPin(this.#tokens, this.#catalogue.token(token.data));
    const wish = this.#catalogue.wish(certificateId.parse(of));
    if (wish.kind !== 'pkcs11') {
      throw new AppError(
        'TOKEN_NOT_FOUND',
        'This key is in a key store and not on a token: it has a password, no PIN.',
      );
    }
    return tokenPin(this.#tokens, wish);
  }
}
