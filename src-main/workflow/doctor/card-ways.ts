import type { CardReaders } from '../../tokens/card-readers.ts';
import { type CardModules, lacksDriver, tokensIn } from '../../tokens/discovery/needed.ts';
import type { FoundModule } from '../../tokens/discovery/products.ts';
import { selectorText } from '../../tokens/pkcs11-uri.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import { shownPath, walkDriver } from './driver.ts';
import { cardStep, spaced, type WalkedWay } from './reader.ts';
import { type Found, failed, ok, Way, warning } from './steps.ts';
import { shownSlot, walkToken } from './token.ts';

interface Around {
  readonly seen: CardReaders;
  readonly tokens: Tokens;
  readonly now: Date;
}

/**
 * The ways through the card in one reader: with the first driver that gets as far as a token on it, or else with the one that is known to
 * be best.
 */
export async function cardWays(card: CardModules, around: Around): Promise<WalkedWay[]> {
  let first: WalkedWay[] | undefined;
  for (const module of card.modules) {
    const ways = await throughModule(card, module, around);
    first ??= ways;
    if (ways.some(({ token }) => token !== undefined)) return ways;
  }
  return first === undefined || lacksDriver(card) ? [withoutDriver(card)] : first;
}

async function throughModule(card: CardModules, module: FoundModule, around: Around): Promise<WalkedWay[]> {
  const { seen, tokens, now } = around;
  const { reader } = card;
  const way = begun(card);
  const listed = way.hasFailed ? undefined : await walkDriver(way, module, tokens, driverFound(card, module));
  if (listed === undefined) return [walked(way, card)];
  const there = tokensIn(reader.name, listed, seen.readers);
  const facts = { reader: reader.name, module: shownPath(module.path) };
  // A card that nobody knows and no driver understands needs another driver, not another reader.
  const isUnderstood = there.some(({ problem }) => problem?.code !== 'CKR_TOKEN_NOT_RECOGNIZED');
  if (card.card === undefined && !isUnderstood) {
    return [withoutDriver(card)];
  }
  if (there.length === 0) {
    way.add(failed('SLOT_CARD_NOT_SEEN', facts));
    return [walked(way, card)];
  }
  const initialized = there.filter((token) => token.initialized);
  return (initialized.length > 0 ? initialized : there).map((token): WalkedWay => {
    const own = way.branch();
    own.add(ok('SLOT_FOUND', { ...facts, slot: shownSlot(token) }));
    const certificates = walkToken(own, token, now);
    const told = { way: { subject: reader.name, steps: own.steps(), certificates }, isEmpty: false };
    return token.initialized ? { ...told, module: module.path, token: selectorText(token, listed) } : told;
  });
}

/** A way that has come to the card. */
function begun({ reader, card }: CardModules): Way {
  const way = new Way();
  way.add(ok('READER_FOUND', { reader: reader.name }));
  way.add(cardStep(reader, card));
  return way;
}

function walked(way: Way, { reader }: CardModules): WalkedWay {
  return { way: { subject: reader.name, steps: way.steps(), certificates: [] }, isEmpty: false };
}

function withoutDriver(card: CardModules): WalkedWay {
  const way = begun(card);
  way.add(missingDriver(card));
  return walked(way, card);
}

function missingDriver({ reader, card }: CardModules): Found {
  const atr = spaced(reader.atr ?? '');
  return card === undefined
    ? failed('DRIVER_NOT_KNOWN', { reader: reader.name, atr }, 'CARD_NOT_READ')
    : failed('DRIVER_MISSING', { card: card.card, product: card.products.join(' / '), atr }, 'DRIVER_MISSING');
}

/** The maker's own driver is said to be missing where a general one does its work. */
function driverFound({ card }: CardModules, { path, product, vendor }: FoundModule): Found {
  const facts = { product, module: shownPath(path) };
  const [best] = card?.products ?? [];
  if (best === undefined || best === product || vendor) return ok('DRIVER_FOUND', facts);
  return warning('DRIVER_GENERAL', { ...facts, better: best });
}
