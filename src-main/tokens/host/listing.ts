import { createHash } from 'node:crypto';
import pkcs11js from 'pkcs11js';
import { ckrCodeOf } from '../../../shared/contract/ckr-codes.ts';
import type { BareKey, TokenCertificate, TokenInfo, TokenPinState } from '../token-info.ts';
import {
  attempt,
  attribute,
  call,
  find,
  flag,
  type Handle,
  HostError,
  type NativeModule,
  slotsWithToken,
  ulongOf,
} from './native.ts';

/** CKM_* that the signer knows how to use. Others are not asked about: each question is a round trip to some modules. */
const KNOWN_MECHANISMS: ReadonlySet<number> = new Set([
  pkcs11js.CKM_RSA_PKCS,
  pkcs11js.CKM_SHA256_RSA_PKCS,
  pkcs11js.CKM_SHA384_RSA_PKCS,
  pkcs11js.CKM_SHA512_RSA_PKCS,
  pkcs11js.CKM_RSA_PKCS_PSS,
  pkcs11js.CKM_SHA256_RSA_PKCS_PSS,
  pkcs11js.CKM_SHA384_RSA_PKCS_PSS,
  pkcs11js.CKM_SHA512_RSA_PKCS_PSS,
  pkcs11js.CKM_ECDSA,
  pkcs11js.CKM_ECDSA_SHA256,
  pkcs11js.CKM_ECDSA_SHA384,
  pkcs11js.CKM_ECDSA_SHA512,
  0x1057, // CKM_EDDSA, PKCS#11 v3.0
]);

/** All slots with a token. A token that cannot be read is listed with its problem and does not hide the others. */
export function listTokens(module: NativeModule): TokenInfo[] {
  return slotsWithToken(module).flatMap((slot) => tokenIn(module, slot) ?? []);
}

/** Undefined for a token that was pulled out between the list and the question. */
function tokenIn(module: NativeModule, slot: Handle): TokenInfo | undefined {
  const about = attempt(() => module.C_GetSlotInfo(slot));
  const token = readToken(module, slot);
  if (token.gone) return undefined;
  const base = {
    slotId: ulongOf(slot),
    slotDescription: trimmed(about?.slotDescription),
    slotManufacturer: trimmed(about?.manufacturerID),
    ...token.info,
  };
  if (token.problem !== null || !base.initialized) {
    return { ...base, ...NOTHING_READ, problem: token.problem };
  }
  try {
    const signMechanisms = mechanisms(module, slot);
    return { ...base, signMechanisms, ...content(module, slot, base.loginRequired), problem: null };
  } catch (error) {
    return { ...base, ...NOTHING_READ, problem: problemOf(error) };
  }
}

const NOTHING_READ = { signMechanisms: [], certificates: [], bareKeys: [], more: false } as const;

/** Modules that ask for PINs in windows of their own and do not say so. */
const ownWindows = new WeakSet<NativeModule>();

/** From now on the tokens of this module are taken for tokens with a PIN pad. */
export function takesNoPin(module: NativeModule): void {
  ownWindows.add(module);
}

/** How often, and after how many milliseconds, a token is looked at again that another program is writing to at this moment. */
const LOOKS = 5;
const PAUSE = 20;

/**
 * C_GetTokenInfo. A software token that another process logs in to at the same time answers CKR_GENERAL_ERROR for an instant; looking
 * again costs nothing and asks nobody for a PIN. The host serves one question at a time, so waiting here holds up nothing else.
 */
