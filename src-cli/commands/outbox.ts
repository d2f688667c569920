import type { ExitStatus } from '../../shared/contract/error-codes.ts';
import { interruptible } from '../../src-main/platform/interrupt.ts';
import type { OutboxItem } from '../../src-main/workflow/outbox.ts';
import { runOutbox } from '../../src-main/workflow/outbox-run.ts';
import { openSession, type Session } from '../../src-main/workflow/session.ts';
import { entrySummary } from '../entry-summary.ts';
import type { Output } from '../output.ts';
import { documentPassword, type PasswordOptions } from '../password.ts';

/** `countersign outbox list` */
export function list(_files: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  return withSession(output, async ({ outbox }) => {
    const entries = await outbox.list();
    const unreadable = await outbox.unreadable();
    output.object({ entries: entries.map(entrySummary), unreadable });
    for (const file of unreadable) {
      output.remark(
        `warning: an entry of the outbox cannot be read and is left as it is: “${file}”. Extend its file by hand, then remove it.`,
      );
    }
    if (entries.length === 0 && unreadable.length === 0) output.say('The outbox is empty.');
    for (const entry of entries) output.say(inWords(entry));
    return 0;
  });
}

/** `countersign outbox run`: 0 all done, 3 something remains, 69 nothing could be reached. */
export function run(files: readonly string[], options: PasswordOptions, output: Output): Promise<ExitStatus> {
  return withSession(output, (session) =>
    interruptible(async (signal) => {
      const [id] = files;
      const password = documentPassword(options);
      const before = new Map((await session.outbox.list()).map((entry) => [entry.id, entry.reached]));
      const tried = await runOutbox(session, { id, password, signal });
      output.object({ entries: tried.map(entrySummary) });
      if (tried.length === 0) output.say('Nothing waits in the outbox.');
      for (const entry of tried) output.say(inWords(entry));
      if (tried.every(({ state }) => state === 'done')) return 0;
      const isCutOff = ({ id: own, problem, reached }: OutboxItem) =>
        /^(NETWORK|TSA)_/.test(problem?.code ?? '') && before.get(own) === reached;
      return tried.every(isCutOff) ? 69 : 3;
    }),
  );
}

/** `countersign outbox remove ID`: forgets an entry; the signed file stays as it is. */
export function remove([id = '']: readonly string[], _options: object, output: Output): Promise<ExitStatus> {
  return withSession(output, async ({ outbox }) => {
    const entry = await outbox.find(id);
    await outbox.remove(id);
    output.object({ removed: entrySummary(entry) });
    output.say(`Removed: ${entry.file} stays at ${entry.reached}.`);
    return 0;
  });
}

async function withSession(output: Output, work: (session: Session) => Promise<ExitStatus>): Promise<ExitStatus> {
  const session = await openSession({});
  try {
    for (const sentence of session.reconciled) output.remark(sentence);
    return await work(session);
  } finally {
    await session.close();
  }
}

function inWords({ id, file, asked, reached, state, problem, nextTry }: OutboxItem): string[] {
  const next = nextTry === null ? '' : `, tried again by itself after ${nextTry}`;
  return [
    `${state}: ${file}`,
    `  level       ${reached}, asked for ${asked}${next}`,
    ...(problem === null ? [] : [`  because     ${problem.message} [${problem.code}]`]),
    `  entry       ${id}`,
  ];
}
