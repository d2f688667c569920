import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { PinEntry, PinState } from '../../shared/contract/pin-calls.ts';
import { Certificate } from '../cms/certificate.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { readSmallFile } from '../platform/files.ts';
import type { Signer } from '../platform/signer.ts';
import { type PinSource, takePin } from '../tokens/pin.ts';
import { tokenSelector } from '../tokens/pkcs11-uri.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { refuseLocked } from './pin-refusal.ts';
import type { RemoteWish } from './remote-keys.ts';
import type { SystemWish } from './system-keys.ts';

/** Which key the person means. `certificate`: SHA-256 of its DER, hexadecimal; `keyId`: CKA_ID, hexadecimal. */
export type KeyWish =
  | {
      readonly kind: 'pkcs12';
      readonly file: string;
      readonly certificate?: string | undefined;
      readonly keyId?: string | undefined;
    }
  | {
      readonly kind: 'pkcs11';
      /** Absolute path of the module. */
      readonly module: string;
      /** Label, `serial:TEXT` or `pkcs11:` URI; absent: the only token there is. */
      readonly token?: string | undefined;
      readonly certificate?: string | undefined;
      readonly keyId?: string | undefined;
    }
  | RemoteWish
  | SystemWish;

/** A key that was found and not yet opened. */
export interface KeyChoice {
  /** Where it lives, in words for people. */
  readonly home: string;
  /** Undefined for a key store whose certificates are encrypted too. */
  readonly certificate: Certificate | undefined;
  readonly chain: readonly Certificate[];
  readonly pin: PinState;
  /** Where the PIN is typed. */
  readonly entry: PinEntry;
  /** Serial number of the token; undefined for a key that is on none. */
  readonly serial?: string;
  /** What is typed: the PIN of a token, which is lost after a few wrong ones and never empty, or a password, which may be. */
  readonly secret: 'PIN' | 'password';
  /** Whether the key wants it for each signature; `unknown` until it is open where the token hides its keys. */
  readonly pinPerSignature: 'yes' | 'no' | 'unknown';
  /** When the PIN is tried: as the key is opened, or with each signature. */
  readonly tried: 'opening' | 'signing';
  /** One-time codes that are wanted beside it, and for how many signatures each is good; absent where none is. */
  readonly codes?: { readonly signatures: number };
  /** The person confirms elsewhere, as on a telephone, or on a page in the browser: for how many signatures each time; absent where they do not. */
  readonly confirmed?: { readonly signatures: number; readonly where: 'elsewhere' | 'browser' };
  /** Gives back what was got to reach it, as an access token; absent where nothing was. Fails never. */
  letGo?(): Promise<void>;
  /** The token it is on; absent for a key store. */
  readonly token?: { readonly label: string; readonly serial: string } | undefined;
  /**
   * Opens it with one try. Bytes of a PIN stay the caller's, to be overwritten; a function is asked for each PIN that the key wants. `acceptLastTry`: the person was told what a lock costs.
   * @throws AppError PIN_*, CKR_*, KEY_MISSING, KEY_MISMATCH, MODULE_*, P12_*, CANCELLED
   */
  unlock(
    pin: PinSource,
    options: {
      signal?: AbortSignal | undefined;
      acceptLastTry: boolean;
      /** How many will be signed; 1 where absent. */
      documents?: number | undefined;
    },
  ): Promise<Signer>;
}

/**
 * Finds the key without asking anybody anything.
 * @throws AppError INPUT_*, P12_*, TOKEN_*, CERTIFICATE_*, KEY_MISSING, MODULE_*, CKR_PIN_LOCKED, USAGE, REMOTE_*, NETWORK_*, SYSTEM_KEYS_UNAVAILABLE
 */
export async function chooseKey(
  wish: KeyWish,
  tokens: Tokens,
  clock: Clock = systemClock,
  signal?: AbortSignal,
): Promise<KeyChoice> {
  switch (wish.kind) {
    case 'pkcs12':
      return keyStoreChoice(wish);
    case 'pkcs11':
      return tokenChoice(wish, tokens, clock.now());
    case 'csc':
      return remoteChoice(wish, signal);
    case 'system':
      return systemChoice(wish);
  }
}

async function systemChoice(wish: SystemWish): Promise<KeyChoice> {
  const [{ chooseSystemKey, helperOf }, { SystemSigner }] = await Promise.all([
    import('./system-keys.ts'),
    import('../tokens/system/system-keys.ts'),
  ]);
  const key = await chooseSystemKey(wish);
  const certificate = new Certificate(key.certificate);
  return {
    home: `Key of ${certificate.commonName} in the ${key.keyHome}`,
    certificate,
    chain: key.chain.map((der) => new Certificate(der)),
    pin: 'unknown',
    entry: 'none',
    secret: 'PIN',
    pinPerSignature: 'unknown',
    tried: 'opening',
    unlock: async () => new SystemSigner(key, helperOf(wish)),
  };
}

