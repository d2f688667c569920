import { AppError, isAppError } from '../../shared/contract/app-error.ts';
import type { Home } from '../platform/home.ts';
import type { CardReaders } from '../tokens/card-readers.ts';
import { discoverModules, thisMachine } from '../tokens/discovery/discover.ts';
import { type CardModules, lacksDriver, neededModules, tokensIn } from '../tokens/discovery/needed.ts';
import { onceEach } from '../tokens/discovery/once-each.ts';
import type { FoundModule } from '../tokens/discovery/products.ts';
import type { TokenInfo } from '../tokens/token-info.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { rememberedKeys } from './remembered-keys.ts';

/** A module that was asked, and what it answered. */
export interface ReadModule extends FoundModule {
  readonly error: AppError | null;
  readonly tokens: readonly TokenInfo[];
}

/** What the modules of this machine show now, and the cards that none of them reads. */
export interface ReadModules {
  readonly modules: readonly ReadModule[];
  readonly unread: readonly CardModules[];
}

/** The modules of this machine and those that the person added; none of them is loaded by this. */
export async function discoveredModules(home: Home): Promise<FoundModule[]> {
  const { modules } = await rememberedKeys(home);
  return discoverModules(thisMachine(modules));
}

/**
 * Asks the modules that are needed and no others: for each card that lies in a reader one after the other until one shows it. Each token
 * is left to one module. A module that fails is told of with its error.
 */
export async function readModules(home: Home, tokens: Tokens): Promise<ReadModules> {
  const readers = tokens.readers();
  const found = await discoveredModules(home);
  const asked = new Map<string, Promise<ReadModule>>();
  const ask = (module: FoundModule): Promise<ReadModule> => {
    const answer = asked.get(module.path) ?? askModule(module, tokens);
    asked.set(module.path, answer);
    return answer;
  };
  // These wait for no reader.
  for (const module of found) if (module.always) void ask(module);
  const seen = await readers;
  const { always, cards } = neededModules(found, seen);
  const [unread] = await Promise.all([
    Promise.all(cards.map(async (card) => ((await isRead(card, ask, seen)) ? [] : [card]))),
    Promise.all(always.map(ask)),
  ]);
  const answers = await Promise.all(found.flatMap(({ path }) => asked.get(path) ?? []));
  return { modules: onceEach(answers), unread: unread.flat() };
}

/** Installing a driver is noticed after so many looks. */
const LOOKS = 20;

/**
 * Tells paths of the modules that may show something now, for those who watch: it is asked again and again.
 * @param onCards called where other cards lie in the readers than the last time, also such as no module reads
 */
export function neededPaths(home: Home, tokens: Tokens, onCards = (): void => undefined): () => Promise<string[]> {
  let found: Promise<FoundModule[]> | undefined;
  let looks = 0;
  let before: string | undefined;
  return async () => {
    if (looks++ % LOOKS === 0) found = undefined;
    found ??= discoveredModules(home);
    const seen = await tokens.readers();
    const now = JSON.stringify(seen);
    if (before !== undefined && before !== now) onCards();
    before = now;
    const { always, cards } = neededModules(await found, seen);
    return [...new Set([...always, ...cards.flatMap(({ modules }) => modules)].map(({ path }) => path))];
  };
}

/** What stands in the way of a card that no module reads. */
export function unreadCard(unread: CardModules): AppError {
  const { reader, card } = unread;
  const details = { reader: reader.name, atr: reader.atr };
  if (card !== undefined && lacksDriver(unread)) {
    return new AppError(
      'DRIVER_MISSING',
      `No driver for the card in “${reader.name}” (${card.card}) is installed; install ${card.products.join(' or ')}.`,
      { ...details, card: card.card },
    );
  }
  return new AppError(
    'CARD_NOT_READ',
    `No installed driver reads the card in “${reader.name}”; install the driver of the card’s maker. “countersign doctor” says more.`,
    details,
  );
}

async function askModule(module: FoundModule, tokens: Tokens): Promise<ReadModule> {
  try {
    return { ...module, error: null, tokens: await tokens.listTokens(module.path) };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { ...module, error: error as AppError, tokens: [] };
  }
}

async function isRead(
  { reader, modules }: CardModules,
  ask: (module: FoundModule) => Promise<ReadModule>,
  { readers }: CardReaders,
): Promise<boolean> {
  for (const module of modules) {
    const { tokens } = await ask(module);
    if (tokensIn(reader.name, tokens, readers).length > 0) return true;
  }
  return false;
}
