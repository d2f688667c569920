import { type AppError, isAppError } from '../../shared/contract/app-error.ts';
import type { CardReader } from '../../shared/domain/doctor.ts';
import { type CardReaders, holdsCard } from '../tokens/card-readers.ts';
import { type CardModules, isCalled, neededModules, tokensIn } from '../tokens/discovery/needed.ts';
import { onceEach } from '../tokens/discovery/once-each.ts';
import type { FoundModule } from '../tokens/discovery/products.ts';
import type { TokenInfo } from '../tokens/token-info.ts';
import type { Tokens } from '../tokens/tokens.ts';

/** A module that was asked, and what it answered. */
export interface ReadModule extends FoundModule {
  readonly error: AppError | null;
  readonly tokens: readonly TokenInfo[];
}

/** What the modules of this machine show now, and the cards that none of them reads. */
export interface ReadModules {
  readonly modules: readonly ReadModule[];
  readonly unread: readonly CardModules[];
  /** Among which readers that was. */
  readonly readers: CardReaders;
}

/** What is known while modules are still being asked. */
export interface HalfRead extends ReadModules {
  /** Names of readers whose cards are being read. */
  readonly reading: readonly string[];
  /** Paths of modules that are being asked for other reasons, and PC/SC while it is. */
  readonly asked: readonly string[];
  /** Paths of all modules that are being asked and have not answered for long. */
  readonly slow: readonly string[];
  /** Whether it says more than was known before: something is being read, or the card of a token that was known is out. */
  readonly isNews: boolean;
}

const UNKNOWN: CardReaders = { service: 'unknown', readers: [] };

/** Those who can be asked. */
type Asked = Pick<Tokens, 'readers' | 'listTokens'>;

/** Milliseconds after which a module that does not answer is told of. It has its own deadline: some are slow, and right in the end. */
const LONG = 5_000;

/** One question to all modules that are needed, and what came of it until now. */
export class Reading {
  readonly #tokens: Asked;
  readonly #asked = new Map<string, Promise<ReadModule>>();
  readonly #answers = new Map<string, ReadModule>();
  readonly #cards = new Map<CardModules, 'reading' | 'read' | 'unread'>();
  #found: readonly FoundModule[] = [];
  #readers: CardReaders | undefined;
  readonly #slow = new Set<string>();
  readonly #long: number;
  readonly #listeners = new Set<(module: string) => void>();
  #next = nextAnswer();

  /** @param long milliseconds */
  constructor(tokens: Asked, long = LONG) {
    this.#tokens = tokens;
    this.#long = long;
  }

  /** Has it called with the path of each module that has not answered for long. */
  onSlow(listener: (module: string) => void): void {
    this.#listeners.add(listener);
  }

  /** Resolves when a further module has answered. */
  get nextAnswer(): Promise<void> {
    return this.#next.come;
  }

