import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { PresentToken } from '../../../src-main/tokens/token-info.ts';
import { type TokenEvent, TokenWatch, type TokenWatchOptions } from '../../../src-main/tokens/token-watch.ts';

const token = (serial: string, slotId = 0): PresentToken => ({
  slotId,
  slot: `Reader ${slotId}`,
  label: 'Card',
  serial,
});

/** Watches through these answers, one a look, and stops after the last. */
async function eventsOf(
  answers: readonly (readonly PresentToken[] | Error)[],
  more: Partial<TokenWatchOptions> = {},
): Promise<TokenEvent[]> {
  const events: TokenEvent[] = [];
  const stop = new AbortController();
  const left = [...answers];
  const watch = new TokenWatch('/m.so', {
    period: 1,
    keepsAlive: true,
    signal: stop.signal,
    onEvent: (event) => events.push(event),
    present: async () => {
      const answer = left.shift();
      if (answer === undefined) {
        stop.abort();
        return [];
      }
      if (answer instanceof Error) throw answer;
      return answer;
    },
    ...more,
  });
  await watch.run();
  return events;
}

const words = (events: readonly TokenEvent[]) =>
  events.map((event) =>
    event.kind === 'failed' ? `failed ${event.error.code}` : `${event.kind} ${event.token.serial}`,
  );

describe('watching tokens', () => {
  it('tells what comes and what goes, once', async () => {
    const events = await eventsOf([[token('1')], [token('1'), token('2', 1)], [token('2', 1)], [token('2', 1)], []]);
    expect(words(events)).toEqual(['inserted 1', 'inserted 2', 'removed 1', 'removed 2']);
  });

  it('takes another token in the same slot for what it is', async () => {
    expect(words(await eventsOf([[token('1')], [token('2')]]))).toEqual(['inserted 1', 'removed 1', 'inserted 2']);
  });

  it('says of a module that fails that its tokens are gone, once, and goes on when it is back', async () => {
    const crash = new AppError('MODULE_CRASHED', 'It crashed.');
    const events = await eventsOf([[token('1')], crash, crash, [token('1')]]);
    expect(words(events)).toEqual(['inserted 1', 'removed 1', 'failed MODULE_CRASHED', 'inserted 1']);
  });

  it('ends at once when it is stopped, and lets an error of its own through', async () => {
    await expect(eventsOf([[], new TypeError('a fault')])).rejects.toThrow('a fault');
    const stopped = AbortSignal.abort();
    expect(await eventsOf([[token('1')]], { signal: stopped })).toEqual([]);
  });

  it('takes a token whose card went for gone at once, though the module does not answer, and believes no answer of before', async () => {
    const events: TokenEvent[] = [];
    const stop = new AbortController();
    const asked: (readonly PresentToken[])[] = [];
    let answer: (tokens: readonly PresentToken[]) => void = () => undefined;
    let told: () => void = () => undefined;
    const next = () =>
      new Promise<void>((resolve) => {
        told = resolve;
      });
    let look = next();
    const watch = new TokenWatch('/m.so', {
      period: 1,
      keepsAlive: true,
      signal: stop.signal,
      onEvent: (event) => events.push(event),
      present: (_, known) => {
        asked.push(known);
        told();
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const answered = async (...tokens: PresentToken[]) => {
      look = next();
      answer(tokens);
      await look;
    };
    const end = watch.run();
    await look;
    const both = [token('1', 1), token('2', 2)];
    await answered(...both);
    const isFirst = ({ slotId }: PresentToken) => slotId === 1;
    watch.readersChanged(isFirst, isFirst);
    expect(words(events)).toEqual(['inserted 1', 'inserted 2', 'removed 1']);
    // Both looks: the one that was under way, and one that the module answers from what it remembers.
    await answered(...both);
    await answered(...both);
    watch.readersChanged(
      () => false,
      () => false,
    );
    await answered(...both);
    expect(words(events)).toEqual(['inserted 1', 'inserted 2', 'removed 1', 'inserted 1']);
    expect(asked.map((known) => known.length)).toEqual([0, 2, 1, 1, 2]);
    stop.abort();
    answer([]);
    await end;
  });
});
