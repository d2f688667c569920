import { expect, it } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { watchNeeded } from '../../../src-main/tokens/needed-watch.ts';
import type { PresentToken } from '../../../src-main/tokens/token-info.ts';

const token: PresentToken = { slotId: 1, label: 'Alice', serial: '1' };

/** Watches what is needed step by step; each step is taken after the events before it. */
async function watched(
  steps: readonly { readonly needed: readonly string[]; readonly until: number }[],
  present: (module: string) => readonly PresentToken[] = () => [token],
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
    needed: async () => steps[step]?.needed ?? [],
    present: async (module) => {
      asked.add(module);
      return present(module);
    },
    onEvent: ({ kind, module }) => {
      events.push(`${kind} ${module}`);
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
