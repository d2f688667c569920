import i18next from 'i18next';
import type { OutboxEntry, OutboxId } from '../../shared/contract/level-outcome.ts';
import { call, newTaskId } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import { replace } from './documents.ts';
import { loadStatus } from './facts.ts';
import { getState, patch, tell } from './store.ts';

export async function loadOutbox(): Promise<void> {
  try {
    const { entries } = await call('outbox.list', {});
    adopt(entries);
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
    patch({ outboxRun: null });
    adopt(entries);
  } catch (error) {
    const failure = failureOf(error);
    patch({ outboxRun: null, outboxFailure: failure.code === 'CANCELLED' ? null : failure });
  }
  void loadStatus();
}

/** Takes the entries over; what came to its level since is told, and its open document shows what it is now. */
function adopt(entries: readonly OutboxEntry[]): void {
  const before = getState().outbox;
  patch({ outbox: entries, outboxFailure: null });
  for (const entry of entries) {
    const known = before?.find(({ id }) => id === entry.id);
    if (entry.state !== 'done' || known === undefined || known.state === 'done') continue;
    tell(i18next.t('outbox.completed', { name: entry.document, level: entry.reached }));
    void showCompleted(entry);
  }
}

async function showCompleted({ id }: OutboxEntry): Promise<void> {
  const stale = getState().documents.find(({ result, running }) => result?.level.outbox?.id === id && running === null);
  if (stale === undefined) return;
  try {
    const { documents } = await call('outbox.open', { id });
    const [info] = documents;
    if (info !== undefined && info.id !== stale.info.id) replace(stale.info.id, info);
  } catch {
    // The document stays in view as it was; the outbox says what became of the file.
  }
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
