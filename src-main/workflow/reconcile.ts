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
    const finished = run.resultSha256 !== null && (await digestOf(run.target)) === run.resultSha256;
    if (!finished) await outbox.remove(run.operation);
    sentences.push(await mend(run, finished, ledger));
    await removeStaged(run.staged);
    await pending.end(run.operation);
  }
  return sentences;
}

async function mend(run: PendingRun, finished: boolean, ledger: Ledger): Promise<string> {
  const name = path.basename(run.target);
  if (!finished) {
    const again = run.kind === 'document.signed' ? 'sign again' : 'do it again';
    return `An earlier run that was to write “${name}” was interrupted. Nothing of it was saved; ${again}.`;
  }
  const recorded = () => ledger.findByOperation(run.operation) !== undefined;
  if (!recorded()) {
    try {
      await ledger.append({
        kind: run.kind,
        operation: run.operation,
        document: name,
        sourceSha256: run.sourceSha256,
        resultSha256: run.resultSha256,
        signerSha256: run.signerSha256,
        signer: run.signer,
      });
      return `An earlier run had saved “${name}” and was interrupted before it was recorded. It is recorded now.`;
    } catch (error) {
      // Another process that started at the same time may have recorded it: a ledger takes each operation once.
      if (!recorded()) throw error;
    }
  }
  return `An earlier run was interrupted after it had saved and recorded “${name}”.`;
}
