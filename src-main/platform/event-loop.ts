import { setImmediate } from 'node:timers/promises';

/** Milliseconds for which one piece of work keeps the event loop to itself: less than half of a picture on the screen. */
const SLICE = 6;

let since = 0;
let turn: Promise<void> | undefined;

/**
 * For work in many small steps that wait for nothing: resolved promises alone never let the event loop go on. A step waits for this
 * where it is something; undefined where the loop had its turn lately.
 */
export function turnDue(): Promise<void> | undefined {
  if (performance.now() - since < SLICE) return undefined;
  turn ??= setImmediate().then(() => {
    since = performance.now();
    turn = undefined;
  });
  return turn;
}
