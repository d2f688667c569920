import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { type CertificateId, certificateId, type TokenId } from '../../shared/contract/ids.ts';
import type { PresentToken } from '../../shared/contract/object-calls.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { SigningPurpose } from '../../shared/domain/doctor.ts';
import { Certificate } from '../cms/certificate.ts';
import { hashState } from '../pades/sign/sign-pdf.ts';
import type { Clock } from '../platform/clock.ts';
import { readSmallFile } from '../platform/files.ts';
import type { Home } from '../platform/home.ts';
import { selectorText } from '../tokens/pkcs11-uri.ts';
import { type ShownKey, shownKeys } from '../tokens/pkcs12/key-store.ts';
import { readPfx } from '../tokens/pkcs12/pfx.ts';
import type { TokenCertificate } from '../tokens/token-info.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { AUTHORITY_SENTENCE, expiryInWords } from './certificate-fitness.ts';
import { embeddedKeys } from './embedded-keys.ts';
import type { KeyWish } from './keys.ts';
import { entryOf, type InsertedToken, insertedToken, insertedTokens, tokenDetail } from './present-tokens.ts';
import { discoveredModules } from './read-modules.ts';
import { Reading, type ReadModules, withoutCards } from './reading.ts';
import { type RememberedChoice, rememberChoice, rememberedKeys } from './remembered-keys.ts';
import { listSystemKeys } from './system-keys.ts';
import {
  type ListedCertificate,
  type ListedModule,
  type ListedToken,
  listedCertificate,
  listedModules,
} from './token-list.ts';
import { type Problem, slowModule, tokenProblems } from './token-problems.ts';
import type { KeyAtService } from './window-services.ts';

/** What a person can choose among, and what stands in the way of more. */
interface Known {
  readonly certificates: SigningCertificate[];
  readonly tokens: Pick<PresentToken, 'label' | 'pin'>[];
  readonly problems: Problem[];
}

/** What is known while some have not answered. */
interface KnownSoon extends Known {
  /** Names of readers whose cards are still being read, and of modules that are being asked whatever lies there. */
  readonly reading: string[];
  readonly asked: string[];
}

/** Milliseconds after which those who do not wait are told what is known until then. */
const PATIENCE = 800;

/** A certificate, and the key that it stands for. */
interface Entry {
  readonly certificate: SigningCertificate;
  readonly wish: KeyWish;
}

/** Where keys live that are kept in the home. */
const OUR_STORE = 'Countersign';

/** The certificates a person can choose among in the window, and which key each stands for. The page gets ids only. */
export class KeyCatalogue {
  readonly #home: Home;
  readonly #tokens: Tokens;
  readonly #clock: Clock;
  readonly #systemKeys: typeof listSystemKeys;
  readonly #keysAtServices: () => readonly KeyAtService[];
  #choices: readonly RememberedChoice[] = [];
  #inserted: readonly InsertedToken[] = [];
  readonly #wishes = new Map<string, KeyWish>();
  /** What is being read is known too: a change meanwhile has it read again. */
  #known: Promise<Known> | undefined;
  #reading: Reading | undefined;
  /** When that began, on the clock of `performance`. */
  #begun = 0;
  /** Whether the modules have answered. */
  #isRead = false;
  /** What the modules showed when they were asked to the end the last time. */
  #before: ReadModules | undefined;
  #change = nextChange();

