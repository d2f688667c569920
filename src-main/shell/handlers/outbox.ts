import type { Handlers } from '../register.ts';
import { openOne } from './documents.ts';
import type { Services } from './services.ts';

type OutboxCalls = 'outbox.list' | 'outbox.run' | 'outbox.remove' | 'outbox.open';

/** What was signed offline and waits for its level. */
export function outboxHandlers(services: Services): Pick<Handlers, OutboxCalls> {
  const { workflow, tasks } = services;
  return {
    'outbox.list': async () => ({ entries: await workflow.outboxList() }),
    'outbox.run': async ({ id, task }, { signal }) => ({
      entries: await tasks.run(task, signal, (options) => workflow.outboxRun(id, options)),
    }),
    async 'outbox.remove'({ id }) {
      await workflow.outboxRemove(id);
      return {};
    },
    'outbox.open': async ({ id }, { signal }) => openOne(services, await workflow.outboxFile(id), { signal }),
  };
}
