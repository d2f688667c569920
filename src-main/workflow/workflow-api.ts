import type { z } from 'zod';
import type {
  CertificateId,
  contract,
  DocumentInfo,
  EventValue,
  LedgerEntryView,
  PinState,
  Placement,
  SigningCertificate,
} from '../../shared/contract/contract.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import type { ByteSource } from '../platform/byte-source.ts';

/** A file the person opened: `source` reads through the very handle whose digest is `sha256`. */
export interface OpenedFile {
  /** Absolute. Stays in main. */
  readonly path: string;
  readonly source: ByteSource;
  /** Lower-case hexadecimal SHA-256 of the bytes shown. */
  readonly sha256: string;
}

/** What our own reader says of a file it accepted. */
export type DocumentFacts = Pick<DocumentInfo, 'pages' | 'revisions' | 'signatures' | 'emptyFields' | 'warnings'>;

/** Progress of a task; `fraction` 0 to 1, or null where it cannot be known. */
export type Progress = Omit<EventValue<'task.progress'>, 'task'>;

export interface TaskOptions {
  /** Aborted when the person cancels or the window goes: the work stops and throws CANCELLED. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

export interface PrepareRequest {
  readonly source: OpenedFile;
  readonly certificate: CertificateId;
  readonly placement: Placement | null;
  /** Absolute folder in which the target is proposed. */
  readonly folder: string;
}

export interface PreparedSigning {
  /** Absolute path of a file that does not exist yet. */
  readonly targetPath: string;
  readonly warnings: string[];
  readonly pin: PinState;
}

export interface SignRequest {
  readonly source: OpenedFile;
  readonly certificate: CertificateId;
  readonly targetPath: string;
  /** True only where the person was asked about replacing exactly this file. */
  readonly overwrite: boolean;
  readonly placement: Placement | null;
  readonly reason: string;
  readonly location: string;
  /** UTF-8. The caller overwrites it when the call returns: copy nothing, keep nothing. */
  readonly pin: Uint8Array;
}

export interface SignedDocument {
  readonly targetPath: string;
  readonly report: VerificationReport;
  readonly entry: LedgerEntryView;
}

/** What a call gives back, as the contract has it. */
export type Answer<K extends keyof typeof contract> = z.output<(typeof contract)[K]['output']>;

/**
 * The use cases the window needs, as the shells see them; implemented by the workflow room and injected at start.
 * Failures are AppErrors; a full path in their details is cut to its file name before it reaches the page.
 */
export interface WorkflowApi {
  readonly version: string;
  /** Reads the file with our own reader. Throws INPUT_*, PDF_*: then it is not shown. */
  openDocument(file: OpenedFile, signal: AbortSignal): Promise<DocumentFacts>;
  verifyDocument(file: OpenedFile, options: TaskOptions): Promise<VerificationReport>;
  listCertificates(options: { refresh: boolean }): Promise<Answer<'tokens.list'>>;
  addKeyStore(path: string): Promise<SigningCertificate>;
  addModule(path: string): Promise<void>;
  prepareSigning(request: PrepareRequest): Promise<PreparedSigning>;
  /** Throws DOCUMENT_CHANGED before the key is asked where the bytes at `source.path` are not those of `source.sha256`. */
  sign(request: SignRequest, options: TaskOptions): Promise<SignedDocument>;
  ledgerList(range: { offset: number; limit: number }): Promise<Answer<'ledger.list'>>;
  ledgerVerify(options: TaskOptions): Promise<Answer<'ledger.verify'>>;
  ledgerProve(index: number): Promise<Answer<'ledger.prove'>>;
  trustList(): Promise<Answer<'trust.list'>>;
  /** Adds the certificates found in these files; gives how many were new. */
  trustAdd(paths: readonly string[]): Promise<number>;
  status(): Promise<Pick<Answer<'app.status'>, 'ledger' | 'tokens'>>;
  /** Calls back when a token came or went. Gives the way to unsubscribe. */
  onTokensChanged(callback: () => void): () => void;
  /** Ends token hosts, closes the ledger. */
  close(): Promise<void>;
}
