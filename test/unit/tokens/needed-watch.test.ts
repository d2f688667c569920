import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { AppearedCards } from '../../../src-main/tokens/appeared-cards.ts';
import type { CardReaders } from '../../../src-main/tokens/card-readers.ts';
import { areEmptied } from '../../../src-main/tokens/discovery/needed.ts';
import { watchNeeded } from '../../../src-main/tokens/needed-watch.ts';
import type { PresentToken } from '../../../src-main/tokens/token-info.ts';
import { readers } from '../../support/card-readers.ts';

const token: PresentToken = { slotId: 1, slot: 'Reader', label: 'Alice', serial: '1' };

const NOBODY: CardReaders = { service: 'running', readers: [] };
interface Step {
  readonly needed: readonly string[];
  readonly readers?: CardReaders;
  readonly until: number;
}

/** Watches what is needed step by step; each step is taken after the events before it. */
async function watched(
  steps: readonly Step[],
  present: (module: string) => readonly PresentToken[] | Promise<readonly PresentToken[]> = () => [token],
): Promise<{ readonly events: string[]; readonly asked: ReadonlySet<string> }> {
  const events: string[] = [];
  const asked = new Set<string>();
  const stop = new AbortController();
  let step = 0;
  const go = () => {
    while (steps[step] !== undefined && events.length >= (steps[step]?.until ?? 0)) step++;
    if (steps[step] === undefined) stop.abort();
  };
  await watchNeeded({
    needed: async () => ({ modules: steps[step]?.needed ?? [], readers: steps[step]?.readers ?? NOBODY }),
    present: async (module) => {
      asked.add(module);
      return present(module);
    },
    onEvent: (event) => {
      events.push(`${event.kind} ${'reader' in event ? event.reader : event.module}`);
      go();
    },
    signal: stop.signal,
    period: 5,
    every: 5,
    keepsAlive: true,
  });
  return { events, asked };
}

it('a module is asked while it is needed; its tokens are gone when it is not any more', async () => {
  const { events, asked } = await watched([
    { needed: ['a'], until: 1 },
    { needed: ['a', 'b'], until: 2 },
    { needed: ['b'], until: 3 },
    { needed: [], until: 4 },
  ]);
  expect(events).toEqual(['inserted a', 'inserted b', 'removed a', 'removed b']);
  expect([...asked]).toEqual(['a', 'b']);
});

it('the tokens of a module that failed are gone once', async () => {
  let looks = 0;
  const { events } = await watched(
    [
      { needed: ['a'], until: 3 },
      { needed: ['b'], until: 4 },
    ],
    (module) => {
      if (module === 'a' && looks++ > 0) throw new AppError('MODULE_CRASHED', 'It crashed.');
      return [token];
    },
  );
  expect(events).toEqual(['inserted a', 'removed a', 'failed a', 'inserted b']);
});

it('PC/SC tells of cards at once, and of tokens that went with them, though their module hangs', async () => {
  let looks = 0;
  const there = [
    { ...token, slot: 'Left' },
    { ...token, slotId: 2, serial: '2', slot: 'Right' },
  ];
  const left = { Left: '3b00', Right: '3b00' };
  const { events } = await watched(
    [
      { needed: ['a'], readers: readers(left), until: 4 },
      { needed: ['a'], readers: readers({ ...left, Left: null }), until: 6 },
      // A stick goes with its reader.
      { needed: ['a'], readers: readers({ Left: null }), until: 8 },
      { needed: ['a'], readers: readers({ Left: '3b01' }), until: 9 },
      { needed: ['a'], readers: readers({ Left: '3b02' }), until: 11 },
      { needed: [], readers: readers({}), until: 12 },
    ],
    () => (looks++ === 0 ? there : new Promise(() => undefined)),
  );
  expect(events).toEqual([
    ...['card-inserted Left', 'card-inserted Right', 'inserted a', 'inserted a'],
    ...['card-removed Left', 'removed a', 'card-removed Right', 'removed a'],
    ...['card-inserted Left', 'card-removed Left', 'card-inserted Left', 'card-removed Left'],
  ]);
});

it('of a PC/SC that cannot be asked nothing follows; an answer to reset that comes late makes no other card', () => {
  const cards = new AppearedCards();
  const slot = { slot: 'Left' };
  const nothing = { inserted: [], removed: [] };
  expect(cards.look(readers({ Left: '3b00' }))).toEqual({ inserted: ['Left'], removed: [] });
  expect(cards.look({ service: 'unknown', readers: [] })).toEqual(nothing);
  expect(cards.isGone(slot)).toBe(false);
  const [left] = readers({ Left: '3b00' }).readers;
  expect(cards.look({ service: 'running', readers: left === undefined ? [] : [{ ...left, atr: null }] })).toEqual(
    nothing,
  );
  expect(cards.look({ service: 'absent', readers: [] })).toEqual({ inserted: [], removed: ['Left'] });
  expect([cards.isGone(slot), cards.isGone({ slot: 'Right' })]).toEqual([true, false]);
});

it('a card that was out and in again between two looks went and came; one move that is counted late is none', () => {
  const cards = new AppearedCards();
  const look = (moves: number) => cards.look({ ...readers({ Left: '3b00' }), moves: new Map([['Left', moves]]) });
  look(1);
  expect(look(2)).toEqual({ inserted: [], removed: [] });
  expect(look(4)).toEqual({ inserted: ['Left'], removed: ['Left'] });
  expect(cards.look(readers({ Left: '3b00' }))).toEqual({ inserted: [], removed: [] });
});

it('slots are emptied where they are called like readers, and no card lies in any of those', () => {
  expect(areEmptied(['Left'], readers({ Left: null, Right: '3b00' }))).toBe(true);
  expect(areEmptied(['Left', 'Right'], readers({ Left: null, Right: '3b00' }))).toBe(false);
  expect(areEmptied(['Slot 1'], readers({ Left: null }))).toBe(false);
  expect(areEmptied(['Left'], { ...readers({ Left: null }), service: 'unknown' })).toBe(false);
});

it('a slot has as much of the name of its reader as goes into 64 bytes', () => {
  const name = `${'L'.repeat(62)}esegerät`;
  const cut = `${'L'.repeat(20)}${'ж'.repeat(30)}`;
  expect(areEmptied([name.slice(0, 64)], readers({ [name]: null }))).toBe(true);
  expect(areEmptied([Buffer.from(cut).subarray(0, 64).toString()], readers({ [cut]: null }))).toBe(true);
});

it('a hundred cards in a storm are each told of once, whatever they are called', () => {
  const cards = new AppearedCards();
  const all = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`\u001b[2J\u202e__proto__${i}`, '3b00']));
  for (let i = 0; i < 50; i++) {
    expect(cards.look(readers(all)).inserted).toHaveLength(100);
    expect(cards.look(readers({})).removed).toHaveLength(100);
  }
  expect(cards.look(readers({ ...all, constructor: '', toString: null })).inserted).toHaveLength(101);
});
