import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { CertificateId, TokenId } from '../../shared/contract/ids.ts';
import type { PresentToken } from '../../shared/contract/object-calls.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { SigningPurpose } from '../../shared/domain/doctor.ts';
import type { Clock } from '../platform/clock.ts';
import type { Home } from '../platform/home.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { embeddedKeys } from './embedded-keys.ts';
import { KeyEntries, type KeyEntry, tokenOf } from './key-entries.ts';
import type { KeyWish } from './keys.ts';
import { type InsertedToken, insertedToken, insertedTokens } from './present-tokens.ts';
import { discoveredModules } from './read-modules.ts';
import { Reading, type ReadModules, withoutCards } from './reading.ts';
import { rememberChoice, rememberedKeys } from './remembered-keys.ts';
import { listSystemKeys } from './system-keys.ts';
import { listedModules } from './token-list.ts';
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

/** The certificates a person can choose among in the window, and which key each stands for. The page gets ids only. */
export class KeyCatalogue {
  readonly #home: Home;
  readonly #tokens: Tokens;
  readonly #clock: Clock;
  readonly #systemKeys: typeof listSystemKeys;
  readonly #keysAtServices: () => readonly KeyAtService[];
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
    return this.#kept(await new KeyEntries(this.#clock, []).inStore(file));
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
    const entries = new KeyEntries(this.#clock, choices);
    const stores = await Promise.allSettled(keyStores.map((file) => entries.inStore(file)));
    const embedded = await embeddedKeys(this.#home);
    const ofSystem = await entries.ofSystem(this.#systemKeys);
    const problems = tokenProblems({ modules, unread });
    if (!Array.isArray(ofSystem)) problems.push({ module: '', code: ofSystem.code, message: ofSystem.message });
    this.#inserted = insertedTokens(modules);
    const fromTokens = modules.flatMap((module) =>
      module.tokens.flatMap((token) => token.certificates.map((item) => entries.fromToken(module, token, item))),
    );
    const inHome = embedded.flatMap((key) => entries.kept(key) ?? []);
    const fromStores = stores.flatMap((store) => (store.status === 'fulfilled' ? store.value : []));
    const fromSystem = Array.isArray(ofSystem) ? ofSystem : [];
    const fromServices = this.#keysAtServices().flatMap((key) => entries.atService(key) ?? []);
    const all = [...fromTokens, ...inHome, ...fromStores, ...fromSystem, ...fromServices];
    const tokens = this.#inserted.map(({ view: { label, pin } }) => ({ label, pin }));
    return { certificates: this.#kept(all), tokens, problems };
  }

  /** From now on each id stands for the first key that has it: a certificate on a token and in a key store is signed with on the token. */
  #kept(entries: readonly KeyEntry[]): SigningCertificate[] {
    const first = new Map<string, KeyEntry>();
    for (const entry of entries) if (!first.has(entry.certificate.id)) first.set(entry.certificate.id, entry);
    for (const [id, { wish }] of first) this.#wishes.set(id, wish);
    return [...first.values()].map(({ certificate }) => certificate);
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
