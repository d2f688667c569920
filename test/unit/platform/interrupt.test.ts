import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { interruptible } from '../../../src-main/platform/interrupt.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Those of the tests that ran before in this process. */
const others = new Map(SIGNALS.map((signal) => [signal, process.rawListeners(signal) as (() => void)[]]));

const listeners = () => SIGNALS.map((signal) => process.listenerCount(signal));

beforeEach(() => {
  vi.useFakeTimers();
  for (const signal of SIGNALS) process.removeAllListeners(signal);
});
afterEach(() => {
  vi.useRealTimers();
  for (const [signal, listeners] of others) for (const listener of listeners) process.on(signal, listener);
});

it.each(SIGNALS)(
  '%s that arrives twice ends nothing before all is tidied up; a later one ends the process as ever',
  async (request) => {
    const before = listeners();
    const ended = interruptible(
      (signal) => new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('tidied up'))),
    );
    process.emit(request);
    expect(await ended).toBe('tidied up');
    expect(listeners()).toEqual(before.map((count) => count + 1));
    process.emit(request);
    vi.runAllTimers();
    expect(listeners()).toEqual(before);
  },
);

it('nothing is left where nobody asked for the end, or the work failed', async () => {
  const before = listeners();
  expect(await interruptible(async () => 1)).toBe(1);
  await expect(interruptible(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(listeners()).toEqual(before);
});
