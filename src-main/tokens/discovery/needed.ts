import type { CardReader } from '../../../shared/domain/doctor.ts';
import { type CardReaders, holdsCard } from '../card-readers.ts';
import type { TokenInfo } from '../token-info.ts';
import { type KnownCard, knownCard } from './cards.ts';
import { type FoundModule, needsCard } from './products.ts';

/** A card and the modules that may read it, the one that is known to be best first. */
export interface CardModules {
  readonly reader: CardReader;
  readonly card: KnownCard | undefined;
  /** Empty: no driver for it is installed. */
  readonly modules: readonly FoundModule[];
}

/** Which of the installed modules are to be asked now. */
export interface NeededModules {
  /** Those that are asked whatever lies in the readers. */
  readonly always: readonly FoundModule[];
  readonly cards: readonly CardModules[];
}

/**
 * Leaves out every module that no card asks for. A card that is not in the table may be anybody's: the makers' modules are tried in turn,
 * and general ones last. Where readers cannot be asked, all modules are. A module that is asked whatever lies in the readers, since the
 * person named it or some of its tokens need no reader, reads the cards of its product all the same.
 */
export function neededModules(found: readonly FoundModule[], { service, readers }: CardReaders): NeededModules {
  if (service === 'unknown') return { always: found, cards: [] };
  const always = found.filter((module) => module.always);
  const forCards = found
    .filter(({ always: isAsked, path }) => !isAsked || needsCard(path) === true)
    .toSorted((a, b) => Number(b.vendor) - Number(a.vendor));
  const cards = readers.flatMap((reader): CardModules[] => {
    if (!holdsCard(reader)) return [];
    const card = reader.atr === null ? undefined : knownCard(reader.atr);
    return [{ reader, card, modules: card === undefined ? forCards : byPreference(card, found, forCards) }];
  });
  return { always, cards };
}

/** The products that are known to read it; where none of them is installed, general modules, which may read it all the same. */
function byPreference(
  { products }: KnownCard,
  found: readonly FoundModule[],
  forCards: readonly FoundModule[],
): FoundModule[] {
  const known = products.flatMap((product) => found.filter((module) => module.product === product));
  return known.length > 0 ? known : forCards.filter(({ vendor }) => !vendor);
}

/** Whether the card is known and none of the products that are known to read it is installed. */
export function lacksDriver({ card, modules }: CardModules): boolean {
  return card !== undefined && !modules.some(({ product }) => card.products.includes(product));
}

/** Bytes of CK_SLOT_INFO.slotDescription, UTF-8. */
const DESCRIPTION = 64;

/**
 * The tokens that a module shows of the card in a reader: those in slots that are called like the reader, or, of a module that calls its
 * slots otherwise, all that are in slots of no other reader.
 */
export function tokensIn(reader: string, tokens: readonly TokenInfo[], all: readonly CardReader[]): TokenInfo[] {
  const called = (name: string) => tokens.filter(({ slotDescription }) => isCalled(slotDescription, name));
  const own = called(reader);
  if (own.length > 0) return own;
  const others = all.filter(({ name }) => name !== reader).flatMap(({ name }) => called(name));
  return tokens.filter((token) => !others.includes(token));
}

/** Whether a slot is that of a reader, by its name (PKCS#11 v3.1, 3.2: at most 64 bytes of it, the last character perhaps cut). */
export function isCalled(slot: string, reader: string): boolean {
  return slot !== '' && slot === Buffer.from(reader).subarray(0, DESCRIPTION).toString('utf8').trim();
}

/** Whether these slots are slots of readers in which no card lies now. Of slots that are called otherwise nobody knows. */
export function areEmptied(slots: readonly string[], { service, readers }: CardReaders): boolean {
  const own = readers.filter(({ name }) => slots.some((slot) => isCalled(slot, name)));
  return service === 'running' && own.length > 0 && !own.some(holdsCard);
}
