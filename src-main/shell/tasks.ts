import { AppError } from '../../shared/contract/app-error.ts';
import type { TaskId } from '../../shared/contract/ids.ts';
import type { Progress, TaskOptions } from '../workflow/workflow-api.ts';

/** Between two messages of one stage to the page, in milliseconds. */
const QUIET = 50;

/** Long work of the page, each under the id that the page gave it, so that it can be cancelled. */
export interface Tasks {
  /** Runs the work. @throws AppError INPUT_INVALID where the id is in use; whatever the work throws. */
  run<T>(id: TaskId, callSignal: AbortSignal, work: (options: TaskOptions) => Promise<T>): Promise<T>;
  /** Asks the work to stop; nothing happens where it has ended. */
  cancel(id: TaskId): void;
  cancelAll(): void;
}

export function createTasks(report: (id: TaskId, progress: Progress) => void): Tasks {
  const running = new Map<TaskId, AbortController>();
  return {
    async run(id, callSignal, work) {
      if (running.has(id)) {
        throw new AppError('INPUT_INVALID', 'A task with this name is still running. Start it under a new name.');
      }
      const controller = new AbortController();
      running.set(id, controller);
      try {
        return await work({
          signal: AbortSignal.any([controller.signal, callSignal]),
          onProgress: throttled((progress) => report(id, progress)),
        });
      } finally {
        running.delete(id);
      }
    },
    cancel: (id) => running.get(id)?.abort(cancelled()),
    cancelAll: () => {
      for (const controller of running.values()) controller.abort(cancelled());
    },
  };
}

/** The reason of an abort: work that only rethrows `signal.reason` fails with the right code. */
export function cancelled(): AppError {
  return new AppError('CANCELLED', 'The work was cancelled; nothing was saved.');
}

/** Each new stage and each end at once, the steps between at most every 50 ms. */
function throttled(report: (progress: Progress) => void): (progress: Progress) => void {
  let stage: Progress['stage'] | undefined;
  let last = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (progress.stage === stage && progress.fraction !== 1 && now - last < QUIET) return;
    stage = progress.stage;
    last = now;
    report(progress);
  };
}
