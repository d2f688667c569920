import { AppError, codeOf, isAppError } from '../../shared/contract/app-error.ts';
import { CKR } from '../../shared/contract/ckr-codes.ts';
import { exitStatusOf } from '../../shared/contract/exit-status.ts';
import { pinToolOf } from './discovery/products.ts';
import type { ModuleHost } from './module-host.ts';
import { copyOf } from './pin.ts';
import { ckrError, tokenError } from './token-errors.ts';
import type { TokenInfo, TokenPinFacts } from './token-info.ts';

/** A new PIN for a token. Bytes are UTF-8 and stay the caller's; null where they are typed on the reader. */
export interface NewPin {
  readonly newPin: Uint8Array | null;
  /** True: the person was told what a lock costs. */
  readonly acceptLastTry: boolean;
}

/** The PIN of one token: its state, and how it becomes another one. Each code that is given is tried once. */
export class TokenPin {
  readonly label: string;
  readonly serial: string;
  /** Program of the vendor that can unblock a PIN; null where none is known. */
  readonly tool: string | null;
  readonly #host: ModuleHost;
  readonly #slotId: number;

  constructor(host: ModuleHost, token: TokenInfo) {
    this.#host = host;
    this.#slotId = token.slotId;
    this.label = token.label;
    this.serial = token.serial;
    this.tool = pinToolOf(host.module) ?? null;
  }

  /** Asked anew. @throws AppError TOKEN_NOT_FOUND, CKR_*, MODULE_* */
  facts(): Promise<TokenPinFacts> {
    return this.#host.call('pinFacts', this.#where(), this.label);
  }

  /** Before anybody is asked for the PIN: what would be refused without a try. @throws AppError CKR_PIN_LOCKED */
  refuseChange({ user }: Pick<TokenPinFacts, 'user'>): void {
    if (user === 'locked') throw ckrError('C_GetTokenInfo', CKR.CKR_PIN_LOCKED.value, this.#subject());
  }

  /** The same before anybody is asked for what unblocks. @throws AppError PIN_NOT_LOCKED, PUK_LOCKED */
  refuseUnblock({ user, officer }: Pick<TokenPinFacts, 'user' | 'officer'>, by: 'so-pin' | 'puk'): void {
    if (by === 'puk' && user !== 'locked') throw tokenError({ kind: 'not-locked' }, this.#subject());
    if (officer === 'locked') throw tokenError({ kind: 'so-locked' }, this.#subject());
  }

  /** @throws AppError CKR_PIN_*, PIN_FINAL_TRY, TOKEN_NOT_FOUND, CKR_*, MODULE_* */
  change({ pin, newPin, acceptLastTry }: NewPin & { readonly pin: Uint8Array | null }): Promise<TokenPinFacts> {
    const sent = [pin, newPin].map(copyOrNull);
    const [before = null, next = null] = sent;
    const args = { ...this.#where(), pin: before, newPin: next, acceptLastTry };
    const answer = this.#host.call('changePin', args, this.label);
    wipe(sent);
    return answer;
  }

  /**
   * @param by the PIN of the security officer (C_InitPIN), or the PUK where the module takes one and the PIN is locked
   * @throws AppError PUK_INCORRECT, PUK_LOCKED, PIN_NOT_LOCKED, PIN_UNBLOCK_UNSUPPORTED, PIN_FINAL_TRY, CKR_PIN_*, TOKEN_NOT_FOUND, CKR_*, MODULE_*
   */
  async unblock({
    by,
    code,
    newPin,
    acceptLastTry,
  }: NewPin & { readonly by: 'so-pin' | 'puk'; readonly code: Uint8Array | null }): Promise<TokenPinFacts> {
    const sent = [code, newPin].map(copyOrNull);
    const [unblocking = null, next = null] = sent;
    const args = { ...this.#where(), by, code: unblocking, newPin: next, acceptLastTry };
    const answer = this.#host.call('unblockPin', args, this.label);
    wipe(sent);
    try {
      return await answer;
    } catch (error) {
      throw this.#unblockError(error, by);
    }
  }

  #subject() {
    return { module: this.#host.module, token: this.label };
  }

  #where() {
    return { slotId: this.#slotId, serial: this.serial };
  }

  /** The values are those of PINs: said of the code that unblocks they would mislead. */
  #unblockError(error: unknown, by: 'so-pin' | 'puk'): unknown {
    const code = codeOf(error);
    const details = { token: this.label, ckr: code };
    const where = this.tool === null ? 'the program of its vendor' : this.tool;
    if (code === 'CKR_PIN_INCORRECT') {
      return new AppError(
        'PUK_INCORRECT',
        `The code that was to unblock the token “${this.label}” is wrong; it was tried once, check it before you try again.`,
        details,
      );
    }
    if (code === 'CKR_PIN_LOCKED' && by === 'so-pin') {
      return new AppError(
        'PUK_LOCKED',
        `The code that unblocks the token “${this.label}” is locked itself; ask whoever issued the token for a new one.`,
        details,
      );
    }
    // A module that takes no PUK takes it for the PIN, and says of that that it is locked; so does one of a PUK that is locked.
    if (code === 'CKR_PIN_LOCKED') {
      return new AppError(
        'PIN_UNBLOCK_UNSUPPORTED',
        `The PIN of the token “${this.label}” is still locked: its module takes no PUK, or the PUK is locked itself; try it with ${where}, which tells.`,
        { ...details, tool: this.tool },
      );
    }
    if (!isUnsupported(error) || exitStatusOf(code) === 77) return error;
    return new AppError(
      'PIN_UNBLOCK_UNSUPPORTED',
      `The module of the token “${this.label}” cannot unblock a PIN in this way (${code}); do it with ${where}.`,
      { ...details, tool: this.tool },
    );
  }
}

/** What modules answer that know no security officer or no PUK. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'CKR_FUNCTION_NOT_SUPPORTED',
  'CKR_USER_TYPE_INVALID',
  'CKR_USER_NOT_LOGGED_IN',
  'CKR_ARGUMENTS_BAD',
  'CKR_TOKEN_WRITE_PROTECTED',
]);

/** A login that fails without saying why is one of a security officer whom the card does not have: so says OpenSC of PIV cards. */
function isUnsupported(error: unknown): boolean {
  const code = codeOf(error);
  const isOfLogin = isAppError(error) && error.details.function === 'C_Login';
  return UNSUPPORTED.has(code) || (code === 'CKR_GENERAL_ERROR' && isOfLogin);
}

function copyOrNull(pin: Uint8Array | null): Uint8Array | null {
  return pin === null ? null : copyOf(pin);
}

function wipe(pins: readonly (Uint8Array | null)[]): void {
  for (const pin of pins) pin?.fill(0);
}
