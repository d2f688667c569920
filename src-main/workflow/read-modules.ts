import { AppError } from '../../shared/contract/app-error.ts';
import type { Home } from '../platform/home.ts';
import type { CardReaders } from '../tokens/card-readers.ts';
import { discoverModules, thisMachine } from '../tokens/discovery/discover.ts';
import { type CardModules, lacksDriver, neededModules } from '../tokens/discovery/needed.ts';
import type { FoundModule } from '../tokens/discovery/products.ts';
import type { Needed } from '../tokens/needed-watch.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { Reading, type ReadModules } from './reading.ts';
import { rememberedKeys } from './remembered-keys.ts';

/** The modules of this machine and those that the person added; none of them is loaded by this. */
export async function discoveredModules(home: Home): Promise<FoundModule[]> {
  const { modules } = await rememberedKeys(home);
  return discoverModules(thisMachine(modules));
}

/**
 * Asks the modules that are needed and no others: for each card that lies in a reader one after the other until one shows it. Each token
 * is left to one module. A module that fails is told of with its error.
 * @param onSlow told of each module that takes long to answer
 */
export function readModules(
  home: Home,
  tokens: Tokens,
  onSlow: (module: string) => void = () => undefined,
): Promise<ReadModules> {
  const reading = new Reading(tokens);
  reading.onSlow(onSlow);
  return reading.whole(discoveredModules(home));
}

/** Installing a driver is noticed after so many looks. */
const LOOKS = 50;
/** For so many looks in a row it is taken for what it was where PC/SC cannot tell: to ask all modules at once would cost a busy machine more. */
const UNTOLD = 15;

/** Tells what lies in the readers and which modules may show something of it, for those who watch: it is asked again and again. */
export function neededNow(home: Home, tokens: Pick<Tokens, 'readers'>): () => Promise<Needed> {
  let found: Promise<FoundModule[]> | undefined;
  let looks = 0;
  let told: CardReaders = { service: 'absent', readers: [] };
  let untold = 0;
  return async () => {
    if (looks++ % LOOKS === 0) found = undefined;
    found ??= discoveredModules(home);
    const readers = await tokens.readers();
    untold = readers.service === 'unknown' ? untold + 1 : 0;
    if (untold === 0 || untold > UNTOLD) told = readers;
    const { always, cards } = neededModules(await found, told);
    const paths = [...always, ...cards.flatMap(({ modules }) => modules)].map(({ path }) => path);
    return { modules: [...new Set(paths)], readers };
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
