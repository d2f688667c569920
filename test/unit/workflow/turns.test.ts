import { expect, it } from 'vitest';
import { Turns } from '../../../src-main/workflow/turns.ts';

it('turns come in the order in which they were taken, whoever is ready first', async () => {
  const turns = new Turns();
  const said: number[] = [];
  const taken = [0, 1, 2].map(() => turns.next());
  const work = taken.map(async ({ come, pass }, index) => {
    await come;
    said.push(index);
    pass();
    pass();
  });
  await Promise.all(work.toReversed());
  expect(said).toEqual([0, 1, 2]);
});

it('one who gives up lets the others go', async () => {
  const turns = new Turns();
  const [first, second] = [turns.next(), turns.next()];
  let come = false;
  const waiting = second.come.then(() => {
    come = true;
  });
  await Promise.resolve();
  expect(come).toBe(false);
  first.pass();
  await waiting;
  expect(come).toBe(true);
});
