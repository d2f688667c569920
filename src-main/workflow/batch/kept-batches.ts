import type { BatchId, BatchView } from '../../../shared/domain/batch.ts';
import type { Session } from '../session.ts';
import { Batch } from './batch.ts';
import { batchView, recordFacts } from './batch-view.ts';
import type { DocumentPasswords } from './document-passwords.ts';
import { notFound } from './drafts.ts';
import { BatchJournal, type BatchRecord, batchRecords } from './journal.ts';
import { wishOf } from './kept-choices.ts';
import { settledRecord } from './unfinished.ts';

/** Batches of earlier days that are kept. */
const MOST_KEPT = 50;

/** Batches of the window that nobody works at, as their journals tell of them. */
export class KeptBatches {
  readonly #session: Session;
  readonly #passwords: DocumentPasswords;

  constructor(session: Session, passwords: DocumentPasswords) {
    this.#session = session;
    this.#passwords = passwords;
  }

  /** @throws AppError BATCH_NOT_FOUND */
  async record(id: BatchId): Promise<BatchRecord> {
    const record = (await batchRecords(this.#session.home)).find(({ plan }) => plan.id === id);
    if (record === undefined) throw notFound();
    return record;
  }

  /** All journals of the window, the newest first; also those of batches that somebody works at. */
  async records(): Promise<BatchRecord[]> {
    return (await batchRecords(this.#session.home)).filter(({ plan }) => plan.origin === 'window');
  }

  /** The newest of them, as they are shown; older ones are forgotten. */
  async newest(records: readonly BatchRecord[]): Promise<BatchView[]> {
    for (const { file } of records.slice(MOST_KEPT)) await new BatchJournal(file).remove();
    return Promise.all(records.slice(0, MOST_KEPT).map((record) => this.view(record)));
  }

  async view(kept: BatchRecord): Promise<BatchView> {
    const record = await settledRecord(this.#session, kept);
    const { signer = null, keyHome = null, service = null } = wishOf(record.plan.choices) ?? {};
    const hasPassword = this.#passwords.has(record.plan.id);
    return batchView(record.plan, recordFacts(record), { signer, keyHome, service, pinWanted: false, hasPassword });
  }

  /** Nothing happens where there is none. @param unlessSigned keeps one of which a file is signed. @throws AppError BATCH_RUNNING */
  async forget(id: BatchId, { unlessSigned = false } = {}): Promise<'forgotten' | 'kept'> {
    const record = await this.record(id).catch(() => undefined);
    if (record === undefined) return 'forgotten';
    if (unlessSigned && recordFacts(record).signed > 0) return 'kept';
    await (await Batch.reopen(this.#session, record)).forget();
    return 'forgotten';
  }
}