export function tokenInfo(module: NativeModule, slot: Handle) {
  for (let look = 1; ; look += 1) {
    try {
      const token = call('C_GetTokenInfo', () => module.C_GetTokenInfo(slot));
      if (ownWindows.has(module)) token.flags |= pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH;
      return token;
    } catch (error) {
      if (look === LOOKS || problemOf(error).value !== pkcs11js.CKR_GENERAL_ERROR) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function readToken(module: NativeModule, slot: Handle) {
  try {
    const token = tokenInfo(module, slot);
    const { flags } = token;
    return {
      gone: false,
      problem: null,
      info: {
        label: trimmed(token.label),
        serial: trimmed(token.serialNumber),
        manufacturer: trimmed(token.manufacturerID),
        model: trimmed(token.model),
        flags,
        initialized: (flags & pkcs11js.CKF_TOKEN_INITIALIZED) !== 0,
        pinState: pinStateOf(flags),
        loginRequired: (flags & pkcs11js.CKF_LOGIN_REQUIRED) !== 0,
        protectedPath: (flags & pkcs11js.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0,
      },
    };
  } catch (error) {
    const problem = problemOf(error);
    return { gone: problem.value === pkcs11js.CKR_TOKEN_NOT_PRESENT, problem, info: UNREADABLE };
  }
}

const UNREADABLE = {
  label: '',
  serial: '',
  manufacturer: '',
  model: '',
  flags: 0,
  initialized: false,
  pinState: 'unknown',
  loginRequired: false,
  protectedPath: false,
} as const;

/**
 * What a login with the user's PIN meets: the gravest of CKF_USER_PIN_LOCKED, TO_BE_CHANGED (it would succeed, and everything after it fail
 * with CKR_PIN_EXPIRED), FINAL_TRY, COUNT_LOW (PKCS#11 v3.1, table 6); `unknown` for a token without a user PIN.
 */
export function pinStateOf(flags: number): TokenPinState {
  if ((flags & pkcs11js.CKF_USER_PIN_LOCKED) !== 0) return 'locked';
  return (flags & pkcs11js.CKF_USER_PIN_TO_BE_CHANGED) !== 0 ? 'to-be-changed' : pinTriesOf(flags);
}

/** What changing it meets, which a PIN that is to be changed does not forbid: its last try comes first then. */
export function pinToChangeStateOf(flags: number): TokenPinState {
  const tries = pinTriesOf(flags);
  return tries === 'final-try' && pinStateOf(flags) !== 'locked' ? tries : pinStateOf(flags);
}

function pinTriesOf(flags: number): TokenPinState {
  if ((flags & pkcs11js.CKF_USER_PIN_FINAL_TRY) !== 0) return 'final-try';
  if ((flags & pkcs11js.CKF_USER_PIN_COUNT_LOW) !== 0) return 'count-low';
  return (flags & pkcs11js.CKF_USER_PIN_INITIALIZED) !== 0 ? 'ok' : 'unknown';
}

/** The same of the security officer's PIN (CKF_SO_PIN_*), which unblocks the user's. */
export function soPinStateOf(flags: number): TokenPinState {
  if ((flags & pkcs11js.CKF_SO_PIN_LOCKED) !== 0) return 'locked';
  if ((flags & pkcs11js.CKF_SO_PIN_FINAL_TRY) !== 0) return 'final-try';
  if ((flags & pkcs11js.CKF_SO_PIN_COUNT_LOW) !== 0) return 'count-low';
  return (flags & pkcs11js.CKF_SO_PIN_TO_BE_CHANGED) !== 0 ? 'to-be-changed' : 'ok';
}

function mechanisms(module: NativeModule, slot: Handle): number[] {
  const offered = call('C_GetMechanismList', () => module.C_GetMechanismList(slot));
  return offered.filter((mechanism) => {
    if (!KNOWN_MECHANISMS.has(mechanism)) return false;
    const info = attempt(() => module.C_GetMechanismInfo(slot, mechanism));
    return info === undefined || (info.flags & pkcs11js.CKF_SIGN) !== 0;
  });
}

function content(
  module: NativeModule,
  slot: Handle,
  loginRequired: boolean,
): Pick<TokenInfo, 'certificates' | 'bareKeys' | 'more'> {
  const session = call('C_OpenSession', () => module.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION));
  try {
    const keys = keysOf(module, session, pkcs11js.CKO_PRIVATE_KEY);
    const found = find(module, session, [{ type: pkcs11js.CKA_CLASS, value: pkcs11js.CKO_CERTIFICATE }]);
    const hidesKeys = loginRequired || keys.more;
    const certificates = found.handles.flatMap(
      (object) => certificate(module, session, object, keys.byId, hidesKeys) ?? [],
    );
    const told = keys.byId.size > 0 || !loginRequired ? keys : keysOf(module, session, pkcs11js.CKO_PUBLIC_KEY);
    // A key whose certificate was not read is not one without a certificate.
    const bare = found.more ? [] : bareKeys(module, session, told.byId, certificates);
    return { certificates, bareKeys: bare, more: found.more || keys.more || told.more };
  } finally {
    attempt(() => module.C_CloseSession(session));
  }
}

/** By CKA_ID the keys of a class (CKO_*) that are seen without, or by an earlier, login. */
function keysOf(module: NativeModule, session: Handle, kind: number): { byId: Map<string, Handle>; more: boolean } {
  const found = attempt(() => find(module, session, [{ type: pkcs11js.CKA_CLASS, value: kind }]));
  const idOf = (key: Handle) => attribute(module, session, key, pkcs11js.CKA_ID)?.toString('hex') ?? '';
  const byId = new Map(found?.handles.map((key) => [idOf(key), key] as const));
  return { byId, more: found?.more ?? false };
}

function bareKeys(
  module: NativeModule,
  session: Handle,
  keys: ReadonlyMap<string, Handle>,
  certificates: readonly TokenCertificate[],
): BareKey[] {
  const bare = [...keys].filter(([keyId]) => keyId !== '' && !certificates.some((other) => other.keyId === keyId));
  return bare.map(([keyId, key]) => ({
    keyId,
    label: trimmed(attribute(module, session, key, pkcs11js.CKA_LABEL)?.toString('utf8')),
  }));
}

/** Undefined for what is not an X.509 certificate with its value on the token (a URL, a WTLS or attribute certificate). */
function certificate(
  module: NativeModule,
  session: Handle,
  object: Handle,
  privateKeys: ReadonlyMap<string, Handle>,
  hidesKeys: boolean,
): TokenCertificate | undefined {
  const type = attribute(module, session, object, pkcs11js.CKA_CERTIFICATE_TYPE);
  if (type !== undefined && ulongOf(type) !== pkcs11js.CKC_X_509) return undefined;
  const value = attribute(module, session, object, pkcs11js.CKA_VALUE);
  if (value === undefined || value.length === 0) return undefined;
  const keyId = attribute(module, session, object, pkcs11js.CKA_ID)?.toString('hex') ?? '';
  const key = privateKeys.get(keyId);
  const always =
    key === undefined ? undefined : (flag(module, session, key, pkcs11js.CKA_ALWAYS_AUTHENTICATE) ?? false);
  return {
    certificate: new Uint8Array(value),
    sha256: createHash('sha256').update(value).digest('hex'),
    keyId,
    label: trimmed(attribute(module, session, object, pkcs11js.CKA_LABEL)?.toString('utf8')),
    privateKey: always !== undefined ? 'yes' : hidesKeys ? 'unknown' : 'no',
    pinPerSignature: always === undefined ? 'unknown' : always ? 'yes' : 'no',
  };
}

function problemOf(error: unknown): { code: string; function: string; value: number } {
  if (error instanceof HostError && error.failure.kind === 'ckr') {
    return { code: ckrCodeOf(error.failure.value), function: error.failure.function, value: error.failure.value };
  }
  throw error;
}

/** Fields of CK_INFO structures are padded with blanks, by some modules with zeros. */
export function trimmed(text: string | undefined): string {
  const end = text?.indexOf('\0') ?? -1;
  return (end < 0 ? (text ?? '') : (text ?? '').slice(0, end)).trim();
}
