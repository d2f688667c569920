import type { z } from 'zod';
import type { contract, EventValue } from '../../shared/contract/contract.ts';
import type { DocumentInfo, PdfInfo } from '../../shared/contract/document-calls.ts';
import type { CertificateId } from '../../shared/contract/ids.ts';
import type { LedgerEntryView } from '../../shared/contract/ledger-calls.ts';
import type {
  LevelOutcome,
  OutboxEntry,
  OutboxId,
  Problem,
  SignatureStanding,
} from '../../shared/contract/level-outcome.ts';
import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import type { PinEntry, PinState } from '../../shared/contract/pin-calls.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { TakenTrustedLists, TrustedScheme } from '../../shared/contract/verification-calls.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import type { ByteSource } from '../platform/byte-source.ts';
import type { OpenFile } from '../platform/files.ts';
import type { BatchApi } from './batch/batch-api.ts';
import type { Choices } from './choices.ts';
import type { CodeDesk } from './code-desk.ts';
import type { WindowDoctor } from './doctor/window-doctor.ts';
import type { VisitDesk } from './visit-desk.ts';
import type { WindowManagement } from './window-management.ts';
import type { WindowPins } from './window-pins.ts';
import type { WindowServices } from './window-services.ts';

/** A file that is open for reading. */
export interface ReadableFile {
  /** Absolute. Stays in main. */
  readonly path: string;
  readonly source: ByteSource;
  /** What opened an encrypted document; kept as long as the document is open. */
  readonly password?: string | undefined;
  /** Where what a detached signature is over lies, absolute; beside it where absent. */
  readonly content?: string | undefined;
}

/** A file the person opened: `source` reads through the very handle whose digest is `sha256`. */
export interface OpenedFile extends ReadableFile {
  readonly source: ByteSource & Pick<OpenFile, 'descriptor'>;
  /** Lower-case hexadecimal SHA-256 of the bytes shown. */
  readonly sha256: string;
}

/** The beginning of a file up to the end of one of its revisions. */
export interface OpenedRevision {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly facts: PdfFacts;
}

type FactsOf<T> = T extends unknown ? Omit<T, 'id' | 'name' | 'folder' | 'size' | 'sha256'> : never;
/** What our own reader says of a PDF it accepted. */
export type PdfFacts = FactsOf<PdfInfo>;
/** What can be told of a file that was opened. */
export type DocumentFacts = FactsOf<DocumentInfo>;

/** Progress of a task; `fraction` 0 to 1, or null where it cannot be known. */
export type Progress = Omit<EventValue<'task.progress'>, 'task'>;

