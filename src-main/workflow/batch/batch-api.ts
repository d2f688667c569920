import type { CertificateId } from '../../../shared/contract/ids.ts';
import type { BatchFile, BatchFilter, BatchId, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import type { Choices } from '../choices.ts';
import type { ResultsForm } from './results-table.ts';

/** What becomes of files that are no PDFs: a signature beside each, or a container around it. */
export type Others = 'beside' | 'container';

/** What is decided for all files of a batch at once. */
export type BatchChoices = Choices & { readonly others?: Others | undefined };

export interface BatchWish {
  readonly certificate: CertificateId;
  readonly choices: BatchChoices;
}

/** A file that is to be signed. Absolute paths. */
export interface AddedFile {
  readonly source: string;
  /** Where what is made of a copy goes, which has no folder of its own. Null: beside the file. */
  readonly folder: string | null;
}

/** A PIN as the window hands it over: UTF-8, overwritten by the caller when the call returns. */
export interface BatchPin {
  readonly pin: Uint8Array;
  /** True: the person was told what a lock costs. */
  readonly acceptLastTry: boolean;
}

export interface DroppedFiles {
  readonly batch: BatchView | null;
  readonly added: number;
  /** In it already. */
  readonly known: number;
  /** No PDFs, in folders. */
  readonly passedOver: number;
}

export interface FileRange {
  readonly offset: number;
  readonly limit: number;
  readonly show: BatchFilter;
}

/** Batches as the window sees them; the calls of the contract, with paths in place of documents. */
export interface BatchApi {
  /** Null: a new batch. Files that are in it already are passed over. Throws BATCH_NOT_FOUND. */
  add(batch: BatchId | null, files: readonly AddedFile[]): Promise<BatchView>;
  /** The files, and of folders the PDFs in them. Null for the batch where it was none and nothing was added. Throws BATCH_NOT_FOUND, BATCH_TOO_LARGE, INPUT_*. */
  addDropped(batch: BatchId | null, files: readonly AddedFile[]): Promise<DroppedFiles>;
  /** Null: each beside its document. Throws BATCH_NOT_FOUND unless it is a draft; HOME_NOT_WRITABLE. */
  chooseFolder(batch: BatchId, folder: string | null): Promise<BatchView>;
  /** The folder that a dialog begins with. Throws BATCH_NOT_FOUND unless it is a draft. */
  folderOffered(batch: BatchId): string;
  /** UTF-8, copied. Throws BATCH_NOT_FOUND. */
  givePassword(batch: BatchId, password: Uint8Array): Promise<BatchView>;
  /** Throws BATCH_NOT_FOUND unless it is a draft. */
  remove(batch: BatchId, index: number): Promise<BatchView>;
  /** Answers what is to be known of key and clock, and looks at the files in the background. */
  prepare(batch: BatchId, wish: BatchWish): Promise<BatchPreparation>;
  stopLooking(batch: BatchId): Promise<BatchView>;
  /** Throws what stops all of it: PIN_*, CKR_*, TOKEN_*, MODULE_*, CERTIFICATE_*. */
  start(batch: BatchId, wish: BatchWish, pin: BatchPin): Promise<BatchView>;
  givePin(batch: BatchId, pin: Uint8Array): Promise<BatchView>;
  pause(batch: BatchId): Promise<BatchView>;
  resume(batch: BatchId, pin: BatchPin): Promise<BatchView>;
  stop(batch: BatchId): Promise<BatchView>;
  list(): Promise<BatchView[]>;
  files(batch: BatchId, range: FileRange): Promise<{ total: number; files: BatchFile[] }>;
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
