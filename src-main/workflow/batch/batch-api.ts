import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { BatchFile, BatchId, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import type { Choices } from '../choices.ts';
import type { ResultsForm } from './results-table.ts';

export interface BatchWish {
  readonly certificate: CertificateId;
  readonly choices: Choices;
}

/** A PIN as the window hands it over: UTF-8, overwritten by the caller when the call returns. */
export interface BatchPin {
  readonly pin: Uint8Array;
  /** True: the person was told what a lock costs. */
  readonly acceptLastTry: boolean;
}

/** Batches as the window sees them; the calls of the contract, with paths in place of documents. */
export interface BatchApi {
  /** Paths are absolute. Null: a new batch. Files that are in it already are passed over. Throws BATCH_NOT_FOUND, INPUT_*. */
  add(batch: BatchId | null, files: readonly string[]): Promise<BatchView>;
  /** Throws BATCH_NOT_FOUND unless it is a draft. */
  remove(batch: BatchId, index: number): Promise<BatchView>;
  prepare(batch: BatchId, wish: BatchWish): Promise<BatchPreparation>;
  /** Throws what stops all of it: PIN_*, CKR_*, TOKEN_*, MODULE_*, CERTIFICATE_*. */
  start(batch: BatchId, wish: BatchWish, pin: BatchPin): Promise<BatchView>;
  givePin(batch: BatchId, pin: Uint8Array): Promise<BatchView>;
  pause(batch: BatchId): Promise<BatchView>;
  resume(batch: BatchId, pin: BatchPin): Promise<BatchView>;
  stop(batch: BatchId): Promise<BatchView>;
  list(): Promise<BatchView[]>;
  files(
    batch: BatchId,
    range: { readonly offset: number; readonly limit: number; readonly failedOnly: boolean },
  ): Promise<{ total: number; files: BatchFile[] }>;
  /** Absolute path that is proposed for the table of results. */
  resultsTarget(batch: BatchId, form: ResultsForm): Promise<string>;
  /** Throws TARGET_EXISTS unless `overwrite`; TARGET_NOT_WRITABLE, DISK_FULL. */
  writeResults(
    batch: BatchId,
    form: ResultsForm,
    target: { readonly path: string; readonly overwrite: boolean },
  ): Promise<void>;
  forget(batch: BatchId): Promise<void>;
  /** Calls back while files are signed, at most some times a second, and at each change of state. */
  onChanged(callback: (view: BatchView) => void): () => void;
  /** Stops what runs; it can be taken up again. */
  close(): Promise<void>;
}
