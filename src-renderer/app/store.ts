import { useSyncExternalStore } from 'react';
import type { EventValue, Output } from '../../shared/contract/contract.ts';
import type { DocumentInfo, LockedFile } from '../../shared/contract/document-calls.ts';
import type { CertificateId, DocumentId, TargetId, TaskId } from '../../shared/contract/ids.ts';
import type { LedgerEntryView } from '../../shared/contract/ledger-calls.ts';
import type { LevelOutcome, OutboxEntry, OutboxId } from '../../shared/contract/level-outcome.ts';
import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import type { CodeQuestion, PageWanted } from '../../shared/contract/service-calls.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/contract/settings.ts';
import type { SignatureLevel } from '../../shared/contract/signing-choices.ts';
import type { Failure } from '../components/failure.ts';
import type { News } from '../components/toaster.tsx';
import type { Tone } from '../components/tone.ts';
import type { Extension } from '../features/extend/extend-panel.tsx';
import type { History } from '../features/placement/history.ts';
import type { PictureKind } from '../features/placement/look-choice.tsx';
import type { Spot } from '../features/placement/spot.ts';
import type { KnownService } from '../features/services/add-service-dialog.tsx';
import type { Draft } from '../features/signing/draft.ts';
import type { Stage } from '../features/signing/progress-panel.tsx';
import type { Keys, Preparation } from '../features/signing/sign-panel.tsx';
import type { PinPlace, PinWork } from '../features/tokens/pin-work-dialog.tsx';
import type { Check } from '../features/verdict/verdict-panel.tsx';
import type { Zoom } from '../features/viewer/layout.ts';
import { type BatchSpace, NO_BATCHES } from './batch-space.ts';
import type { Trusting, View } from './view.ts';

export type Step = 'verdict' | 'place' | 'sign' | 'progress' | 'result' | 'extend';

/** One open document and how far the person is with it. */
export interface OpenDocument {
  readonly info: DocumentInfo;
  readonly check: Check;
  readonly checkTask: TaskId | null;
  /** Why it is not shown; then it is not signed either. */
  readonly refused: Failure | null;
  readonly step: Step;
  readonly mark: History<Spot>;
  readonly certificate: CertificateId | null;
  /** Was chosen, and its token was taken out: chosen again when that comes back. */
  readonly missing: CertificateId | null;
  readonly draft: Draft;
  /** Kind of picture being chosen for the mark, which may not be there yet. */
  readonly pictureKind: PictureKind;
  readonly imageName: string | null;
  /** True once the person chose something: what was chosen last time no longer takes its place. */
  readonly touched: boolean;
  /** True once the person chose a level: until then it follows what is set up. */
  readonly levelChosen: boolean;
  readonly preparation: Preparation | null;
  readonly extension: Extension | null;
  /** Further documents that go into a signature container with this one; null: no container. Only for what is no PDF. */
  readonly container: readonly DocumentId[] | null;
  /** Another place for the result than the one offered. */
  readonly chosenTarget: { readonly id: TargetId; readonly name: string; readonly folder: string } | null;
  readonly view: View;
  /** Of looking at what was signed, or of a report. */
  readonly lookFailure: Failure | null;
  /** Of the signing of this document. */
  readonly failure: Failure | null;
  readonly running: {
    readonly kind: 'sign' | 'extend';
    readonly level: SignatureLevel;
    readonly task: TaskId;
    readonly stage: Stage;
    readonly fraction: number | null;
    readonly cancelling: boolean;
    /** How long the token waits for what is typed on its reader; null where nothing is. */
    readonly readerSeconds: number | null;
    /** Host of the signing service that keeps the key. */
    readonly service: string | null;
  } | null;
  /** Set where this document was made by signing in this session. */
  readonly result: {
    readonly kind: 'signed' | 'extended';
    readonly entry: LedgerEntryView;
    readonly sourceName: string;
    readonly level: LevelOutcome;
    readonly warnings: readonly string[];
  } | null;
}

export interface AppState {
  readonly page: 'documents' | 'batch' | 'tokens' | 'outbox' | 'ledger' | 'settings';
  readonly documents: readonly OpenDocument[];
  readonly active: DocumentId | null;
  readonly keys: Keys | null;
  readonly status: Output<'app.status'> | null;
  readonly settings: Settings;
  /** Null until it is known. */
  readonly network: NetworkSettings | null;
  /** Null until it was asked for. */
  readonly outbox: readonly OutboxEntry[] | null;
  readonly outboxRun: { readonly task: TaskId; readonly id: OutboxId | 'all' } | null;
  readonly outboxFailure: Failure | null;
  /** Files that wait for their password, the first is asked about. */
  readonly locked: readonly LockedFile[];
  readonly unlocking: { readonly busy: boolean; readonly failure: Failure | null };
  readonly zoom: Zoom;
  readonly thumbnails: boolean;
  readonly overlay: 'palette' | 'shortcuts' | 'pin' | 'trust' | 'online' | null;
  readonly trusting: Trusting | null;
  /** Whose PIN is being changed or unblocked. */
  readonly pinWork: { readonly kind: PinWork; readonly place: PinPlace } | null;
  /** A signing service is being added, or (`known`) gets a new access token. */
  readonly addingService: { readonly known: KnownService | null } | null;
  /** A one-time code that a signing service waits for. */
  readonly codeQuestion: CodeQuestion | null;
  /** The page of a signing service on which the person is waited for. */
  readonly pageWanted: PageWanted | null;
  readonly fileRequest: EventValue<'fileBrowser.opened'> | null;
  /** A file that could not be opened. */
  readonly openFailure: { readonly name: string | null; readonly failure: Failure } | null;
  /** A key file or module that could not be added, settings that could not be kept. */
  readonly settingsFailure: Failure | null;
  readonly batches: BatchSpace;
  readonly ledgerEntry: number | null;
  readonly news: readonly News[];
}

const FIRST: AppState = {
  page: 'documents',
  documents: [],
  active: null,
  keys: null,
  status: null,
  settings: DEFAULT_SETTINGS,
  network: null,
  outbox: null,
  outboxRun: null,
  outboxFailure: null,
  locked: [],
  unlocking: { busy: false, failure: null },
  zoom: { kind: 'automatic' },
  thumbnails: matchMedia('(min-width: 1500px)').matches,
  overlay: null,
  trusting: null,
  pinWork: null,
  addingService: null,
  codeQuestion: null,
  pageWanted: null,
  fileRequest: null,
  openFailure: null,
  settingsFailure: null,
  batches: NO_BATCHES,
  ledgerEntry: null,
  news: [],
};

let state = FIRST;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function getState(): AppState {
  return state;
}

/** The only way the state of the window changes. */
export function patch(part: Partial<AppState>): void {
  state = { ...state, ...part };
  for (const listener of listeners) listener();
}

export function patchDocument(id: DocumentId, part: Partial<OpenDocument>): void {
  patch({
    documents: state.documents.map((document) => (document.info.id === id ? { ...document, ...part } : document)),
  });
}

export function findDocument(id: DocumentId | null): OpenDocument | null {
  return state.documents.find((document) => document.info.id === id) ?? null;
}

export function useApp(): AppState {
  return useSyncExternalStore(subscribe, getState);
}

let newsCount = 0;
export function tell(text: string, tone: Tone = 'good'): void {
  newsCount += 1;
  patch({ news: [...state.news.slice(-2), { id: newsCount, tone, text }] });
}
