import path from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import { digestOf } from './digest-of.ts';
import type { Outbox } from './outbox.ts';
import { type PendingRuns, removeStaged } from './pending.ts';
import type { PendingRun } from './pending-run.ts';

/**
 * Ends what a crash interrupted (docs/decisions/0002): a staged file is removed; a finished file that the ledger does not
 * know is recorded; what an unfinished file was to wait for in the outbox is forgotten. Gives one sentence per run.
 */
export async function reconcile(
  pending: PendingRuns,
  ledger: Ledger,
  outbox: Pick<Outbox, 'remove'>,
): Promise<string[]> {
  const sentences: string[] = [];
  for (const run of await pending.abandoned()) {
    const found = await recordFinished(run, ledger);
    if (found === 'unfinished') await outbox.remove(run.operation);
    sentences.push(sentenceOf(run, found));
    await removeStaged(run.staged);
    await pending.end(run.operation);
  }
  return sentences;
}

type Found = 'unfinished' | 'recorded' | 'known';

/**
 * Records the file of a run that nobody is at any more, where it got its name and the ledger does not know of it.
 * @throws AppError LEDGER_*, DISK_FULL
 */
export async function recordFinished(
  run: PendingRun,
  ledger: Pick<Ledger, 'append' | 'findByOperation'>,
): Promise<Found> {
  if (run.resultSha256 === null || (await digestOf(run.target)) !== run.resultSha256) return 'unfinished';
  const { kind, operation, target, sourceSha256, resultSha256, signerSha256, signer } = run;
  const isKnown = () => ledger.findByOperation(operation) !== undefined;
  if (isKnown()) return 'known';
  try {
    const document = path.basename(target);
    await ledger.append({ kind, operation, document, sourceSha256, resultSha256, signerSha256, signer });
    return 'recorded';
  } catch (error) {
    // Another process that started at the same time may have recorded it: a ledger takes each operation once.
    if (!isKnown()) throw error;
    return 'known';
  }
}

function sentenceOf({ kind, target }: PendingRun, found: Found): string {
  const name = path.basename(target);
  if (found === 'known') return `An earlier run was interrupted after it had saved and recorded “${name}”.`;
  if (found === 'recorded') {
    return `An earlier run had saved “${name}” and was interrupted before it was recorded. It is recorded now.`;
  }
  const again = kind === 'document.signed' ? 'sign again' : 'do it again';
  return `An earlier run that was to write “${name}” was interrupted. Nothing of it was saved; ${again}.`;
}