async function remoteChoice(wish: RemoteWish, signal: AbortSignal | undefined): Promise<KeyChoice> {
  const [key, { CscSigner }] = await Promise.all([wish.find(signal), import('../tokens/csc/csc-signer.ts')]);
  if (key.refusal !== undefined) {
    await wish.letGo?.();
    throw key.refusal;
  }
  const isInBrowser = key.authorization === 'browser';
  const where = isInBrowser ? ('browser' as const) : key.elsewhere.length > 0 ? ('elsewhere' as const) : undefined;
  const wants = (kind: 'password' | 'code') => key.secrets.some((secret) => secret.kind === kind);
  return {
    home: key.keyHome,
    certificate: new Certificate(key.certificate),
    chain: key.chain.map((der) => new Certificate(der)),
    pin: 'unknown',
    entry: wants('password') ? 'here' : 'none',
    secret: 'PIN',
    pinPerSignature: 'no',
    tried: 'signing',
    ...(wants('code') && { codes: { signatures: key.most } }),
    ...(where !== undefined && { confirmed: { signatures: key.most, where } }),
    ...(wish.letGo !== undefined && { letGo: () => wish.letGo?.() ?? Promise.resolve() }),
    unlock: async (pin, { documents }) => new CscSigner(key, await takePin(pin), wish.codeFor, documents),
  };
}

async function keyStoreChoice(wish: Extract<KeyWish, { kind: 'pkcs12' }>): Promise<KeyChoice> {
  const name = path.basename(wish.file);
  // Loaded only where it is needed: old ciphers and their encodings are many, and a token wants none of them.
  const [{ chooseStoreKey, openPkcs12, shownKeys }, { readPfx }, bytes] = await Promise.all([
    import('../tokens/pkcs12/key-store.ts'),
    import('../tokens/pkcs12/pfx.ts'),
    readSmallFile(wish.file),
  ]);
  const pfx = readPfx(bytes);
  // SECURITY: what a store shows without its password is not sealed yet; the key that opens is that of the certificate which was shown.
  const shown = shownKeys(pfx).filter(({ sha256 }) => wish.certificate === undefined || sha256 === wish.certificate);
  const [only, ...others] = wish.keyId === undefined ? shown : [];
  const key = others.length === 0 ? only : undefined;
  const certificate = key === undefined ? undefined : new Certificate(key.certificate);
  const choice = { ...wish, certificate: wish.certificate ?? certificate?.sha256 };
  return {
    home: certificate === undefined ? `Key store ${name}` : `Key of ${certificate.commonName} in the key store ${name}`,
    certificate,
    chain: key?.chain.map((der) => new Certificate(der)) ?? [],
    pin: 'unknown',
    entry: 'here',
    secret: 'password',
    pinPerSignature: 'no',
    tried: 'opening',
    unlock: async (pin) => {
      const password = await takePin(pin);
      try {
        return chooseStoreKey(await openPkcs12(pfx, { name, password }), choice).signer();
      } finally {
        password.fill(0);
      }
    },
  };
}

async function tokenChoice(wish: Extract<KeyWish, { kind: 'pkcs11' }>, tokens: Tokens, at: Date): Promise<KeyChoice> {
  const token = tokenSelector(wish.token ?? (await onlyToken(tokens, wish.module)));
  const { module, certificate, keyId } = wish;
  const key = await tokens.selectKey({ module, token, certificate, keyId, at });
  refuseLocked(key.pinState, { token: key.tokenLabel, where: key.keyHome });
  const entry = !key.loginRequired ? 'none' : key.protectedPath ? 'reader' : 'here';
  return {
    home: key.keyHome,
    certificate: new Certificate(key.certificate),
    chain: key.chain.map((der) => new Certificate(der)),
    pin: key.pinState,
    entry,
    serial: key.serial,
    secret: 'PIN',
    pinPerSignature: key.pinPerSignature,
    tried: 'opening',
    token: { label: key.tokenLabel, serial: key.serial },
    unlock: (pin, { signal, acceptLastTry }) => key.login(entry === 'here' ? pin : null, signal, acceptLastTry),
  };
}

/** The only token there is, as `serial:TEXT`. @throws AppError TOKEN_NOT_FOUND, TOKEN_AMBIGUOUS, MODULE_*, CKR_* */
export async function onlyToken(tokens: Tokens, module: string): Promise<string> {
  const found = (await tokens.listTokens(module)).filter((token) => token.initialized);
  const [token, ...others] = found;
  if (token === undefined) {
    throw new AppError('TOKEN_NOT_FOUND', 'No token is inserted that this module can see. Insert it and try again.');
  }
  if (others.length > 0) {
    const labels = found.map(({ label, serial }) => `“${label}” (serial:${serial})`).join(', ');
    throw new AppError('TOKEN_AMBIGUOUS', `Several tokens are there: ${labels}. Name one with --token.`, {
      tokens: found.length,
    });
  }
  return `serial:${token.serial}`;
}

/** What is lost where the last try is a wrong one. */
export function lastTryQuestion(key: KeyChoice): string {
  return `Only one try is left for the PIN of ${key.home}. If it is wrong the token locks: without its PUK nobody can sign with it again, and its certificate has to be ordered anew.`;
}

/** What stands before the person types, line by line. */
export function pinPrompt(key: Pick<KeyChoice, 'home' | 'pin' | 'secret' | 'token'>): readonly string[] {
  // Of a password or a PIN at a service nothing is known ever.
  const state = key.token === undefined ? [] : pinStateWords(key.pin);
  const what = key.secret === 'PIN' ? 'PIN' : 'Password';
  return [...state, `${what} for ${key.home}: `];
}

/** What a person should know of the PIN of a token before typing it: one sentence, or none. */
export function pinStateWords(pin: PinState): readonly string[] {
  const { [pin]: state } = STATES;
  return state === undefined ? [] : [state];
}

const STATES: Partial<Record<PinState, string>> = {
  unknown: 'The token says that it has no PIN yet, or nothing of its PIN.',
  'count-low': 'A wrong PIN was entered since the last right one: fewer tries are left.',
  'final-try': 'This is the LAST try: one more wrong PIN locks the token.',
};
