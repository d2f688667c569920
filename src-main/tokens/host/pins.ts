import pkcs11js from 'pkcs11js';
import { newPinFault } from '../../../shared/domain/new-pin.ts';
import { copyOf } from '../pin.ts';
import type { TokenPinFacts } from '../token-info.ts';
import { pinToChangeStateOf, soPinStateOf, tokenInfo } from './listing.ts';
import { attempt, call, ckrFailure, type Handle, HostError, isCkrFailure, type NativeModule } from './native.ts';
import type { PinDoor } from './pin-door.ts';
import type { ChangePinArgs, PinArgs, UnblockPinArgs } from './protocol.ts';
import { type ChosenToken, chosenToken } from './slot.ts';

/** What the token says of its PINs at this moment. @throws HostError */
export function pinFacts(module: NativeModule, args: PinArgs): TokenPinFacts {
  return factsOf(chosenToken(module, args).info);
}

/**
 * C_SetPIN (PKCS#11 v3.1, 5.6.7). The old PIN is proved by one C_Login first: without a login some modules would take it for a PUK. At a
 * PIN pad C_SetPIN asks for everything by itself.
 * @throws HostError CKR_PIN_LOCKED and last-try before anything is tried; new-pin for one that the token would refuse
 */
export function changePin(module: NativeModule, door: PinDoor, args: ChangePinArgs): TokenPinFacts {
  const { slot, info } = chosenToken(module, args);
  const facts = factsOf(info);
  refuseState(facts.user, args.acceptLastTry, 'user');
  refuseLength(facts, args.newPin);
  return inSession(module, slot, (session) => {
    // The door overwrites what it is given: the old PIN is wanted twice.
    const isOurs = args.pin !== null && logIn(door, session, pkcs11js.CKU_USER, copyOf(args.pin));
    try {
      door.setPin(session, args.pin, args.newPin);
    } finally {
      args.pin?.fill(0);
      args.newPin?.fill(0);
      if (isOurs) attempt(() => module.C_Logout(session));
    }
    return factsOf(tokenInfo(module, slot));
  });
}

/**
 * A new PIN in place of one that is locked or forgotten: as security officer by C_InitPIN (5.6.6), or with the PUK by C_SetPIN without a
 * login, which modules that take a PUK understand so while the PIN is locked.
 * @throws HostError not-locked, new-pin, so-locked and so-last-try before anything is tried
 */
export function unblockPin(module: NativeModule, door: PinDoor, args: UnblockPinArgs): TokenPinFacts {
  const { slot, info } = chosenToken(module, args);
  const facts = factsOf(info);
  // A module that takes no PUK would take it for the old PIN: harmless only where that is locked.
  if (args.by === 'puk' && facts.user !== 'locked') throw new HostError({ kind: 'not-locked' });
  refuseState(facts.officer, args.acceptLastTry, 'officer');
  refuseLength(facts, args.newPin);
  return inSession(module, slot, (session) => {
    if (args.by === 'puk') {
      door.setPin(session, args.code, args.newPin);
      return factsOf(tokenInfo(module, slot));
    }
    const isOurs = logIn(door, session, pkcs11js.CKU_SO, args.code);
    try {
      door.initPin(session, args.newPin);
    } finally {
      args.newPin?.fill(0);
      if (isOurs) attempt(() => module.C_Logout(session));
    }
    return factsOf(tokenInfo(module, slot));
  });
}

/** @throws HostError where the state forbids a try */
export function refuseState(state: TokenPinFacts['user'], acceptLastTry: boolean, whose: 'user' | 'officer'): void {
  if (state === 'locked') {
    throw whose === 'user' ? ckrFailure('C_GetTokenInfo', 'CKR_PIN_LOCKED') : new HostError({ kind: 'so-locked' });
  }
  if (state === 'final-try' && !acceptLastTry) {
    throw new HostError({ kind: whose === 'user' ? 'last-try' : 'so-last-try' });
  }
}

function factsOf({ flags, minPinLen, maxPinLen }: ChosenToken['info']): TokenPinFacts {
  // CK_UNAVAILABLE_INFORMATION and 0 say nothing.
  const isTold = maxPinLen > 0 && maxPinLen < 0x7fffffff && minPinLen <= maxPinLen;
  return {
    user: pinToChangeStateOf(flags),
    officer: soPinStateOf(flags),
    protectedPath: (flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0,
    loginRequired: (flags & pkcs11js.CKF_LOGIN_REQUIRED) !== 0,
    shortest: isTold ? minPinLen : null,
    longest: isTold ? maxPinLen : null,
  };
}

function refuseLength(facts: TokenPinFacts, pin: Uint8Array | null): void {
  const fault = pin === null ? null : newPinFault(facts, pin.length);
  if (fault !== null) throw new HostError({ kind: 'new-pin', fault });
}

/** False where somebody was logged in already: then nobody is to be logged out. An expired PIN may still be changed. */
function logIn(door: PinDoor, session: Handle, user: number, pin: Uint8Array | null): boolean {
  try {
    door.login(session, user, pin);
    return true;
  } catch (error) {
    if (isCkrFailure(error, 'C_Login', 'CKR_USER_ALREADY_LOGGED_IN')) return false;
    if (isCkrFailure(error, 'C_Login', 'CKR_PIN_EXPIRED')) return true;
    throw error;
  }
}

function inSession<T>(module: NativeModule, slot: Handle, work: (session: Handle) => T): T {
  const flags = pkcs11js.CKF_SERIAL_SESSION | pkcs11js.CKF_RW_SESSION;
  const session = call('C_OpenSession', () => module.C_OpenSession(slot, flags));
  try {
    return work(session);
  } finally {
    attempt(() => module.C_CloseSession(session));
  }
}
