import { expect, it } from 'vitest';
import type { HostConnection, HostExit } from '../../../src-main/tokens/host-launcher.ts';
import { ReadyHosts } from '../../../src-main/tokens/ready-hosts.ts';

const ENDED: HostExit = { status: 1, signal: null, startError: null };

/** Starts nothing; says what it was asked to start and to end. */
function hosts() {
  const done: string[] = [];
  const ends: (() => void)[] = [];
  const launch = (name: string): HostConnection => {
    let exited: (exit: HostExit) => void = () => undefined;
    ends.push(() => exited(ENDED));
    done.push(`start ${name}`);
    return {
      post: () => undefined,
      onReply: () => undefined,
      onExit: (handler) => {
        exited = handler;
      },
      keepAlive: (on) => done.push(on ? 'keep alive' : 'let go'),
      kill: () => {
        done.push('kill');
        exited(ENDED);
      },
    };
  };
  return { done, ends, ready: new ReadyHosts({ launch }) };
}

it('one host is had ready and given to the first who asks; the next is started for whoever asks next', () => {
  const { done, ready } = hosts();
  ready.prepare();
  ready.prepare();
  expect(done).toEqual(['start ready for the next module', 'let go']);
  ready.launch('a');
  ready.launch('b');
  expect(done.slice(2)).toEqual(['start b']);
  ready.prepare();
  ready.close();
  ready.close();
  expect(done.slice(3)).toEqual(['start ready for the next module', 'let go', 'kill']);
  ready.prepare();
  expect(done).toHaveLength(8);
});

it('where one ends of its own accord none is had ready again; one that was given away is no longer looked after', () => {
  const { done, ends, ready } = hosts();
  ready.prepare();
  ready.launch('a');
  ends[0]?.();
  ready.prepare();
  ends[1]?.();
  ready.prepare();
  ready.launch('b');
  expect(done.filter((what) => what.startsWith('start'))).toEqual([
    'start ready for the next module',
    'start ready for the next module',
    'start b',
  ]);
});
