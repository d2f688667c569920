import type { CardReaders } from '../../src-main/tokens/card-readers.ts';

/** Readers, each with a card of that answer to reset, or none. */
export const readers = (cards: Readonly<Record<string, string | null>>): CardReaders => ({
  service: 'running',
  readers: Object.entries(cards).map(([name, atr]) => ({
    name,
    atr,
    card: atr === null ? 'none' : 'present',
    pinPad: null,
  })),
});
