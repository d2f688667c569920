import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { AppError } from '../../../shared/contract/app-error.ts';
import type { HostRequest } from '../../../src-main/tokens/host/protocol.ts';
import type { HostConnection } from '../../../src-main/tokens/host-launcher.ts';
import { ModuleHosts } from '../../../src-main/tokens/module-hosts.ts';
import { readers } from '../../support/card-readers.ts';
import { tokenInfo } from '../../support/token-info.ts';
import { temporaryFolder } from '../../support/tools.ts';

const folder = temporaryFolder();
const CARDS = 'opensc-pkcs11.so';
const NO_CARDS = 'libsofthsm2.so';
const IN_NO_TABLE = 'unheard-of.so';
for (const name of [CARDS, NO_CARDS, IN_NO_TABLE]) writeFileSync(path.join(folder, name), '');

let open: ModuleHosts | undefined;
afterEach(() => open?.close());

/** Two readers, and a module that answers the first so many calls and hangs then. */
function scene(module: string, answers: number) {
  const state = { cards: { Left: '3b00', Right: '3b01' } as Record<string, string | null>, left: answers };
  const answer = (request: HostRequest): unknown => {
    if (request.call === 'readers') return readers(state.cards);
    state.left -= 1;
    if (state.left < 0) return undefined;
    return request.call === 'load'
      ? { manufacturer: '', description: '', version: '' }
      : [tokenInfo({ slotDescription: 'Left' })];
  };
  const launch = (): HostConnection => {
    let reply: Parameters<HostConnection['onReply']>[0] = () => undefined;
    return {
      post: (request) => {
        const value = answer(request);
        if (value !== undefined) queueMicrotask(() => reply({ id: request.id, memory: 1, ok: true, value }));
      },
      onReply: (handler) => {
        reply = handler;
      },
      onExit: () => undefined,
      keepAlive: () => undefined,
      kill: () => undefined,
    };
  };
  const hosts = new ModuleHosts({ launcher: { launch }, deadlines: { load: 400, list: 400, removed: 20 } });
  open = hosts;
  const work = async () => {
    const { host } = await hosts.open(path.join(folder, module));
    for (;;) await host.call('list', {});
  };
  return { hosts, state, outcome: () => work().catch((error: AppError) => error.code) };
}

it.each<[string, number, string, string, string]>([
  ['that shows cards and is being loaded', 0, CARDS, 'Right', 'CKR_DEVICE_REMOVED'],
  ['that shows cards and shows another', 2, CARDS, 'Right', 'CKR_DEVICE_REMOVED'],
  ['that shows none and is being loaded', 0, NO_CARDS, 'Right', 'MODULE_TIMEOUT'],
  ['in no table that is being loaded', 0, IN_NO_TABLE, 'Right', 'MODULE_TIMEOUT'],
  ['in no table that shows another', 2, IN_NO_TABLE, 'Right', 'MODULE_TIMEOUT'],
  ['in no table that showed just that card', 2, IN_NO_TABLE, 'Left', 'CKR_DEVICE_REMOVED'],
])('a module %s, and hangs while a card goes: hung, or reading that card', async (_, answers, module, from, code) => {
  const { hosts, state, outcome } = scene(module, answers);
  await hosts.readers();
  const ended = outcome();
  await expect.poll(() => state.left).toBe(-1);
  state.cards = { ...state.cards, [from]: null };
  await hosts.readers();
  expect(await ended).toBe(code);
});
