import type { OutboxItem } from '../src-main/workflow/outbox.ts';

/** An entry of the outbox as `--json` shows it. */
export function entrySummary({ id, file, asked, reached, state, problem, attempts, queued, nextTry }: OutboxItem) {
  return { id, file, asked, reached, state, problem, attempts, queued, nextTry };
}
