import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { type CertificateId, certificateId, type TokenId } from '../../shared/contract/ids.ts';
import type {
  KeptKey,
  NewTokenKey,
  PresentToken,
  KeyRequest as RequestWish,
} from '../../shared/contract/object-calls.ts';
import type { TokenObjects } from '../../shared/domain/token-object.ts';
import { Certificate } from '../cms/certificate.ts';
import { nameFromText } from '../cms/name-text.ts';
import type { Home } from '../platform/home.ts';
import type { ObjectChoice } from '../tokens/manage/delete-objects.ts';
import { certificateWords } from '../tokens/manage/describe.ts';
import { importKeys } from '../tokens/manage/import-key.ts';
import { givenLabel } from '../tokens/manage/key-label.ts';
import type { ManagedToken } from '../tokens/manage/managed-token.ts';
import { copyOf } from '../tokens/pin.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { deleteEmbeddedKey, embeddedKeys } from './embedded-keys.ts';
import type { KeyCatalogue } from './key-catalogue.ts';
import {
  certificatesToImport,
  deleteFromToken,
  type KeyRequest,
  keepKeys,
  keyStoreToImport,
  keysToImport,
  type ManageOptions,
  newRequest,
  newTokenKey,
  takeCertificate,
  tokenObjects,
  withToken,
} from './manage-token.ts';
import { type PinTries, tokenPinName } from './pin-tries.ts';
import { saveText } from './save-text.ts';

interface Parts {
  readonly home: Home;
  readonly tokens: Tokens;
  readonly catalogue: KeyCatalogue;
  readonly tries: PinTries;
  /** Another key or certificate may be there now, and the PIN may be in another state. */
  readonly onChanged: () => void;
}

/** One try of the PIN of a token. Bytes stay the caller's; empty where the PIN is typed on the reader. */
export interface TokenLogin {
  readonly token: TokenId;
  readonly pin: Uint8Array;
  readonly acceptLastTry: boolean;
}

/** What the window does with the objects of a token. */
export class WindowManagement {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Tokens that are inserted and set up, whatever is on them. */
  async present(): Promise<PresentToken[]> {
    const { catalogue } = this.#parts;
    await catalogue.listSoon(false);
    return catalogue.present();
  }

  /** What is seen without the PIN, which nobody is asked for. @throws AppError TOKEN_*, MODULE_*, CKR_* */
  async objects(token: TokenId): Promise<TokenObjects> {
    const { tokens, catalogue } = this.#parts;
    const nobody = () => Promise.reject(new AppError('PIN_REQUIRED', 'No PIN is asked for to look at a token.'));
    const options = { access: 'public', readPin: nobody, acceptLastTry: async () => false } as const;
    return withToken(tokens, catalogue.token(token), options, tokenObjects);
  }

  /** What is seen after the login, too. @throws AppError as `#loggedIn` */
  async privateObjects(login: TokenLogin): Promise<TokenObjects> {
    return this.#loggedIn(login, 'private', tokenObjects);
  }

  /** @throws AppError USAGE for what is no name or label, before any PIN; MECHANISM_UNSUPPORTED, and as `#change` */
  async generate(login: TokenLogin, { kind, label, subject }: NewTokenKey): Promise<KeyRequest> {
    const wish = { kind, label: givenLabel(label), subject: nameFromText(subject) };
    return this.#change(login, (token) => newTokenKey(token, wish));
  }

  /** @throws AppError USAGE for what is no name, before any PIN; OBJECT_NOT_FOUND, KEY_MISMATCH, and as `#loggedIn` */
  async request(login: TokenLogin, { keyId, subject }: RequestWish): Promise<KeyRequest> {
    const name = nameFromText(subject);
    return this.#loggedIn(login, 'private', (token) => newRequest(token, { keyId, subject: name }));
  }

