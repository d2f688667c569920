import { expect, it } from 'vitest';
import type { Bridge } from '../../../shared/contract/bridge.ts';
import { type BridgeTransport, buildBridge } from '../../../shared/contract/build-bridge.ts';

function build() {
  const sent: unknown[] = [];
  const deliver = new Map<string, (value: unknown) => void>();
  const transport: BridgeTransport = {
    call: async (name, input) => sent.push([name, input]),
    listen: (name, take) => deliver.set(name, take),
    referenceOf: async ({ name }) => ({ reference: name }),
  };
  const bridge = buildBridge(['a.b', 'document.openDropped', 'batch.addDropped'], ['x.y'], transport) as {
    'a.b'(input: unknown): Promise<unknown>;
    on: { 'x.y'(callback: (value: unknown) => void): () => void };
  };
  return { bridge, sent, emit: (value: unknown) => deliver.get('x.y')?.(value) };
}

it('has one method per call, none that names a path, and cannot be changed', () => {
  const { bridge } = build();
  expect(Object.keys(bridge).sort()).toEqual(['a.b', 'addDropped', 'on', 'openDropped']);
  expect([Object.isFrozen(bridge), Object.isFrozen(bridge.on)]).toEqual([true, true]);
});

it('keeps values for the first subscription, then gives each to every subscriber until it leaves', () => {
  const { bridge, emit } = build();
  emit(1);
  emit(2);
  const first: unknown[] = [];
  const second: unknown[] = [];
  const leave = bridge.on['x.y']((value) => first.push(value));
  bridge.on['x.y']((value) => second.push(value));
  emit(3);
  leave();
  emit(4);
  expect([first, second]).toEqual([
    [1, 2, 3],
    [3, 4],
  ]);
});

it('keeps a bounded number, the newest', () => {
  const { bridge, emit } = build();
  for (let value = 0; value < 1000; value += 1) emit(value);
  const seen: unknown[] = [];
  bridge.on['x.y']((value) => seen.push(value));
  expect([seen.length, seen[0], seen.at(-1)]).toEqual([256, 744, 999]);
});

it('the same callback may subscribe twice and leaves once per subscription', () => {
  const { bridge, emit } = build();
  const seen: unknown[] = [];
  const callback = (value: unknown) => seen.push(value);
  const leave = bridge.on['x.y'](callback);
  bridge.on['x.y'](callback);
  leave();
  emit(1);
  expect(seen).toEqual([1]);
});

it('refers to nothing outside itself: its source text runs alone', () => {
  const alone = Reflect.construct(Function, [`return (${buildBridge.toString()});`])() as typeof buildBridge;
  const bridge = alone(['a'], ['e'], {
    call: async () => 1,
    listen: () => undefined,
    referenceOf: async () => ({ reference: '2' }),
  });
  expect(Object.keys(bridge)).toEqual(['a', 'on', 'openDropped', 'addDropped']);
});

it('hands dropped files over by what the shell knows them by, and gives the first failure back', async () => {
  const failure = { ok: false, error: { code: 'FILE_TOO_LARGE_FOR_UPLOAD' } };
  const sent: unknown[] = [];
  const bridge = buildBridge(['document.openDropped', 'batch.addDropped'], [], {
    call: async (name, input) => sent.push([name, input]),
    listen: () => undefined,
    referenceOf: async ({ name, size }) => (size > 9 ? { failure } : { reference: `/secret/${name}` }),
  }) as Pick<Bridge, 'openDropped' | 'addDropped'>;
  const [small, large] = [
    { name: 'a.pdf', size: 1 },
    { name: 'b.pdf', size: 10 },
  ];
  await bridge.openDropped(small);
  await bridge.addDropped(null, [small, small]);
  expect(await bridge.addDropped(null, [small, large])).toBe(failure);
  expect(await bridge.openDropped(large)).toBe(failure);
  expect(sent).toEqual([
    ['document.openDropped', { path: '/secret/a.pdf' }],
    ['batch.addDropped', { batch: null, paths: ['/secret/a.pdf', '/secret/a.pdf'] }],
  ]);
});
