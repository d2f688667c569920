import { AppError } from '../../shared/contract/app-error.ts';
import type { NewKeyKind, TokenObject, TokenObjects } from '../../shared/domain/token-object.ts';
import type { Certificate } from '../cms/certificate.ts';
import { readCertificates } from '../cms/certificate-file.ts';
import { readSmallFile } from '../platform/files.ts';
import type { Home } from '../platform/home.ts';
import { chosenObjects, deleteObjects, type ObjectChoice } from '../tokens/manage/delete-objects.ts';
import { generateKey, requestForKey } from '../tokens/manage/generate-key.ts';
import { type ImportedCertificate, importCertificate } from '../tokens/manage/import-certificate.ts';
import type { ManagedToken } from '../tokens/manage/managed-token.ts';
import { tokenSelector } from '../tokens/pkcs11-uri.ts';
import { chooseStoreKey, openPkcs12, type StoreChoice, type StoreKey } from '../tokens/pkcs12/key-store.ts';
import { type Pfx, readPfx } from '../tokens/pkcs12/pfx.ts';
import { lastTry } from '../tokens/token-errors.ts';
import type { TokenInfo } from '../tokens/token-info.ts';
import type { ManageableToken, Tokens } from '../tokens/tokens.ts';
import { deleteEmbeddedKey, embedKey } from './embedded-keys.ts';
import { onlyToken } from './keys.ts';
import { refuseLocked, refuseToBeChanged } from './pin-refusal.ts';
import { holdToken } from './token-hold.ts';
import type { TokenWish } from './token-pins.ts';