export interface TaskOptions {
  /** Aborted when the person cancels or the window goes: the work stops and throws CANCELLED. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** `online`: what is missing may be asked of the addresses that certificates name. */
export interface VerifyTask extends TaskOptions {
  readonly online: boolean;
}

export interface PrepareRequest {
  readonly source: OpenedFile;
  /** What goes into a container together with it; null: no container. */
  readonly container: readonly OpenedFile[] | null;
  readonly certificate: CertificateId;
  readonly choices: Choices;
  /** Absolute folder in which the target is proposed. */
  readonly folder: string;
}

export interface PreparedSigning {
  /** Absolute path of a file that does not exist yet. */
  readonly targetPath: string;
  readonly warnings: string[];
  readonly pin: PinState;
  readonly pinEntry: PinEntry;
  readonly pinSeconds: number;
  /** Why the level cannot be reached now. */
  readonly delayed: Problem | null;
}

/** A mark to be looked at before it is written. Points. */
export interface PreviewRequest extends Pick<Choices, 'appearance' | 'reason' | 'location' | 'contact'> {
  /** Null, or one whose content is still encrypted: the mark names nobody yet. */
  readonly certificate: CertificateId | null;
  /** Stands for the signer then. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface SignRequest {
  readonly source: OpenedFile;
  /** What goes into a container together with it; null: no container. */
  readonly container: readonly OpenedFile[] | null;
  readonly certificate: CertificateId;
  readonly choices: Choices;
  readonly targetPath: string;
  /** True only where the person was asked about replacing exactly this file. */
  readonly overwrite: boolean;
  /** UTF-8. The caller overwrites it when the call returns: copy nothing, keep nothing. */
  readonly pin: Uint8Array;
  /** True: the person was told what a lock costs. */
  readonly acceptLastTry: boolean;
}

export interface PreparedExtension {
  /** Absolute path of a file that does not exist yet. */
  readonly targetPath: string;
  readonly signatures: SignatureStanding[];
  readonly next: SignatureLevel | null;
  readonly problem: Problem | null;
}

export interface ExtendRequest {
  readonly source: OpenedFile;
  readonly targetPath: string;
  readonly overwrite: boolean;
  readonly level: SignatureLevel;
}

/** A new file, signed or taken to a higher level, and what it is. */
export interface FinishedDocument {
  readonly targetPath: string;
  readonly report: VerificationReport;
  readonly entry: LedgerEntryView;
  readonly level: LevelOutcome;
  readonly warnings: string[];
}

/** A report to be written for people or programs. */
export interface ReportRequest {
  /** The file that was verified. */
  readonly file: OpenedFile;
  /** What the last check found. */
  readonly report: VerificationReport;
  readonly format: 'json' | 'pdf' | 'xml';
  /** Of the PDF form. */
  readonly language: 'en' | 'de';
  /** Absolute. */
  readonly path: string;
  /** True only where the person was asked about replacing exactly this file. */
  readonly overwrite: boolean;
}

/** What a call gives back, as the contract has it. */
export type Answer<K extends keyof typeof contract> = z.output<(typeof contract)[K]['output']>;

/** The ledger as the window reads it. */
export interface LedgerApi {
  list(range: { offset: number; limit: number }): Promise<Answer<'ledger.list'>>;
  verify(options: TaskOptions): Promise<Answer<'ledger.verify'>>;
  prove(index: number): Promise<Answer<'ledger.prove'>>;
}

/** Whom the window trusts: anchors of the person and of the operating system, and the trusted lists. */
export interface TrustApi {
  list(): Promise<Answer<'trust.list'>>;
  /** Whether the anchors of the operating system count for every check. Throws TRUST_UNREADABLE where it has none. */
  takeSystem(on: boolean): Promise<void>;
  /** Adds the certificates found in these files; gives how many were new. */
  add(paths: readonly string[]): Promise<number>;
  /** Trusts a certificate that a signature of this file came with; false where it was trusted already. Throws INPUT_INVALID where it did not. */
  addFrom(file: OpenedFile, sha256: string): Promise<boolean>;
  lists(): Promise<TrustedScheme[]>;
  /** Throws NETWORK_*, TRUSTED_LIST_* where no list of lists can be taken over. */
  updateLists(options: TaskOptions): Promise<TakenTrustedLists>;
  importLists(paths: readonly string[]): Promise<TakenTrustedLists>;
}

/**
 * The use cases the window needs, as the shells see them; implemented by the workflow room and injected at start.
 * Failures are AppErrors; a full path in their details is cut to its file name before it reaches the page.
 */
export interface WorkflowApi {
  readonly version: string;
  /** Reads the file with our own reader. Throws INPUT_*, PDF_*, CMS_UNREADABLE, CONTAINER_DAMAGED, SIGNED_CONTENT_MISSING: then it is not shown. PDF_PASSWORD_*: it is asked for. */
  openDocument(file: OpenedFile, signal: AbortSignal): Promise<DocumentFacts>;
  /** The document as it was at a revision, from 1. Throws REVISION_NOT_FOUND, PDF_*. */
  openRevision(file: OpenedFile, revision: number, signal: AbortSignal): Promise<OpenedRevision>;
  /** Absolute path of a repaired copy beside (or in `folder`) a damaged file. Throws REPAIR_REFUSED_SIGNED, PDF_DAMAGED, INPUT_*, DISK_FULL. */
  repairCopy(path: string, folder: string, signal: AbortSignal): Promise<string>;
  verifyDocument(file: OpenedFile, options: VerifyTask): Promise<VerificationReport>;
  /** Throws TARGET_EXISTS, TARGET_EQUALS_SOURCE, TARGET_NOT_WRITABLE, DISK_FULL. */
  saveReport(request: ReportRequest, options: TaskOptions): Promise<void>;
  listCertificates(options: { refresh: boolean }): Promise<Answer<'tokens.list'>>;
  addKeyStore(path: string): Promise<SigningCertificate>;
  addModule(path: string): Promise<void>;
  /** `module`: name of its file. A module that was put aside is loaded again. */
  retryModule(module: string): Promise<void>;
  readonly batches: BatchApi;
  /** Why a token cannot be signed with. */
  readonly doctor: Pick<WindowDoctor, 'run' | 'trial'>;
  /** What is on tokens, and changing it. */
  readonly management: Pick<
    WindowManagement,
    | 'present'
    | 'objects'
    | 'privateObjects'
    | 'generate'
    | 'request'
    | 'saveRequest'
    | 'lookAt'
    | 'importCertificate'
    | 'importKeyStore'
    | 'kept'
    | 'deleteKept'
    | 'delete'
  >;
  /** Keys at remote signing services. */
  readonly services: Pick<WindowServices, 'list' | 'look' | 'add' | 'refresh' | 'forget'> & {
    readonly codes: Pick<CodeDesk, 'question' | 'give' | 'onChanged'>;
    readonly visits: Pick<VisitDesk, 'page' | 'giveUp' | 'onChanged'>;
  };
  readonly ledger: LedgerApi;
  readonly trust: TrustApi;
  /** PINs of tokens: their state, changing and unblocking. */
  readonly pins: Pick<WindowPins, 'facts' | 'change' | 'unblock'>;
  /** Throws what stands in the way of these choices, before any PIN: SIGNING_FORBIDDEN, CERTIFY_NOT_FIRST, SEED_VALUE_UNMET … */
  prepareSigning(request: PrepareRequest): Promise<PreparedSigning>;
  /** Bytes of a picture for a mark. Throws IMAGE_UNREADABLE, INPUT_*. */
  readImage(path: string): Promise<Uint8Array>;
  /** A PDF of one page that holds the mark as it will be written. */
  previewMark(request: PreviewRequest): Promise<Uint8Array>;
  /** Throws DOCUMENT_CHANGED before the key is asked where the bytes at `source.path` are not those of `source.sha256`. */
  sign(request: SignRequest, options: TaskOptions): Promise<FinishedDocument>;
  /** How far the signatures are, and what takes them further. */
  prepareExtension(
    request: { readonly source: OpenedFile; readonly folder: string },
    options: TaskOptions,
  ): Promise<PreparedExtension>;
  extend(request: ExtendRequest, options: TaskOptions): Promise<FinishedDocument>;
  outboxList(): Promise<OutboxEntry[]>;
  /** Tries one entry, or (null) all that wait, whatever their next try is set to. */
  outboxRun(id: OutboxId | null, options: TaskOptions): Promise<OutboxEntry[]>;
  outboxRemove(id: OutboxId): Promise<void>;
  /** Absolute path of the signed file of an entry. */
  outboxFile(id: OutboxId): Promise<string>;
  networkSettings(): Promise<NetworkSettings>;
  setNetworkSettings(settings: NetworkSettings): Promise<NetworkSettings>;
  testAuthority(url: string, options: TaskOptions): Promise<Answer<'network.test'>>;
  status(): Promise<Pick<Answer<'app.status'>, 'ledger' | 'tokens' | 'network' | 'outbox'>>;
  /** Calls back when a token came or went. Gives the way to unsubscribe. */
  onTokensChanged(callback: () => void): () => void;
  /** Calls back when an entry of the outbox came, went or moved on. Gives the way to unsubscribe. */
  onOutboxChanged(callback: () => void): () => void;
  /** Ends token hosts, closes the ledger. */
  close(): Promise<void>;
}
