import path from 'node:path';
import type { CardReader, DoctorWay } from '../../../shared/domain/doctor.ts';
import type { CardReaders } from '../../tokens/card-readers.ts';
import { knownCard } from '../../tokens/discovery/cards.ts';
import { isCalled } from '../../tokens/discovery/needed.ts';
import type { FoundModule } from '../../tokens/discovery/products.ts';
import { selectorText } from '../../tokens/pkcs11-uri.ts';
import type { TokenInfo } from '../../tokens/token-info.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import { shownPath, walkDriver } from './driver.ts';
import { cardStep, readerStep, type WalkedWay } from './reader.ts';
import { type Found, failed, ok, skipped, Way } from './steps.ts';
import { shownSlot, walkToken } from './token.ts';

interface Around {
  readonly seen: CardReaders;
  readonly tokens: Tokens;
  readonly now: Date;
}

/**
 * The ways through one module, whatever lies in the readers: one for each of its tokens. Reader and card are part of a way where the
 * module shows the card of a reader, or reads cards and shows none.
 */
export async function moduleWays(module: FoundModule, around: Around): Promise<WalkedWay[]> {
  const { tokens } = around;
  const driver = ok('DRIVER_FOUND', { product: module.product, module: shownPath(module.path) });
  const way = new Way().branch(NEEDS_NONE);
  const listed = await walkDriver(way, module, tokens, driver);
  if (listed === undefined) return [{ way: wayOf(module, way), isEmpty: false }];
  if (listed.length === 0) return [withoutToken(module, way, around)];
  const told = listed.filter(({ initialized, problem }) => initialized || problem !== null);
  return (told.length > 0 ? told : listed.slice(0, 1)).map((token) =>
    throughToken({ module, token, all: listed }, way, around),
  );
}

const NEEDS_NONE = [skipped('READER_NOT_NEEDED'), skipped('CARD_NOT_NEEDED')];

/** One token, with all that its module shows. */
interface Shown {
  readonly module: FoundModule;
  readonly token: TokenInfo;
  readonly all: readonly TokenInfo[];
}

function throughToken({ module, token, all }: Shown, common: Way, { seen, now }: Around): WalkedWay {
  const reader = seen.readers.find(({ name, card }) => card !== 'none' && isCalled(token.slotDescription, name));
  const way = common.branch(reader === undefined ? NEEDS_NONE : startAt(reader));
  way.add(ok('SLOT_FOUND', { slot: shownSlot(token), module: shownPath(module.path) }));
  const certificates = walkToken(way, token, now);
  const told = { way: { ...wayOf(module, way), certificates }, isEmpty: !token.initialized && token.problem === null };
  return token.initialized ? { ...told, module: module.path, token: selectorText(token, all) } : told;
}

/** A module that reads cards shows none where none can be read: then the reader says why. */
function withoutToken(module: FoundModule, common: Way, { seen }: Around): WalkedWay {
  const facts = { module: shownPath(module.path) };
  const card = seen.readers.find((reader) => reader.card !== 'none');
  const step = readerStep(seen);
  const none = module.always ? NEEDS_NONE : [step, failed('CARD_ABSENT', step.facts)];
  const way = common.branch(card === undefined ? none : startAt(card));
  way.add(
    card === undefined ? failed('SLOT_NONE', facts) : failed('SLOT_CARD_NOT_SEEN', { ...facts, reader: card.name }),
  );
  return { way: wayOf(module, way), isEmpty: true };
}

function startAt(reader: CardReader): Found[] {
  const known = reader.atr === null ? undefined : knownCard(reader.atr);
  return [ok('READER_FOUND', { reader: reader.name }), cardStep(reader, known)];
}

function wayOf({ path: file }: FoundModule, way: Way): DoctorWay {
  return { subject: path.basename(file), steps: way.steps(), certificates: [] };
}
