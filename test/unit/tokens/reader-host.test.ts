import { afterEach, expect, it } from 'vitest';
import type { HostRequest } from '../../../src-main/tokens/host/protocol.ts';
import { DEADLINES, type HostConnection } from '../../../src-main/tokens/host-launcher.ts';
import { ReaderHost } from '../../../src-main/tokens/reader-host.ts';
import { readers } from '../../support/card-readers.ts';

/** Processes that answer when they are told to. */
function scene(patience: number) {
  const asked: HostRequest[] = [];
  const started: string[] = [];
  let reply: Parameters<HostConnection['onReply']>[0] = () => undefined;
  const launch = (name: string): HostConnection => {
    started.push(name);
    return {
      post: (request) => asked.push(request),
      onReply: (handler) => {
        reply = handler;
      },
      onExit: () => undefined,
      keepAlive: () => undefined,
      kill: () => undefined,
    };
  };
  let went = 0;
  const onWent = (from: readonly string[]) => {
    expect(from).toEqual(['Left']);
    went += 1;
  };
  const host = new ReaderHost({ launcher: { launch }, deadlines: DEADLINES, onWent, patience });
  open.push(host);
  const answer = (value: unknown) => reply({ id: asked.shift()?.id, memory: 1, ok: true, value });
  return { host, asked, started, answer, went: () => went };
}
const open: ReaderHost[] = [];
afterEach(() => {
  for (const host of open.splice(0)) host.close();
});

const unknown = { service: 'unknown', readers: [] };

it('a look that takes long is waited for no longer, but not given up: what is asked after its answer is answered', async () => {
  const { host, asked, started, answer } = scene(5);
  expect(await host.look(false)).toEqual(unknown);
  expect(await host.look(false)).toEqual(unknown);
  expect(asked).toHaveLength(1);
  answer(readers({ Left: null }));
  await expect.poll(() => host.look(false).then(() => asked.length)).toBe(1);
  expect(started).toEqual(['PC/SC']);
});

it('whoever reads cards is told that one went, also where it is back', async () => {
  const { host, answer, went } = scene(60_000);
  const seen = async (cards: Readonly<Record<string, string | null>>, moves: number) => {
    const look = host.look(false);
    answer({ ...readers(cards), moves: new Map([['Left', moves]]) });
    await look;
    return went();
  };
  expect(await seen({ Left: '3b00' }, 1)).toBe(0);
  expect(await seen({ Left: '3b00' }, 3)).toBe(1);
  expect(await seen({ Left: null }, 4)).toBe(2);
  expect(await seen({ Left: null }, 4)).toBe(2);
});
