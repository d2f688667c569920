/**
 * One run of `work` serves all who ask while the run before is under way: each caller waits for a run that began after it asked.
 * Callers are given what their run threw.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    next = undefined;
    const done = work();
    running = done
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return done;
  };
  return () => {
    if (running === undefined && next === undefined) return start();
    next ??= Promise.resolve(running).then(start);
    return next;
  };
}
