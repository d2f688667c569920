import type { SignatureLevel } from '../../../shared/contract/signing-choices.ts';
import type { BatchId } from '../../../shared/domain/batch.ts';
import type { LedgerEntry } from '../../ledger/entry.ts';
import type { PendingRun } from '../pending-run.ts';
import { recordFinished } from '../reconcile.ts';
import type { Session } from '../session.ts';
import { type BatchOutcome, type BatchTask, operationOf } from './journal.ts';

type Parts = Pick<Session, 'ledger' | 'outbox' | 'trust' | 'clock'> & {
  /** Runs that are not known to have ended, by their operation; nobody is at those of the batch. */
  readonly noted: ReadonlyMap<string, PendingRun>;
};

/**
 * What is known to be made of one file of a batch, though its journal lost it; undefined where nothing was. What could not be recorded
 * when it was saved is recorded now.
 * @throws AppError LEDGER_*, DISK_FULL
 */
export async function signedBefore(
  parts: Parts,
  { batch, task, index }: { readonly batch: BatchId; readonly task: BatchTask; readonly index: number },
): Promise<BatchOutcome | undefined> {
  const operation = operationOf(batch, index);
  const run = parts.noted.get(operation);
  if (run !== undefined) await recordFinished(run, parts.ledger);
  const entry = parts.ledger.findByOperation(operation);
  if (entry === undefined || entry.resultSha256 === null) return undefined;
  const { index: ledgerIndex, resultSha256: sha256 } = entry;
  // The outbox is told before the file gets its name.
  const waiting = await parts.outbox.find(operation).catch(() => undefined);
  const queued = waiting !== undefined && waiting.state !== 'done';
  const level = waiting?.reached ?? (await levelIn(task.target, entry, parts));
  return { index, state: 'signed', level, queued, ledgerIndex, sha256 };
}

/**
 * Level that the file holds, which the ledger does not record. Null where that is no longer the file that was made, or it cannot be read
 * without its password.
 */
async function levelIn(
  target: string,
  { resultSha256 }: Pick<LedgerEntry, 'resultSha256'>,
  { trust, clock }: Pick<Parts, 'trust' | 'clock'>,
): Promise<SignatureLevel | null> {
  const [{ digestOf }, { verifyDocument }] = await Promise.all([
    import('../digest-of.ts'),
    import('../verify-document.ts'),
  ]);
  try {
    if ((await digestOf(target)) !== resultSha256) return null;
    const { signatures } = await verifyDocument(target, trust, clock.now());
    return signatures.findLast(({ kind }) => kind === 'signature')?.level ?? null;
  } catch {
    return null;
  }
}