  constructor(
    home: Home,
    tokens: Tokens,
    clock: Clock,
    systemKeys = listSystemKeys,
    keysAtServices: () => readonly KeyAtService[] = () => [],
  ) {
    this.#home = home;
    this.#systemKeys = systemKeys;
    this.#keysAtServices = keysAtServices;
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** Asks the modules and key stores again where `refresh` is set or nothing was asked yet. */
  list(refresh: boolean): Promise<Known> {
    if (this.#known !== undefined && !refresh) return this.#known;
    const reading = new Reading(this.#tokens);
    this.#reading = reading;
    this.#isRead = false;
    this.#begun = performance.now();
    const known = this.#read(reading);
    this.#known = known;
    known.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known;
  }

  /**
   * As `list`, for the window, which waits for no module that takes its time or hangs: what a card that is out showed is no longer there,
   * and a card that was put in, or a module that has not answered, is named.
   * @param onMore called where the answer was not the whole one, as soon as more is to be said
   */
  async listSoon(refresh: boolean, onMore: () => void = () => undefined): Promise<KnownSoon> {
    const known = this.list(refresh);
    const reading = this.#reading;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, Math.max(0, this.#begun + PATIENCE - performance.now()), undefined);
    });
    const inTime = await Promise.race([known, late]).finally(() => clearTimeout(timer));
    const soFar = inTime === undefined ? reading?.soFar(this.#before) : undefined;
    if (soFar === undefined || !soFar.isNews) {
      const whole = await Promise.race([known, this.#change.come]);
      // What was read before something changed is nobody's answer any more.
      return whole !== undefined && this.#known === known
        ? { ...whole, reading: [], asked: [] }
        : this.listSoon(false, onMore);
    }
    const tell = () => {
      if (this.#known === known) onMore();
    };
    reading?.onSlow(tell);
    known.then(tell, tell);
    const shown = await this.#shownBy(soFar);
    const problems = [...shown.problems, ...soFar.slow.map(slowModule)];
    return { ...shown, problems, reading: [...soFar.reading], asked: soFar.asked.map(nameOf) };
  }

  /**
   * The keys of one key store, read now; one entry without a certificate where it encrypts its certificates too.
   * @throws AppError INPUT_*, P12_*
   */
  async keyStore(file: string): Promise<SigningCertificate[]> {
    return this.#kept(await this.#inStore(file));
  }

  /** @throws AppError CERTIFICATE_NOT_FOUND where the id stands for nothing that is still known */
  wish(id: CertificateId): KeyWish {
    const wish = this.#wishes.get(id);
    if (wish === undefined) {
      throw new AppError(
        'CERTIFICATE_NOT_FOUND',
        'This certificate is no longer there. Insert its token or choose another.',
      );
    }
    return wish;
  }

  /**
   * As `wish`, for who may know nothing yet, as after a start of the program: waits until a module shows the key, and for no module beside that.
   * @param modules false for a key that none of them shows
   * @throws AppError CERTIFICATE_NOT_FOUND, then or where all have answered
   */
  async wishSoon(id: CertificateId, modules = true): Promise<KeyWish> {
    const whole = this.list(false).then(() => true);
    whole.catch(() => undefined);
    const reading = this.#reading;
    for (let isWhole = false; !isWhole && !this.#wishes.has(id); ) {
      if (reading === undefined) isWhole = await whole;
      else {
        const next = reading.nextAnswer.then(() => false);
        await this.#shownBy(reading.soFar(this.#before));
        if (!modules || this.#wishes.has(id)) break;
        isWhole = await Promise.race([whole, next]);
      }
    }
    return this.wish(id);
  }

  /** Tokens that were there when the modules were asked last, whatever is on them. */
  present(): PresentToken[] {
    return this.#inserted.map(({ view }) => view);
  }

  /** @throws AppError TOKEN_NOT_FOUND */
  token(id: TokenId): InsertedToken {
    return insertedToken(this.#inserted, id);
  }

  /** Offers this certificate first the next time something is signed with its token. What cannot be kept is not worth an error. */
  async keepChoice(id: CertificateId, purpose: SigningPurpose): Promise<void> {
    const token = tokenOf(this.wish(id));
    if (token === undefined) return;
    await rememberChoice(this.#home, { token, purpose, certificate: id }).catch(() => undefined);
  }

  /** Other keys are there that no module shows: the modules are not asked again. */
  reshow(): void {
    if (this.#isRead && this.#known !== undefined && this.#before !== undefined)
      this.#known = this.#shownBy(this.#before);
    this.#change.tell();
    this.#change = nextChange();
  }

  /** Forgets what was read, so that the next question asks again. @param readers whose cards were taken out */
  forget(readers: readonly string[] = []): void {
    this.#known = undefined;
    this.#change.tell();
    this.#change = nextChange();
    if (this.#before !== undefined) this.#before = withoutCards(this.#before, readers);
  }

  async #read(reading: Reading): Promise<Known> {
    const read = await reading.whole(discoveredModules(this.#home));
    if (this.#reading === reading) {
      this.#before = read;
      this.#isRead = true;
    }
    return this.#shownBy(read);
  }

  async #shownBy(read: ReadModules): Promise<Known> {
    const { modules, unread } = listedModules(read, this.#clock);
    const { keyStores, choices } = await rememberedKeys(this.#home);
    this.#choices = choices;
    const stores = await Promise.allSettled(keyStores.map((file) => this.#inStore(file)));
    const embedded = await embeddedKeys(this.#home);
    const ofSystem = await this.#ofSystem();
    const problems = tokenProblems({ modules, unread });
    if (!Array.isArray(ofSystem)) problems.push({ module: '', code: ofSystem.code, message: ofSystem.message });
    this.#inserted = insertedTokens(modules);
    const fromTokens = modules.flatMap((module) =>
      module.tokens.flatMap((token) => token.certificates.map((item) => this.#fromToken(module, token, item))),
    );
    const inHome = embedded.flatMap((key) => this.#shown(key.file, OUR_STORE, key) ?? []);
    const fromStores = stores.flatMap((store) => (store.status === 'fulfilled' ? store.value : []));
    const fromSystem = Array.isArray(ofSystem) ? ofSystem : [];
    const fromServices = this.#keysAtServices().flatMap((key) => this.#atService(key) ?? []);
    const all = [...fromTokens, ...inHome, ...fromStores, ...fromSystem, ...fromServices];
    const tokens = this.#inserted.map(({ view: { label, pin } }) => ({ label, pin }));
    return { certificates: this.#kept(all), tokens, problems };
  }

  /** From now on each id stands for the first key that has it: a certificate on a token and in a key store is signed with on the token. */
  #kept(entries: readonly Entry[]): SigningCertificate[] {
    const first = new Map<string, Entry>();
    for (const entry of entries) if (!first.has(entry.certificate.id)) first.set(entry.certificate.id, entry);
    for (const [id, { wish }] of first) this.#wishes.set(id, wish);
    return [...first.values()].map(({ certificate }) => certificate);
  }

  #fromToken(module: ListedModule, token: ListedToken, item: ListedCertificate): Entry {
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

  async #inStore(file: string): Promise<Entry[]> {
    const bytes = await readSmallFile(file);
    const pfx = readPfx(bytes);
    const name = path.basename(file);
    const shown = shownKeys(pfx).flatMap((key) => this.#shown(file, name, key) ?? []);
    return shown.length > 0 ? shown : [unopened(file, bytes)];
  }

  #shown(file: string, label: string, key: ShownKey): Entry | undefined {
    const { certificate, sha256, keyId = '', friendlyName = '' } = key;
    const wish = { kind: 'pkcs12', file, certificate: sha256 } as const;
    const stored = { certificate, sha256, keyId, label: friendlyName, pinPerSignature: 'no' } as const;
    return this.#listed(stored, wish, { kind: 'pkcs12', label, detail: '', pin: 'unknown', pinEntry: 'here' });
  }

  /** Or why they cannot be told: the keys elsewhere are listed all the same. */
  async #ofSystem(): Promise<Entry[] | AppError> {
    try {
      return (await this.#systemKeys()).flatMap(({ certificate, sha256, keyHome }) => {
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

  #atService({ credential: { certificate, id, service, secrets }, wish, refusal }: KeyAtService): Entry | undefined {
    const { sha256 } = new Certificate(certificate);
    const key = { certificate, sha256, keyId: '', label: '', pinPerSignature: 'no' } as const;
    const pinEntry = secrets.some(({ kind }) => kind === 'password') ? 'here' : 'none';
    const home = { kind: 'service', label: service.host, detail: id, pin: 'unknown', pinEntry } as const;
    const entry = this.#listed(key, wish, home);
    if (entry === undefined || refusal === undefined || !entry.certificate.usable) return entry;
    return { wish, certificate: { ...entry.certificate, usable: false, reason: refusal.message } };
  }

  #listed(
    key: Omit<TokenCertificate, 'privateKey'>,
    wish: KeyWish,
    home: SigningCertificate['home'],
  ): Entry | undefined {
    const item = listedCertificate({ ...key, privateKey: 'yes' }, this.#clock);
    return item === undefined ? undefined : this.#entry(item, wish, home);
  }

  #entry(item: ListedCertificate, wish: KeyWish, home: SigningCertificate['home']): Entry {
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
        warnings: KeyCatalogue.#warnings(item),
      },
    };
  }

  static #warnings(item: ListedCertificate): string[] {
    const warnings: string[] = [];
    if (item.selfSigned)
      warnings.push('Self-signed: whoever receives the document must have been given it another way.');
    if (item.authority) warnings.push(AUTHORITY_SENTENCE);
    if (item.expiresIn !== null) warnings.push(expiryInWords(item.expiresIn));
    if (item.pinPerSignature === 'yes') warnings.push('This key wants its PIN for each signature.');
    return warnings;
  }
}

/** A module by its file; PC/SC is none. */
function nameOf(asked: string): string {
  return path.isAbsolute(asked) ? path.basename(asked) : asked;
}

/** For those who wait until what they asked for is outdated. */
function nextChange(): { readonly come: Promise<undefined>; readonly tell: () => void } {
  let tell: () => void = () => undefined;
  const come = new Promise<undefined>((resolve) => {
    tell = () => resolve(undefined);
  });
  return { come, tell };
}

/** A key store that encrypts its certificates too: it is named by its bytes. */
function unopened(file: string, bytes: Uint8Array): Entry {
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
function tokenOf(wish: KeyWish): string | undefined {
  return wish.kind === 'pkcs11' ? wish.token : undefined;
}
