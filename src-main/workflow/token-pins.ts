import type { PinFacts, UnblockingCode } from '../../shared/contract/pin-calls.ts';
import type { Home } from '../platform/home.ts';
import { DEADLINES } from '../tokens/host-launcher.ts';
import { tokenSelector } from '../tokens/pkcs11-uri.ts';
import type { TokenPinFacts } from '../tokens/token-info.ts';
import type { TokenPin } from '../tokens/token-pin.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { onlyToken } from './keys.ts';
import { holdToken } from './token-hold.ts';

/** Which token is meant. */
export interface TokenWish {
  /** Absolute path of the module. */
  readonly module: string;
  /** Label, `serial:TEXT` or `pkcs11:` URI; absent: the only token there is. */
  readonly token?: string | undefined;
}

/** @throws AppError TOKEN_*, MODULE_*, CKR_* */
export async function tokenPin(tokens: Tokens, { module, token }: TokenWish): Promise<TokenPin> {
  return tokens.pinOf({ module, token: tokenSelector(token ?? (await onlyToken(tokens, module))) });
}

/** What there is to know before a PIN is asked for. */
export async function pinFactsOf(pin: TokenPin): Promise<PinFacts> {
  return told(pin, await pin.facts());
}

/**
 * Bytes are UTF-8, stay the caller's, and are passed over where the token has a PIN pad. The token is held meanwhile: who signs with it is not
 * to be logged out.
 * @throws AppError as TokenPin.change; TOKEN_IN_USE
 */
export async function changePin(
  home: Home,
  pin: TokenPin,
  given: { readonly pin: Uint8Array; readonly newPin: Uint8Array; readonly acceptLastTry: boolean },
): Promise<PinFacts> {
  const { acceptLastTry } = given;
  const isTyped = !(await pin.facts()).protectedPath;
  const pins = { pin: isTyped ? given.pin : null, newPin: isTyped ? given.newPin : null };
  return told(pin, await held(home, pin, () => pin.change({ ...pins, acceptLastTry })));
}

/** @throws AppError as TokenPin.unblock; TOKEN_IN_USE */
export async function unblockPin(
  home: Home,
  pin: TokenPin,
  given: {
    readonly by: UnblockingCode;
    readonly code: Uint8Array;
    readonly newPin: Uint8Array;
    readonly acceptLastTry: boolean;
  },
): Promise<PinFacts> {
  const { by, acceptLastTry } = given;
  const isTyped = !(await pin.facts()).protectedPath;
  const pins = { code: isTyped ? given.code : null, newPin: isTyped ? given.newPin : null };
  return told(pin, await held(home, pin, () => pin.unblock({ by, ...pins, acceptLastTry })));
}

async function held<T>(home: Home, { label, serial }: TokenPin, work: () => Promise<T>): Promise<T> {
  const letGo = await holdToken(home, { label, serial }, { documents: 1 });
  return work().finally(letGo);
}

function told({ label, tool }: TokenPin, facts: TokenPinFacts): PinFacts {
  return {
    token: label,
    state: facts.user,
    unblocking: facts.officer,
    entry: facts.protectedPath ? 'reader' : facts.loginRequired ? 'here' : 'none',
    seconds: DEADLINES.pinWork / 1000,
    shortest: facts.shortest,
    longest: facts.longest,
    tool,
  };
}
