import type { OutboxId } from '../../shared/contract/level-outcome.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { loadStatus } from './facts.ts';
import { getState, patch } from './store.ts';

export async function loadOutbox(): Promise<void> {
  try {
    const { entries } = await call('outbox.list', {});
    patch({ outbox: entries, outboxFailure: null });
  } catch (error) {
    patch({ outbox: getState().outbox ?? [], outboxFailure: failureOf(error) });
  }
  void loadStatus();
}

/** Tries one entry, or (null) all that wait, now. */
export async function runOutbox(id: OutboxId | null): Promise<void> {
  if (getState().outboxRun !== null) return;
  const task = newTaskId();
  patch({ outboxRun: { task, id: id ?? 'all' }, outboxFailure: null });
  try {
    const { entries } = await call('outbox.run', { id, task });
    patch({ outbox: entries, outboxRun: null });
  } catch (error) {
    const failure = failureOf(error);
    patch({ outboxRun: null, outboxFailure: failure.code === 'CANCELLED' ? null : failure });
  }
  void loadStatus();
}

export function cancelOutbox(): void {
  const run = getState().outboxRun;
  if (run) void call('task.cancel', { task: run.task }).catch(() => {});
}

export async function removeFromOutbox(id: OutboxId): Promise<void> {
  try {
    await call('outbox.remove', { id });
    await loadOutbox();
  } catch (error) {
    patch({ outboxFailure: failureOf(error) });
  }
}
