import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const PERIOD = 500;

/** Bytes. Between two calls the parent looks at less; this is for a call that never stops taking. */
const MOST_MEMORY = 1_500_000_000;

/**
 * Ends this process once its parent is gone or its memory is used up, even while a module keeps the main thread in a call that never returns:
 * the look is taken by a thread of its own, and SIGKILL needs no help from the thread that hangs.
 * @param parent its process id, as the parent told it: asked for here, it would be wrong when the parent is gone already
 */
export function endWithParent(parent: number): void {
  const source = `
    setInterval(() => {
      try { process.kill(${parent}, 0); } catch (error) {
        if (error.code === 'ESRCH') process.kill(process.pid, 'SIGKILL');
      }
      if (process.memoryUsage.rss() > ${MOST_MEMORY}) process.kill(process.pid, 'SIGKILL');
    }, ${PERIOD});
  `;
  const watch = new Worker(source, { eval: true, execArgv: [], stdin: false });
  watch.unref();
}
