import type { DoctorReport, DoctorStep, DoctorWay } from '../../../shared/domain/doctor.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Home } from '../../platform/home.ts';
import type { CardReaders } from '../../tokens/card-readers.ts';
import { type CardModules, neededModules } from '../../tokens/discovery/needed.ts';
import type { FoundModule } from '../../tokens/discovery/products.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import type { KeyWish } from '../keys.ts';
import { discoveredModules } from '../read-modules.ts';
import { version } from '../version.ts';
import { cardWays } from './card-ways.ts';
import { moduleWays } from './module-ways.ts';
import { readerStep, type WalkedWay, withoutSerials } from './reader.ts';
import { failed, Way } from './steps.ts';

/** What the doctor needs of its surroundings. */
export interface Examination {
  readonly home: Home;
  readonly tokens: Tokens;
  readonly clock: Clock;
  /** Absolute path: this module only. */
  readonly module?: string | undefined;
}

/** A report, and the keys that a trial signature can be made with, by the ids of its certificates. */
export interface Diagnosis {
  readonly report: DoctorReport;
  readonly keys: ReadonlyMap<string, Extract<KeyWish, { kind: 'pkcs11' }>>;
}

/**
 * Walks every way from the readers to the keys and says where each ends. Asks nobody for anything, changes nothing; a module that fails
 * is a finding.
 */
export async function diagnose({ home, tokens, clock, module }: Examination): Promise<Diagnosis> {
  const now = clock.now();
  const [found, seen] = await Promise.all([discoveredModules(home), tokens.readers({ pinPads: true })]);
  const walked =
    module === undefined
      ? await allWays({ found, seen, tokens, now })
      : await moduleWays(found.find(({ path }) => path === module) ?? named(module), { seen, tokens, now });
  return {
    report: {
      time: now.toISOString(),
      version,
      system: `${process.platform} ${process.arch}`,
      readers: seen.readers.map((reader) => ({ ...reader, name: withoutSerials(reader.name) })),
      ways: walked.map(({ way }) => shownWay(way)),
    },
    // Of two tokens with the same certificate the first.
    keys: new Map(walked.flatMap(keysOf).reverse()),
  };
}

interface Surroundings {
  readonly found: readonly FoundModule[];
  readonly seen: CardReaders;
  readonly tokens: Tokens;
  readonly now: Date;
}

/** The cards first; then modules that need none, where they show a token or fail; where there is neither, the way that ends at the reader. */
async function allWays({ found, ...around }: Surroundings): Promise<WalkedWay[]> {
  const { seen } = around;
  const { always, cards } = neededModules(found, seen);
  const mute = seen.readers.filter(({ card }) => card === 'mute');
  const unreadable = mute.map((reader): CardModules => ({ reader, card: undefined, modules: [] }));
  const ofCards = (await Promise.all([...cards, ...unreadable].map((card) => cardWays(card, around)))).flat();
  const ofModules = (await Promise.all(always.map((module) => moduleWays(module, around)))).flat();
  const told = [
    // A card that a module of the person's own shows needs no driver.
    ...ofCards.filter((card) => card.token !== undefined || !ofModules.some((own) => leadsTo(own, card.way.subject))),
    ...ofModules.filter((own) => !own.isEmpty && !ofCards.some((card) => isSameToken(card, own))),
  ];
  if (told.length > 0) return told;
  const way = new Way();
  const step = readerStep(seen);
  if (way.add(step)) way.add(failed('CARD_ABSENT', step.facts));
  return [{ way: { subject: '', steps: way.steps(), certificates: [] }, isEmpty: true }];
}

/** The way as it may be sent to a stranger. */
function shownWay({ subject, steps, ...way }: DoctorWay): DoctorWay {
  const shown = (fact: string | number) => (typeof fact === 'string' ? withoutSerials(fact) : fact);
  const factsOf = (facts: DoctorStep['facts']) =>
    Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, shown(fact)]));
  return {
    ...way,
    subject: withoutSerials(subject),
    steps: steps.map((step) => ({ ...step, facts: factsOf(step.facts) })),
  };
}

/** Whether the way comes to a token in this reader. */
function leadsTo({ way, token }: WalkedWay, reader: string): boolean {
  return token !== undefined && way.steps[0]?.facts.reader === reader;
}

function isSameToken(a: WalkedWay, b: WalkedWay): boolean {
  return a.token !== undefined && a.module === b.module && a.token === b.token;
}

function named(path: string): FoundModule {
  return { path, product: '', vendor: false, always: true };
}

/** The keys of a way that goes as far as them. */
function keysOf({ way, module, token }: WalkedWay): [string, Extract<KeyWish, { kind: 'pkcs11' }>][] {
  if (module === undefined || token === undefined || !reachesTrial(way)) return [];
  const able = way.certificates.filter(({ fault }) => fault === null);
  return able.map(({ id }) => [id, { kind: 'pkcs11', module, token, certificate: id }]);
}

function reachesTrial({ steps }: DoctorWay): boolean {
  return steps.at(-1)?.finding === 'TRIAL_NOT_ASKED';
}
