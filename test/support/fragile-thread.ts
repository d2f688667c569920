import { parentPort } from 'node:worker_threads';

// The thread of the product, which a file of a telling name kills, fills or puts to sleep before it is looked at.
const held: number[][] = [];
const HARM: Readonly<Record<string, () => void>> = {
  'crash.pdf': () => process.exit(3),
  'sleep.pdf': () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0),
  'memory.pdf': () => {
    for (;;) held.push(new Array<number>(100_000).fill(held.length));
  },
};
parentPort?.on('message', ({ args }: { args?: { path?: string } }) => {
  HARM[args?.path?.split('/').at(-1) ?? '']?.();
});
await import('../../src-main/workflow/background/thread.ts');
