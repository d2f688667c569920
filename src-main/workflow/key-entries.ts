import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { certificateId } from '../../shared/contract/ids.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import { Certificate } from '../cms/certificate.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import type { Clock } from '../platform/clock.ts';
import { readSmallFile } from '../platform/files.ts';
import { selectorText } from '../tokens/pkcs11-uri.ts';
import { type ShownKey, shownKeys } from '../tokens/pkcs12/key-store.ts';
import { readPfx } from '../tokens/pkcs12/pfx.ts';
import type { TokenCertificate } from '../tokens/token-info.ts';
import { AUTHORITY_SENTENCE, expiryInWords } from './certificate-fitness.ts';
import type { EmbeddedKey } from './embedded-keys.ts';
import type { KeyWish } from './keys.ts';
import { entryOf, tokenDetail } from './present-tokens.ts';
import type { RememberedChoice } from './remembered-keys.ts';
import type { listSystemKeys } from './system-keys.ts';
import { type ListedCertificate, type ListedModule, type ListedToken, listedCertificate } from './token-list.ts';
import type { KeyAtService } from './window-services.ts';

/** A certificate as the window shows it, and the key that it stands for. */
export interface KeyEntry {
  readonly certificate: SigningCertificate;
  readonly wish: KeyWish;
}

/** Where keys live that are kept in the home. */
const OUR_STORE = 'Countersign';

/** Makes the entries of the catalogue from what the homes of keys tell. */
export class KeyEntries {
  readonly #clock: Clock;
  readonly #choices: readonly RememberedChoice[];

  /** @param choices what was chosen before for each token */
  constructor(clock: Clock, choices: readonly RememberedChoice[]) {
    this.#clock = clock;
    this.#choices = choices;
  }

  fromToken(module: ListedModule, token: ListedToken, item: ListedCertificate): KeyEntry {
    const wish: KeyWish = {
      kind: 'pkcs11',
      module: module.path,
      token: selectorText(token, module.tokens),
      certificate: item.sha256,
      keyId: item.keyId === '' ? undefined : item.keyId,
    };
    const { label, pin } = token;
    const pinEntry = entryOf(token);
    return this.#entry(item, wish, { kind: 'pkcs11', label, detail: tokenDetail(token), pin, pinEntry });
  }

  /**
   * One without a certificate where the store encrypts its certificates too.
   * @throws AppError INPUT_*, P12_*
   */
  async inStore(file: string): Promise<KeyEntry[]> {
    const bytes = await readSmallFile(file);
    const pfx = readPfx(bytes);
    const name = path.basename(file);
    const shown = shownKeys(pfx).flatMap((key) => this.#shown(file, name, key) ?? []);
    return shown.length > 0 ? shown : [unopened(file, bytes)];
  }

  /** Of a key that is kept in the home. */
  kept(key: EmbeddedKey): KeyEntry | undefined {
    return this.#shown(key.file, OUR_STORE, key);
  }

  /** Or why they cannot be told: the keys elsewhere are listed all the same. */
  async ofSystem(list: typeof listSystemKeys): Promise<KeyEntry[] | AppError> {
    try {
      return (await list()).flatMap(({ certificate, sha256, keyHome }) => {
        const key = { certificate, sha256, keyId: '', label: '', pinPerSignature: 'unknown' } as const;
        const wish = { kind: 'system', certificate: sha256 } as const;
        return (
          this.#listed(key, wish, { kind: 'system', label: keyHome, detail: '', pin: 'unknown', pinEntry: 'none' }) ??
          []
        );
      });
    } catch (error) {
      if (error instanceof AppError) return error;
      throw error;
    }
  }

  atService({ credential: { certificate, id, service, secrets }, wish, refusal }: KeyAtService): KeyEntry | undefined {
    const { sha256 } = new Certificate(certificate);
    const key = { certificate, sha256, keyId: '', label: '', pinPerSignature: 'no' } as const;
    const pinEntry = secrets.some(({ kind }) => kind === 'password') ? 'here' : 'none';
    const home = { kind: 'service', label: service.host, detail: id, pin: 'unknown', pinEntry } as const;
    const entry = this.#listed(key, wish, home);
    if (entry === undefined || refusal === undefined || !entry.certificate.usable) return entry;
    return { wish, certificate: { ...entry.certificate, usable: false, reason: refusal.message } };
  }

  #shown(file: string, label: string, key: ShownKey): KeyEntry | undefined {
    const { certificate, sha256, keyId = '', friendlyName = '' } = key;
    const wish = { kind: 'pkcs12', file, certificate: sha256 } as const;
    const stored = { certificate, sha256, keyId, label: friendlyName, pinPerSignature: 'no' } as const;
    return this.#listed(stored, wish, { kind: 'pkcs12', label, detail: '', pin: 'unknown', pinEntry: 'here' });
  }

  #listed(
    key: Omit<TokenCertificate, 'privateKey'>,
    wish: KeyWish,
    home: SigningCertificate['home'],
  ): KeyEntry | undefined {
    const item = listedCertificate({ ...key, privateKey: 'yes' }, this.#clock);
    return item === undefined ? undefined : this.#entry(item, wish, home);
  }

  #entry(item: ListedCertificate, wish: KeyWish, home: SigningCertificate['home']): KeyEntry {
    const { name, subject, issuer, key, notBefore, notAfter, usable, fault, reason, qualified } = item;
    const id = certificateId.parse(item.sha256);
    const chosenFor = this.#choices.filter(({ token, certificate }) => certificate === id && token === tokenOf(wish));
    const about = { id, name, subject, issuer, key, notBefore, notAfter, usable, fault, reason, qualified };
    return {
      wish,
      certificate: {
        ...about,
        chosenFor: chosenFor.map(({ purpose }) => purpose),
        home,
        warnings: warningsOf(item),
      },
    };
  }
}

function warningsOf(item: ListedCertificate): string[] {
  const warnings: string[] = [];
  if (item.selfSigned) warnings.push('Self-signed: whoever receives the document must have been given it another way.');
  if (item.authority) warnings.push(AUTHORITY_SENTENCE);
  if (item.expiresIn !== null) warnings.push(expiryInWords(item.expiresIn));
  if (item.pinPerSignature === 'yes') warnings.push('This key wants its PIN for each signature.');
  return warnings;
}

/** A key store that encrypts its certificates too: it is named by its bytes. */
function unopened(file: string, bytes: Uint8Array): KeyEntry {
  const name = path.basename(file);
  return {
    wish: { kind: 'pkcs12', file },
    certificate: {
      id: certificateId.parse(hashState('sha256').update(bytes).digest('hex')),
      name,
      subject: null,
      issuer: null,
      key: null,
      notBefore: null,
      notAfter: null,
      home: { kind: 'pkcs12', label: name, detail: '', pin: 'unknown', pinEntry: 'here' },
      usable: true,
      fault: null,
      qualified: null,
      chosenFor: [],
      reason: null,
      warnings: [],
    },
  };
}

/** What selects the token that a key is on; undefined for a key store. */
export function tokenOf(wish: KeyWish): string | undefined {
  return wish.kind === 'pkcs11' ? wish.token : undefined;
}