  /** @throws AppError TARGET_EXISTS unless `overwrite`; TARGET_NOT_WRITABLE, DISK_FULL */
  async saveRequest(
    request: string,
    { path: target, overwrite }: { readonly path: string; readonly overwrite: boolean },
  ): Promise<void> {
    await saveText(target, request, overwrite);
  }

  /**
   * Looks at a file that was chosen for an import, before anything is asked for it.
   * @throws AppError INPUT_*, CERTIFICATE_UNREADABLE, P12_* for what is none of its kind
   */
  async lookAt(file: string, purpose: 'certificate' | 'key-store'): Promise<void> {
    await (purpose === 'certificate' ? certificatesToImport(file) : keyStoreToImport(file));
  }

  /** @param file absolute path. @throws AppError INPUT_*, CERTIFICATE_UNREADABLE, KEY_MISSING, OBJECT_EXISTS, and as `#change` */
  async importCertificate(login: TokenLogin, file: string): Promise<void> {
    const certificates = await certificatesToImport(file);
    await this.#change(login, (token) => takeCertificate(token, certificates, {}));
  }

  /**
   * Writes all keys of a key store to a token, or keeps them in the home under the password of the store.
   * @param login null: they are kept
   * @param password UTF-8; stays the caller's
   * @returns how many keys
   * @throws AppError INPUT_*, P12_*, PIN_INCORRECT, OBJECT_EXISTS, and as `#change`
   */
  async importKeyStore(login: TokenLogin | null, file: string, password: Uint8Array): Promise<number> {
    const store = await keyStoreToImport(file);
    const keys = await keysToImport(store, { name: path.basename(file), password });
    if (login !== null) {
      return (await this.#change(login, (token) => importKeys(token, keys))).length;
    }
    try {
      return (await keepKeys(this.#parts.home, keys, password)).length;
    } finally {
      this.#parts.onChanged();
    }
  }

  /** Certificates of the keys that are kept in the home. @throws AppError HOME_* */
  async kept(): Promise<KeptKey[]> {
    const keys = await embeddedKeys(this.#parts.home);
    return keys.map(({ certificate, sha256 }) => ({
      ...certificateWords(new Certificate(certificate)),
      sha256: certificateId.parse(sha256),
    }));
  }

  /** Deletes a key from the home for good, as the person has confirmed. @throws AppError OBJECT_NOT_FOUND, HOME_NOT_WRITABLE */
  async deleteKept(certificate: CertificateId): Promise<void> {
    try {
      await deleteEmbeddedKey(this.#parts.home, certificate);
    } finally {
      this.#parts.onChanged();
    }
  }

  /** Deletes for good what the person has confirmed. @throws AppError OBJECT_NOT_FOUND, and as `#change` */
  async delete(login: TokenLogin, choice: ObjectChoice): Promise<number> {
    return this.#change(login, async (token) => (await deleteFromToken(token, choice, async () => true)).length);
  }

  /** @throws AppError as `#loggedIn` */
  #change<T>(login: TokenLogin, work: (token: ManagedToken) => Promise<T>): Promise<T> {
    return this.#loggedIn(login, 'change', work);
  }

  /**
   * The token is held meanwhile: who signs with it is not to be logged out.
   * @throws AppError TOKEN_*, MODULE_*, CKR_*, PIN_REQUIRED, PIN_FINAL_TRY, PIN_TOO_SOON
   */
  async #loggedIn<T>(
    { token: id, pin, acceptLastTry }: TokenLogin,
    access: ManageOptions['access'],
    work: (token: ManagedToken) => Promise<T>,
  ): Promise<T> {
    const { home, tokens, catalogue, tries, onChanged } = this.#parts;
    const token = catalogue.token(id);
    const options = {
      home,
      access,
      // A copy: it is overwritten where it was used.
      readPin: async () => copyOf(pin),
      acceptLastTry: async () => acceptLastTry,
    };
    return tries.attempt(tokenPinName(token.serial), () => withToken(tokens, token, options, work)).finally(onChanged);
  }
}
