import { z } from 'zod';
import { openedFiles } from './document-calls.ts';
import { taskId } from './ids.ts';
import { outboxEntry, outboxId, problem } from './level-outcome.ts';
import { networkSettings } from './network-settings.ts';

const nothing = z.strictObject({});

/** What is asked of the network, and what waits for it. */
export const networkCalls = {
  'outbox.list': { input: nothing, output: z.strictObject({ entries: z.array(outboxEntry) }) },
  /** Tries one entry, or all that wait, now. */
  'outbox.run': {
    input: z.strictObject({ id: outboxId.nullable(), task: taskId }),
    output: z.strictObject({ entries: z.array(outboxEntry) }),
  },
  /** Takes an entry out; the signed file stays as it is. */
  'outbox.remove': { input: z.strictObject({ id: outboxId }), output: nothing },
  /** Opens the signed file of an entry. */
  'outbox.open': { input: z.strictObject({ id: outboxId }), output: openedFiles },
  'network.get': { input: nothing, output: networkSettings },
  'network.set': { input: networkSettings, output: networkSettings },
  /** Asks the authority for a timestamp of nothing in particular, by the settings as they are kept. */
  'network.test': {
    input: z.strictObject({ url: z.string().max(2000), task: taskId }),
    output: z.strictObject({
      problem: problem.nullable(),
      /** Who signed the timestamp, and the time in it. */
      authority: z.string().nullable(),
      time: z.iso.datetime().nullable(),
    }),
  },
} as const;
