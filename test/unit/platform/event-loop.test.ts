import { describe, expect, it } from 'vitest';
import { turnDue } from '../../../src-main/platform/event-loop.ts';

describe('turnDue', () => {
  it('lets what waits for the event loop go on between steps that wait for nothing', async () => {
    let turned = false;
    setImmediate(() => {
      turned = true;
    });
    for (let step = 0; !turned; step += 1) {
      if (step > 1e9) throw new Error('The event loop never had its turn.');
      await turnDue();
    }
    expect(turned).toBe(true);
  });

  it('is due once and not at every step', async () => {
    await turnDue();
    let steps = 0;
    while (turnDue() === undefined) steps += 1;
    expect(steps).toBeGreaterThan(1);
    const due = turnDue();
    expect(due).toBeInstanceOf(Promise);
    expect(turnDue()).toBe(due);
    await due;
  });
});
