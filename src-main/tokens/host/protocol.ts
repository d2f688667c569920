import type { NewPinFault } from '../../../shared/domain/new-pin.ts';
import type { CardReaders } from '../card-readers.ts';
import type { ModuleInfo, PresentToken, TokenInfo, TokenPinFacts } from '../token-info.ts';

/** How a key is made to sign: CKM_* with, for RSA-PSS, its parameters (PKCS#11 v3.1, 6.1.10). */
export interface MechanismSpec {
  readonly mechanism: number;
  readonly pss?: { readonly hash: number; readonly mgf: number; readonly saltLength: number };
}

/** Everything the host can be asked. Values survive structured clone. */
export interface HostCalls {
  /** Loads and initialises the library. Asked once, first. */
  load: { args: LoadArgs; result: ModuleInfo };
  /** The card readers of PC/SC. Needs no module. */
  readers: { args: { pinPads: boolean }; result: CardReaders };
  /** All slots that hold a token, with their certificates. */
  list: { args: Record<never, never>; result: readonly TokenInfo[] };
  /** Which tokens are there; `known` are those of the last time. */
  present: { args: { known: readonly PresentToken[] }; result: readonly PresentToken[] };
  /** Opens a session, logs in with one C_Login, finds the private key. */
  login: { args: LoginArgs; result: LoginResult };
  /** One C_SignInit, then C_Login for the context where the key wants it, one C_Sign. */
  sign: { args: SignArgs; result: Uint8Array };
  /** Closes the session; the last one of a token logs out. */
  logout: { args: { session: number }; result: null };
  /** The state of a token's PINs. */
  pinFacts: { args: PinArgs; result: TokenPinFacts };
  /** One C_Login and one C_SetPIN. */
  changePin: { args: ChangePinArgs; result: TokenPinFacts };
  /** A new PIN by whoever may unblock it. */
  unblockPin: { args: UnblockPinArgs; result: TokenPinFacts };
  /** Opens a session without a key in it, for looking at what is on a token and changing that. */
  open: { args: OpenArgs; result: { session: number } };
  /** What is on the token, as far as the session may see it. Values of keys are never read. */
  objects: { args: { session: number }; result: HostObjects };
  /** C_CreateObject. */
  create: { args: { session: number; template: HostTemplate }; result: Uint8Array };
  /** C_GenerateKeyPair. */
  generate: { args: GenerateArgs; result: { publicKey: HostObject; privateKey: HostObject } };
  /** C_DestroyObject. */
  destroy: { args: { session: number; object: Uint8Array }; result: null };
  /** From now on the session signs with this private key. */
  chooseKey: { args: { session: number; object: Uint8Array }; result: null };
}

export interface LoadArgs {
  /** Absolute path. */
  readonly module: string;
  /** For modules that want some when they are initialised. */
  readonly parameters?: string | undefined;
  /** True: PINs are typed in a window of the module, as at a PIN pad. */
  readonly ownWindow?: boolean;
  /** True: initialised again before each look at what is there, as long as nobody works with it. */
  readonly rescan?: boolean;
}

export interface OpenArgs extends Pick<LoginArgs, 'slotId' | 'serial' | 'pin' | 'acceptLastTry'> {
  /** False: what is public is looked at without a login. */
  readonly login: boolean;
  readonly write: boolean;
}

/** CKA_* with its value: a CK_ULONG as a number, a CK_BBOOL as a boolean, anything else as bytes. */
export type HostTemplate = readonly { readonly type: number; readonly value: number | boolean | Uint8Array }[];

/** An object as this session knows it. */
export interface HostObject {
  readonly handle: Uint8Array;
  /** CKA_* to value, as the token gives it; what it does not give is not there. */
  readonly attributes: ReadonlyMap<number, Uint8Array>;
}

export interface HostObjects {
  readonly objects: readonly HostObject[];
  /** True where the token holds more than these. */
  readonly more: boolean;
}

export interface GenerateArgs {
  readonly session: number;
  /** CKM_*_KEY_PAIR_GEN. */
  readonly mechanism: number;
  readonly publicKey: HostTemplate;
  readonly privateKey: HostTemplate;
}

export interface LoginArgs {
  readonly slotId: number;
  /** Checked again in the host, so that a PIN never reaches a token that was put in the slot meanwhile. */
  readonly serial: string;
  /** CKA_ID, hexadecimal. */
  readonly keyId: string;
  /** CKK_* of the certificate's key. */
  readonly keyType: number;
  /** UTF-8; null where the token has a PIN pad or needs no login. */
  readonly pin: Uint8Array | null;
  /** False or absent: the last try before the token locks is not used. */
  readonly acceptLastTry?: boolean;
}

export type PinArgs = Pick<LoginArgs, 'slotId' | 'serial'>;

export interface ChangePinArgs extends PinArgs {
  /** UTF-8; null at a PIN pad. */
  readonly pin: Uint8Array | null;
  readonly newPin: Uint8Array | null;
  readonly acceptLastTry: boolean;
}

export interface UnblockPinArgs extends PinArgs {
  readonly by: 'so-pin' | 'puk';
  readonly code: Uint8Array | null;
  readonly newPin: Uint8Array | null;
  readonly acceptLastTry: boolean;
}

export interface LoginResult {
  readonly session: number;
  /** CKA_ALWAYS_AUTHENTICATE of the key. */
  readonly pinPerSignature: boolean;
}

export interface SignArgs extends MechanismSpec {
  readonly session: number;
  readonly data: Uint8Array;
  /** Longest signature the key can give, bytes. */
  readonly maxLength: number;
  /** For a key with CKA_ALWAYS_AUTHENTICATE: the PIN, or null at a PIN pad. */
  readonly pin?: Uint8Array | null;
}

export type HostCallName = keyof HostCalls;

export type HostRequest = {
  readonly [K in HostCallName]: { readonly id: number; readonly call: K; readonly args: HostCalls[K]['args'] };
}[HostCallName];

/** Why a call failed: a PKCS#11 return value, or a finding of the host itself. */
export type HostFailure =
  | { readonly kind: 'ckr'; readonly function: string; readonly value: number }
  | { readonly kind: 'load'; readonly reason: string }
  /** Others could have changed the module. */
  | { readonly kind: 'open-place'; readonly reason: string }
  | { readonly kind: 'token-changed' }
  | { readonly kind: 'last-try' | 'so-last-try' | 'so-locked' | 'not-locked' }
  | { readonly kind: 'new-pin'; readonly fault: NewPinFault }
  | { readonly kind: 'key-missing' }
  | { readonly kind: 'key-not-for-signing' }
  /** What no module may answer. `reason` goes on “it …”. */
  | { readonly kind: 'nonsense'; readonly reason: string }
  | { readonly kind: 'internal'; readonly reason: string };

export type HostReply = {
  readonly id: number;
  /** Bytes of memory that the host holds now. */
  readonly memory: number;
} & ({ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly failure: HostFailure });
