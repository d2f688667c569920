import { expect, it } from 'vitest';
import { type TaskId, taskId } from '../../../shared/contract/ids.ts';
import { createTasks } from '../../../src-main/shell/tasks.ts';
import type { Progress } from '../../../src-main/workflow/workflow-api.ts';

const ID = taskId.parse(`task-${'0'.repeat(32)}`);
const never = new AbortController().signal;
const untilAborted = ({ signal }: { signal: AbortSignal }) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

it('cancels the work that runs under an id', async () => {
  const tasks = createTasks(() => undefined);
  const run = tasks.run(ID, never, untilAborted);
  tasks.cancel(ID);
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
});

it('refuses an id that is in use, and takes it again when the work has ended', async () => {
  const tasks = createTasks(() => undefined);
  const run = tasks.run(ID, never, untilAborted);
  await expect(tasks.run(ID, never, async () => 1)).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  tasks.cancelAll();
  await expect(run).rejects.toMatchObject({ code: 'CANCELLED' });
  expect(await tasks.run(ID, never, async () => 2)).toBe(2);
});

it('stops with its window', async () => {
  const window = new AbortController();
  const run = createTasks(() => undefined).run(ID, window.signal, untilAborted);
  window.abort(new Error('gone'));
  await expect(run).rejects.toThrow('gone');
});

it('reports every stage and every end, and not each step between', async () => {
  const seen: [TaskId, Progress][] = [];
  const tasks = createTasks((id, progress) => seen.push([id, progress]));
  await tasks.run(ID, never, async ({ onProgress }) => {
    for (const stage of ['copying', 'verifying'] as const) {
      for (let step = 0; step <= 1000; step += 1) onProgress({ stage, fraction: step / 1000 });
    }
  });
  const ends = seen.filter(([, { fraction }]) => fraction === 1);
  expect(ends.map(([, { stage }]) => stage)).toEqual(['copying', 'verifying']);
  expect(seen[0]).toEqual([ID, { stage: 'copying', fraction: 0 }]);
  expect(seen.length).toBeLessThan(100);
});