/** How the one PIN of a piece of management is got. */
export interface ManageOptions {
  /** What is public is looked at without asking anybody for a PIN; what is private, after the login in a session that cannot write. */
  readonly access: 'public' | 'private' | 'change';
  /** Where the token is held meanwhile, so that nobody who signs with it is disturbed. Absent: nothing is logged in, or nobody else could be disturbed. */
  readonly home?: Home | undefined;
  /** Asked at most once, not at a PIN pad. The bytes are overwritten here. */
  readPin(token: TokenInfo): Promise<Uint8Array>;
  /** Said before the token waits for a PIN on its reader. */
  onReader?(token: TokenInfo): void;
  /** Whether the last try may be used; asked only where it is the last. */
  acceptLastTry(token: TokenInfo): Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

/** A certification request and the key that it is for. */
export interface KeyRequest {
  /** CKA_ID, lower-case hexadecimal. */
  readonly keyId: string;
  /** "RSA 3072" */
  readonly key: string;
  /** PKCS#10 as PEM (RFC 7468, 7). */
  readonly request: string;
}

/**
 * Opens one token for one piece of work, with one login.
 * @throws AppError TOKEN_*, MODULE_*, CKR_*, PIN_REQUIRED, PIN_FINAL_TRY, CANCELLED, and what `work` throws
 */
export async function withToken<T>(
  tokens: Tokens,
  { module, token }: TokenWish,
  options: ManageOptions,
  work: (token: ManagedToken) => Promise<T>,
): Promise<T> {
  const found = await tokens.tokenToManage({
    module,
    token: tokenSelector(token ?? (await onlyToken(tokens, module))),
  });
  const { home, access, signal } = options;
  if (home === undefined || access === 'public') return onFound(found, module, options, work);
  const letGo = await holdToken(home, found.info, { documents: 1, signal });
  return onFound(found, module, options, work).finally(letGo);
}

async function onFound<T>(
  found: ManageableToken,
  module: string,
  options: ManageOptions,
  work: (token: ManagedToken) => Promise<T>,
): Promise<T> {
  const { info } = found;
  const login = options.access !== 'public' && info.loginRequired;
  if (login) {
    const place = { token: info.label, where: `the token “${info.label}”` };
    refuseLocked(info.pinState, place);
    refuseToBeChanged(info.pinState, place);
  }
  const isTyped = login && !info.protectedPath;
  const acceptLastTry = login && info.pinState === 'final-try' && (await options.acceptLastTry(info));
  // Nobody is asked for a PIN that is not used.
  if (login && info.pinState === 'final-try' && !acceptLastTry) throw lastTry({ module, token: info.label });
  if (login && info.protectedPath) options.onReader?.(info);
  const pin = isTyped ? await options.readPin(info) : null;
  try {
    if (isTyped && pin?.length === 0) {
      throw new AppError(
        'PIN_REQUIRED',
        `The PIN for the token “${info.label}” is empty, so it was not tried. Give it.`,
      );
    }
    const { signal } = options;
    const opened = await found.open(pin, { login, write: options.access === 'change', acceptLastTry, signal });
    return await work(opened).finally(() => opened.close());
  } finally {
    pin?.fill(0);
  }
}

/** What is on a token, as far as the session may see it. @throws AppError CKR_*, MODULE_* */
export async function tokenObjects(token: ManagedToken): Promise<TokenObjects> {
  const { objects, more } = await token.contents();
  return { objects: objects.map(({ about }) => about), more };
}

/** @param subject DER of the Name (`nameFromText`). @throws AppError as generateKey */
export async function newTokenKey(
  token: ManagedToken,
  wish: {
    readonly kind: NewKeyKind;
    readonly label: string;
    readonly subject: Uint8Array;
    readonly keyId?: string | undefined;
  },
): Promise<KeyRequest> {
  const made = await generateKey(token, wish);
  return { ...made, request: requestPem(made.request) };
}

/** @param subject DER of the Name (`nameFromText`). @throws AppError as requestForKey */
export async function newRequest(
  token: ManagedToken,
  wish: { readonly keyId: string; readonly subject: Uint8Array },
): Promise<KeyRequest> {
  const made = await requestForKey(token, wish);
  return { ...made, request: requestPem(made.request) };
}

/** The certificates of a file, PEM or DER: read before anybody is asked for a PIN. @throws AppError INPUT_*, CERTIFICATE_UNREADABLE */
export async function certificatesToImport(file: string): Promise<Certificate[]> {
  return readCertificates(await readSmallFile(file));
}

/** A key store whose form is right: read before anybody is asked for its password. @throws AppError INPUT_*, P12_* */
export async function keyStoreToImport(file: string): Promise<Pfx> {
  return readPfx(await readSmallFile(file));
}

/**
 * @param certificates the first is the one of a key on the token
 * @throws AppError CERTIFICATE_UNREADABLE where there is none; as importCertificate
 */
export async function takeCertificate(
  token: ManagedToken,
  [certificate, ...others]: readonly Certificate[],
  wish: { readonly keyId?: string | undefined; readonly label?: string | undefined },
): Promise<ImportedCertificate> {
  if (certificate === undefined) throw new AppError('CERTIFICATE_UNREADABLE', 'The file holds no certificate.');
  return importCertificate(token, { certificate, others, ...wish });
}

/** Deletes for good what `confirm` agrees to, having seen it. @throws AppError OBJECT_NOT_FOUND, CONFIRMATION_REQUIRED, CKR_*, MODULE_* */
export async function deleteFromToken(
  token: ManagedToken,
  choice: ObjectChoice,
  confirm: (objects: readonly TokenObject[]) => Promise<boolean>,
): Promise<TokenObject[]> {
  const objects = await chosenObjects(token, choice);
  if (await confirm(objects.map(({ about }) => about))) return deleteObjects(token, objects);
  throw unconfirmed();
}

/** A key store opened for taking keys out of it: those that are named, or all. @throws AppError as openPkcs12 and chooseStoreKey */
export async function keysToImport(
  store: Pfx,
  { name, password, ...choice }: { readonly name: string; readonly password: Uint8Array } & StoreChoice,
): Promise<StoreKey[]> {
  const keys = await openPkcs12(store, { name, password });
  return choice.certificate === undefined && choice.keyId === undefined ? keys : [chooseStoreKey(keys, choice)];
}

/** Keeps all of these keys in the home, or none. @returns SHA-256 of their certificates. @throws AppError as embedKey */
export async function keepKeys(home: Home, keys: readonly StoreKey[], password: Uint8Array): Promise<string[]> {
  const kept: string[] = [];
  try {
    for (const key of keys) {
      await embedKey(home, key, password);
      kept.push(key.sha256);
    }
    return kept;
  } catch (error) {
    for (const sha256 of kept) await deleteEmbeddedKey(home, sha256).catch(() => undefined);
    throw error;
  }
}

export function unconfirmed(): AppError {
  return new AppError(
    'CONFIRMATION_REQUIRED',
    'What is deleted cannot be brought back, and it was not confirmed, so nothing was deleted. Confirm it, or give --yes.',
  );
}

function requestPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines.join('\n')}\n-----END CERTIFICATE REQUEST-----\n`;
}
