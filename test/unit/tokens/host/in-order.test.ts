import { describe, expect, test } from 'vitest';
import { InOrder } from '../../../../src-main/tokens/host/in-order.ts';
import type { HostRequest } from '../../../../src-main/tokens/host/protocol.ts';

/** Everything that happens in the host, by the number of the request. */
function host(places: number) {
  const told: string[] = [];
  const made = new Map<number, (error?: Error) => void>();
  let free = places;
  const lane = {
    get hasRoom() {
      return free > 0;
    },
  };
  const served = new InOrder({
    serve: ({ id }) => {
      told.push(`serve ${id}`);
      if (id === 13) throw new Error('unlucky');
      return id;
    },
    besides: ({ id, call }) =>
      call !== 'sign'
        ? undefined
        : {
            lane,
            begin: () => {
              told.push(`begin ${id}`);
              free -= 1;
              return new Promise((resolve, reject) => {
                made.set(id, (error) => {
                  free += 1;
                  if (error === undefined) resolve(id);
                  else reject(error);
                });
              });
            },
          },
    answer: ({ id }, result) => told.push('value' in result ? `answer ${id}` : `failure ${id}`),
  });
  const ask = (id: number, call: 'sign' | 'list') => served.take({ id, call, args: {} } as HostRequest);
  const finish = async (id: number, error?: Error) => {
    made.get(id)?.(error);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { told, ask, finish };
}

describe('what is asked of a token', () => {
  test('is done and answered one after the other', () => {
    const { told, ask } = host(1);
    for (const id of [1, 13, 2]) ask(id, 'list');
    expect(told).toEqual(['serve 1', 'answer 1', 'serve 13', 'failure 13', 'serve 2', 'answer 2']);
  });

  test('with one place: the next signature is begun before the last one is told of', async () => {
    const { told, ask, finish } = host(1);
    for (const id of [1, 2, 3]) ask(id, 'sign');
    expect(told).toEqual(['begin 1']);
    await finish(1);
    expect(told).toEqual(['begin 1', 'begin 2', 'answer 1']);
    await finish(2, new Error('refused'));
    expect(told.slice(3)).toEqual(['begin 3', 'failure 2']);
    await finish(3);
    expect(told.slice(5)).toEqual(['answer 3']);
  });

  test('with two places: two are under way, answers keep their order', async () => {
    const { told, ask, finish } = host(2);
    for (const id of [1, 2, 3]) ask(id, 'sign');
    await finish(2);
    expect(told).toEqual(['begin 1', 'begin 2', 'begin 3']);
    await finish(1);
    expect(told.slice(3)).toEqual(['answer 1', 'answer 2']);
    await finish(3);
    expect(told.at(-1)).toBe('answer 3');
  });

  test('anything else waits until no signature is under way, and is not done before those are told of', async () => {
    const { told, ask, finish } = host(2);
    ask(1, 'sign');
    ask(2, 'list');
    ask(3, 'sign');
    expect(told).toEqual(['begin 1']);
    await finish(1);
    expect(told).toEqual(['begin 1', 'answer 1', 'serve 2', 'answer 2', 'begin 3']);
  });
});
