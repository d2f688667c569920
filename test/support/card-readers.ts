import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/**
 * From now on this process and those that it starts see no reader: cards of other tests, which may just be pulled out or keep silent, are
 * none of theirs.
 * @returns the way back
 */
export function withoutCardService(): () => void {
  const { PCSCLITE_CSOCK_NAME: before } = process.env;
  process.env.PCSCLITE_CSOCK_NAME = join(tmpdir(), 'countersign-no-card-service');
  return () => {
    if (before === undefined) delete process.env.PCSCLITE_CSOCK_NAME;
    else process.env.PCSCLITE_CSOCK_NAME = before;
  };
}