  /** @param modules all that are installed */
  async whole(modules: Promise<readonly FoundModule[]>): Promise<ReadModules> {
    const readers = this.#tokens.readers();
    const found = await modules;
    this.#found = found;
    // These wait for no reader.
    for (const module of found) if (module.always) void this.#ask(module);
    const seen = await readers;
    const { always, cards } = neededModules(found, seen);
    this.#readers = seen;
    for (const card of cards) this.#cards.set(card, 'reading');
    await Promise.all([
      ...cards.map(async (card) => this.#cards.set(card, (await this.#isRead(card, seen)) ? 'read' : 'unread')),
      ...always.map((module) => this.#ask(module)),
    ]);
    return this.#state(seen, (path) => this.#answers.get(path));
  }

  /**
   * What is known at this moment, given what was known before: of a module that has not answered, its tokens of then whose cards still lie
   * where they lay; all of them while the readers are not known.
   */
  soFar(before: ReadModules | undefined): HalfRead {
    const readers = this.#readers;
    const asked = this.#found.flatMap(({ path, always }) => (always && !this.#answers.has(path) ? [path] : []));
    if (readers === undefined) {
      const state = before ?? this.#state(UNKNOWN, (path) => this.#answers.get(path));
      return { ...state, reading: [], asked: ['PC/SC', ...asked], slow: [...this.#slow], isNews: true };
    }
    const isGone = (token: TokenInfo) => before !== undefined && cardIsOut(token, before.readers, readers);
    const kept = (path: string): ReadModule | undefined => {
      const known = before?.modules.find((module) => module.path === path);
      return known && { ...known, tokens: known.tokens.filter((token) => !isGone(token)) };
    };
    const state = this.#state(readers, (path) => this.#answers.get(path) ?? kept(path));
    const isShown = ({ reader, modules }: CardModules) =>
      state.modules.some(({ path, tokens }) =>
        modules.some((module) => module.path === path)
          ? tokensIn(reader.name, tokens, readers.readers).length > 0
          : showsCardIn(reader, tokens),
      );
    const reading = [...this.#cards].flatMap(([card, how]) =>
      how === 'reading' && !isShown(card) ? [card.reader.name] : [],
    );
    const hasGone = before?.modules.some((module) => module.tokens.some(isGone)) === true;
    const isNews = hasGone || reading.length + asked.length > 0;
    return { ...state, reading, asked, slow: [...this.#slow], isNews };
  }

  #state(readers: CardReaders, answerOf: (path: string) => ReadModule | undefined): ReadModules {
    const modules = this.#found.flatMap(({ path }) => (this.#asked.has(path) ? (answerOf(path) ?? []) : []));
    const unread = [...this.#cards].flatMap(([card, how]) => (how === 'unread' ? [card] : []));
    return { modules: onceEach(modules), unread, readers };
  }

  #ask(module: FoundModule): Promise<ReadModule> {
    const answer = this.#asked.get(module.path) ?? this.#answer(module);
    this.#asked.set(module.path, answer);
    return answer;
  }

  async #answer(module: FoundModule): Promise<ReadModule> {
    const { path } = module;
    const timer = setTimeout(() => {
      this.#slow.add(path);
      for (const listener of this.#listeners) listener(path);
    }, this.#long);
    const answer = await askModule(module, this.#tokens).finally(() => clearTimeout(timer));
    this.#slow.delete(path);
    this.#answers.set(path, answer);
    const { tell } = this.#next;
    this.#next = nextAnswer();
    tell();
    return answer;
  }

  async #isRead({ reader, modules }: CardModules, { readers }: CardReaders): Promise<boolean> {
    for (const module of modules) {
      const { tokens } = await this.#ask(module);
      if (tokensIn(reader.name, tokens, readers).length > 0) return true;
    }
    // One that the person named may be of any product.
    const others = await Promise.all(this.#found.filter(({ always }) => always).map((module) => this.#ask(module)));
    return others.some(({ tokens }) => showsCardIn(reader, tokens));
  }
}

/** Of a module that nobody knows to read this card, only what is called like the reader counts. */
function showsCardIn({ name }: CardReader, tokens: readonly TokenInfo[]): boolean {
  return tokens.some(({ slotDescription }) => isCalled(slotDescription, name));
}

/** What was known, without the tokens whose cards were taken out of these readers: what lies there next may look the same and be another. */
export function withoutCards(known: ReadModules, readers: readonly string[]): ReadModules {
  const isOut = ({ slotDescription }: TokenInfo) => readers.some((reader) => isCalled(slotDescription, reader));
  const modules = known.modules.map((each) => ({ ...each, tokens: each.tokens.filter((token) => !isOut(token)) }));
  return { ...known, modules };
}

/** Whether the token lay in a reader in which there is no card now, or another. */
function cardIsOut({ slotDescription }: TokenInfo, before: CardReaders, now: CardReaders): boolean {
  if (now.service === 'unknown') return false;
  const lay = before.readers.filter((reader) => holdsCard(reader) && isCalled(slotDescription, reader.name));
  const lies = ({ name, atr }: CardReader) =>
    now.readers.some((reader) => holdsCard(reader) && reader.name === name && reader.atr === atr);
  return lay.length > 0 && !lay.some(lies);
}

function nextAnswer(): { readonly come: Promise<void>; readonly tell: () => void } {
  let tell: () => void = () => undefined;
  const come = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return { come, tell };
}

async function askModule(module: FoundModule, tokens: Asked): Promise<ReadModule> {
  try {
    return { ...module, error: null, tokens: await tokens.listTokens(module.path) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...module, error: error as AppError, tokens: [] };
  }
}
