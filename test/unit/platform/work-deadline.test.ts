import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { systemClock } from '../../../src-main/platform/clock.ts';
import { WorkDeadline } from '../../../src-main/platform/work-deadline.ts';

it('a deadline of work comes to whoever works, and after a while to whoever waits', async () => {
  const busy = new WorkDeadline(20);
  const until = systemClock.now().getTime() + 60;
  while (systemClock.now().getTime() < until);
  while (!busy.signal.aborted) await wait(5);
  const idle = new WorkDeadline(20);
  while (!idle.signal.aborted) await wait(5);
});

it('a deadline that is needed no more never comes', async () => {
  const deadline = new WorkDeadline(5);
  deadline.end();
  await wait(60);
  expect(deadline.signal.aborted).toBe(false);
});
