import { Worker } from 'node:worker_threads';

/** Milliseconds between two looks. */
const PERIOD = 500;

/**
 * Ends this process once its parent is gone, even while a module keeps the main thread in a call that never returns:
 * the look is taken by a thread of its own, and SIGKILL needs no help from the thread that hangs.
 */
export function endWithParent(): void {
  const source = `
    const parent = process.ppid;
    setInterval(() => {
      let gone = process.ppid !== parent;
      try { process.kill(parent, 0); } catch (error) { gone = gone || error.code === 'ESRCH'; }
      if (gone) process.kill(process.pid, 'SIGKILL');
    }, ${PERIOD});
  `;
  const watch = new Worker(source, { eval: true, execArgv: [], stdin: false });
  watch.unref();
}
