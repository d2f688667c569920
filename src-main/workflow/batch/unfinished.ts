import { claimFile, isClaimed } from '../file-claim.ts';
import type { Session } from '../session.ts';
import { Batch } from './batch.ts';
import { recordFacts } from './batch-view.ts';
import {
  BatchJournal,
  type BatchPlan,
  type BatchRecord,
  batchRecord,
  batchRecords,
  lockOf,
  operationOf,
} from './journal.ts';

/** A batch that has files left which it never came to. */
export interface UnfinishedBatch {
  readonly record: BatchRecord;
  readonly signed: number;
  /** Not signed, those that failed among them. */
  readonly left: number;
  /** Somebody works at it now. */
  readonly isRunning: boolean;
}

/**
 * The batches that were stopped, or are being signed now, the newest first. A file that only the ledger knows to be signed is signed.
 * @throws AppError LEDGER_*
 */
export async function unfinishedBatches(
  { home, ledger }: Pick<Session, 'home' | 'ledger'>,
  isMeant: (plan: BatchPlan) => boolean,
): Promise<UnfinishedBatch[]> {
  const found: UnfinishedBatch[] = [];
  for (const record of await batchRecords(home)) {
    const { plan, outcomes, file } = record;
    if (!isMeant(plan) || recordFacts(record).state === 'done') continue;
    const isSigned = (index: number) =>
      outcomes.get(index)?.state === 'signed' || ledger.findByOperation(operationOf(plan.id, index)) !== undefined;
    const signed = [...plan.tasks.keys()].filter(isSigned).length;
    const left = plan.tasks.length - signed;
    if (left > 0) found.push({ record, signed, left, isRunning: await isClaimed(lockOf(file)) });
  }
  return found;
}

/**
 * The record of a batch that nobody works at, where nothing of it is left to sign: that an interruption lost it, or the ledger had no room
 * then, is made good. Any other record as it is, and also where that cannot be done now.
 */
export async function settledRecord(
  parts: Parameters<typeof Batch.reopen>[0],
  record: BatchRecord,
): Promise<BatchRecord> {
  if (recordFacts(record).state === 'done') return record;
  try {
    const noted = await parts.pending.noted();
    const isMade = (index: number) => {
      const operation = operationOf(record.plan.id, index);
      return (
        record.outcomes.get(index)?.state === 'signed' ||
        noted.has(operation) ||
        parts.ledger.findByOperation(operation) !== undefined
      );
    };
    if (![...record.plan.tasks.keys()].every(isMade)) return record;
    await (await Batch.reopen(parts, record)).close();
    return (await batchRecord(record.file)) ?? record;
  } catch {
    return record;
  }
}

/** A batch that is not finished, and how many of certain files are in it. */
interface SharedFiles {
  readonly origin: BatchPlan['origin'];
  /** When it was begun, in words. */
  readonly since: string;
  readonly count: number;
}

/** The unfinished batches in which these files are. @param sources absolute paths @throws AppError LEDGER_* */
export async function sharedFiles(
  session: Pick<Session, 'home' | 'ledger'>,
  sources: readonly string[],
): Promise<SharedFiles[]> {
  const named = new Set(sources);
  const countOf = ({ tasks }: BatchPlan) => tasks.filter(({ source }) => named.has(source)).length;
  const found = await unfinishedBatches(session, (plan) => countOf(plan) > 0);
  return found.map(({ record: { plan } }) => ({
    origin: plan.origin,
    since: minuteOf(plan.began),
    count: countOf(plan),
  }));
}

/** What the window says before files are signed that are in an unfinished batch, too. @param sources absolute paths @throws AppError LEDGER_* */
export async function sharedFileWarnings(
  session: Pick<Session, 'home' | 'ledger'>,
  sources: readonly string[],
): Promise<string[]> {
  return (await sharedFiles(session, sources)).map(({ origin, since, count }) => {
    if (origin === 'command-line')
      return `The batch of ${since} is not finished, and some of these files are in it: ${count}. Go on with it on the command line, where it was begun, so that nothing is signed twice.`;
    return count === 1
      ? `1 of these files is in the batch of ${since} that is not finished. Go on with that one or forget it, so that nothing is signed twice.`
      : `${count} of these files are in the batch of ${since} that is not finished. Go on with that one or forget it, so that nothing is signed twice.`;
  });
}

/** A moment in words. @param began ISO 8601, UTC */
export function minuteOf(began: string): string {
  return `${began.slice(0, 16).replace('T', ' ')} UTC`;
}

/** Batches of the same folder, begun in the same place. */
export function isOfFolder({ origin, folder }: Pick<BatchPlan, 'origin' | 'folder'>): (plan: BatchPlan) => boolean {
  return (plan) => plan.origin === origin && plan.folder === folder;
}

/** Forgets the other batches of the folder that nobody works at: this one is begun in their place. */
export async function replaceOthers(home: Session['home'], { id, ...folder }: BatchPlan): Promise<void> {
  const isSame = isOfFolder(folder);
  for (const { file, plan } of await batchRecords(home)) {
    if (plan.id === id || !isSame(plan)) continue;
    // Also the lock that a process left which was ended goes so.
    const letGo = await claimFile(lockOf(file));
    if (letGo === undefined) continue;
    await new BatchJournal(file).remove();
    await letGo();
  }
}
