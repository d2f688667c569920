import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One run of `work` serves all who ask while the run before is under way: each caller waits for a run that began after it asked.
 * Callers are given what their run threw.
 * @param rest milliseconds after a run before the next one begins for callers that are patient: more of them share it
 */
export function coalesced(work: () => Promise<void>, rest = 0): (isPatient?: boolean) => Promise<void> {
  let running: Promise<unknown> | undefined;
  let next: Promise<void> | undefined;
  let rested = 0;
  const start = (): Promise<void> => {
    next = undefined;
    const done = work();
    running = done
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        rested = performance.now() + rest;
      });
    return done;
  };
  const startRested = async (): Promise<void> => {
    await running;
    const pause = rested - performance.now();
    if (pause > 0) await sleep(pause);
    return start();
  };
  return (isPatient = false) => {
    if (next === undefined && running === undefined && (!isPatient || rested <= performance.now())) return start();
    next ??= isPatient ? startRested() : Promise.resolve(running).then(start);
    return next;
  };
}
