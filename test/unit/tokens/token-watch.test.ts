import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import type { PresentToken } from '../../../src-main/tokens/token-info.ts';
import { type TokenEvent, type TokenWatchOptions, watchTokens } from '../../../src-main/tokens/token-watch.ts';

const token = (serial: string, slotId = 0): PresentToken => ({ slotId, label: 'Card', serial });

/** Watches through these answers, one a look, and stops after the last. */
async function eventsOf(
  answers: readonly (readonly PresentToken[] | Error)[],
  more: Partial<TokenWatchOptions> = {},
): Promise<TokenEvent[]> {
  const events: TokenEvent[] = [];
  const stop = new AbortController();
  const left = [...answers];
  await watchTokens({
    modules: ['/m.so'],
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
});
