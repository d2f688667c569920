import { expect, it } from 'vitest';
import type { HostConnection } from '../../../src-main/tokens/host-launcher.ts';
import { Tokens } from '../../../src-main/tokens/tokens.ts';

/** A process that dies at the first question. */
function dying(): HostConnection {
  let exited: Parameters<HostConnection['onExit']>[0] = () => undefined;
  return {
    post: () => exited({ status: null, signal: 'SIGSEGV', startError: null }),
    onReply: () => undefined,
    onExit: (handler) => {
      exited = handler;
    },
    keepAlive: () => undefined,
    kill: () => undefined,
  };
}

it('readers that cannot be asked are unknown, and are left alone for a while', async () => {
  let started = 0;
  const launch = () => {
    started++;
    return dying();
  };
  const tokens = new Tokens({ launcher: { launch } });
  expect(await tokens.readers()).toEqual({ service: 'unknown', readers: [] });
  expect(await tokens.readers()).toEqual({ service: 'unknown', readers: [] });
  expect(started).toBe(1);
  await tokens.close();
});
