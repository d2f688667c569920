import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { OutboxEntry, OutboxId } from '../../shared/contract/level-outcome.ts';
import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import type { SigningCertificate } from '../../shared/contract/token-list-calls.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Home } from '../platform/home.ts';
import type { HostLauncher } from '../tokens/host-launcher.ts';
import type { Tokens } from '../tokens/tokens.ts';
import { verifyInBackground } from './background/verify-in-background.ts';
import { WindowBatches } from './batch/window-batches.ts';
import { WindowDoctor } from './doctor/window-doctor.ts';
import { KeyCatalogue } from './key-catalogue.ts';
import { openTokens, quarantined, retryModule } from './module-health.ts';
import { openRevision } from './open-revision.ts';
import { openedFacts } from './opened-facts.ts';
import { PinTries } from './pin-tries.ts';
import { rememberKey } from './remembered-keys.ts';
import { repairCopy } from './repair-copy.ts';
import { openSession, type Session } from './session.ts';
import { listSystemKeys } from './system-keys.ts';
import { TokenFollower } from './token-follower.ts';
import { loadTrust } from './trust-store.ts';
import { version } from './version.ts';
import { WindowCompletion } from './window-completion.ts';
import { WindowLedger } from './window-ledger.ts';
import { WindowManagement } from './window-management.ts';
import { WindowNetwork } from './window-network.ts';
import { WindowPins } from './window-pins.ts';
import { WindowServices } from './window-services.ts';
import { WindowSigning } from './window-signing.ts';
import { WindowTrust } from './window-trust.ts';
import type {
  Answer,
  DocumentFacts,
  ExtendRequest,
  FinishedDocument,
  OpenedFile,
  OpenedRevision,
  PreparedExtension,
  PreparedSigning,
  PrepareRequest,
  PreviewRequest,
  ReportRequest,
  SignRequest,
  TaskOptions,
  VerifyTask,
  WorkflowApi,
} from './workflow-api.ts';
import { writeReport } from './write-report.ts';

/**
 * The use cases as the window needs them, over one session that stays open as long as the window.
 * @throws AppError HOME_NOT_WRITABLE, LEDGER_*
 */
export async function openWorkflow(options: {
  home: Home;
  launcher?: HostLauncher;
  clock?: Clock;
}): Promise<WorkflowApi> {
  const { home, launcher, clock = systemClock } = options;
  const session = await openSession({}, { home, clock });
  const tokens = openTokens(home, launcher);
  return new WindowWorkflow(session, tokens);
}

/** Implements the interface that the shells inject into their handlers. */
class WindowWorkflow implements WorkflowApi {
  readonly version = version;
  readonly #session: Session;
  readonly #tokens: Tokens;
  readonly #catalogue: KeyCatalogue;
  readonly #network: WindowNetwork;
  readonly #completion: WindowCompletion;
  readonly #signing: WindowSigning;
  readonly doctor: WindowDoctor;
  readonly management: WindowManagement;
  readonly pins: WindowPins;
  readonly batches: WindowBatches;
  readonly services: WindowServices;
  readonly ledger: WindowLedger;
  readonly trust: WindowTrust;
  readonly #listeners = new Set<() => void>();
  readonly #follower: TokenFollower;

  constructor(session: Session, tokens: Tokens) {
    this.#session = session;
    this.#tokens = tokens;
    this.ledger = new WindowLedger(session.ledger);
    this.trust = new WindowTrust(session);
    this.#network = new WindowNetwork(session);
    this.services = new WindowServices({
      home: session.home,
      http: () => this.#network.http(),
      onChanged: () => {
        this.#catalogue.reshow();
        this.#tellOfTokens();
      },
    });
    this.#catalogue = new KeyCatalogue(session.home, tokens, session.clock, listSystemKeys, () => this.services.keys());
    this.#completion = new WindowCompletion(session, this.#network);
    const tries = new PinTries(session.clock);
    this.doctor = new WindowDoctor({ home: session.home, clock: session.clock, tokens, tries });
    this.pins = new WindowPins(session.home, tokens, this.#catalogue, tries);
    this.management = new WindowManagement({
      home: session.home,
      tokens,
      catalogue: this.#catalogue,
      tries,
      onChanged: () => this.#tokensChanged(),
    });
    this.#signing = new WindowSigning({
      session,
      tokens,
      catalogue: this.#catalogue,
      network: this.#network,
      completion: this.#completion,
      tries,
    });
    this.batches = new WindowBatches({
      session,
      tokens,
      catalogue: this.#catalogue,
      tries,
      onTokenUsed: () => this.#tokensChanged(),
    });
    this.#completion.begin();
    this.#follower = new TokenFollower(session.home, tokens, (emptied) => this.#tokensChanged(emptied));
    this.#follower.begin();
  }

  openDocument(file: OpenedFile, signal: AbortSignal): Promise<DocumentFacts> {
    return openedFacts(file, signal);
  }

  openRevision(file: OpenedFile, revision: number, signal: AbortSignal): Promise<OpenedRevision> {
    return openRevision(file, revision, signal);
  }

  repairCopy(file: string, folder: string, signal: AbortSignal): Promise<string> {
    return repairCopy(file, folder, signal);
  }

  verifyDocument(file: OpenedFile, { signal, onProgress, online }: VerifyTask): Promise<VerificationReport> {
    const { home, clock } = this.#session;
    // When all bytes are digested nobody knows how long the rest takes.
    const report = (fraction: number) => onProgress({ stage: 'verifying', fraction: fraction < 1 ? fraction : null });
    return verifyInBackground(file, { home, clock, online }, { signal, report });
  }

  async saveReport(request: ReportRequest, { signal }: TaskOptions): Promise<void> {
    await writeReport({ ...request, trust: await loadTrust({}, this.#session.home), signal });
  }

  listCertificates({ refresh }: { refresh: boolean }): Promise<Answer<'tokens.list'>> {
    return this.#catalogue.listSoon(refresh, () => this.#tellOfTokens());
  }

  async addKeyStore(file: string): Promise<SigningCertificate> {
    const [certificate] = await this.#catalogue.keyStore(file);
    if (certificate === undefined) {
      throw new AppError('CERTIFICATE_NOT_FOUND', 'The key store shows no key. Choose another file.');
    }
    await rememberKey(this.#session.home, 'keyStores', file);
    this.#tokensChanged();
    return certificate;
  }

  /** A module that cannot be loaded is not remembered. */
  async addModule(file: string): Promise<void> {
    await this.#tokens.moduleInfo(file);
    await rememberKey(this.#session.home, 'modules', file);
    this.#follower.begin();
    this.#tokensChanged();
  }

  async retryModule(name: string): Promise<void> {
    for (const module of await quarantined(this.#session.home)) {
      if (path.basename(module) === name) await retryModule(this.#session.home, module);
    }
    this.#tokensChanged();
  }

  prepareSigning(request: PrepareRequest): Promise<PreparedSigning> {
    return this.#signing.prepare(request);
  }

  readImage(file: string): Promise<Uint8Array> {
    return this.#signing.readImage(file);
  }

  previewMark(request: PreviewRequest): Promise<Uint8Array> {
    return this.#signing.preview(request);
  }

  async sign(request: SignRequest, options: TaskOptions): Promise<FinishedDocument> {
    try {
      return await this.#signing.sign(request, options);
    } finally {
      // The state of the PIN may be another one now.
      this.#tokensChanged();
    }
  }

  prepareExtension(
    request: { readonly source: OpenedFile; readonly folder: string },
    options: TaskOptions,
  ): Promise<PreparedExtension> {
    return this.#completion.prepare(request, options);
  }

  extend(request: ExtendRequest, options: TaskOptions): Promise<FinishedDocument> {
    return this.#completion.extend(request, options);
  }

  outboxList(): Promise<OutboxEntry[]> {
    return this.#completion.list();
  }

  outboxRun(id: OutboxId | null, options: TaskOptions): Promise<OutboxEntry[]> {
    return this.#completion.run(id, options);
  }

  outboxRemove(id: OutboxId): Promise<void> {
    return this.#completion.remove(id);
  }

  outboxFile(id: OutboxId): Promise<string> {
    return this.#completion.file(id);
  }

  networkSettings(): Promise<NetworkSettings> {
    return this.#network.settings();
  }

  setNetworkSettings(settings: NetworkSettings): Promise<NetworkSettings> {
    return this.#network.set(settings);
  }

  testAuthority(url: string, options: TaskOptions): Promise<Answer<'network.test'>> {
    return this.#network.test(url, options);
  }

  async status(): Promise<Pick<Answer<'app.status'>, 'ledger' | 'tokens' | 'network' | 'outbox'>> {
    const { ledger } = this.#session;
    const newest = await this.#session.newestEntryTime();
    const { tokens } = await this.#catalogue.listSoon(false);
    return {
      ledger: { size: ledger.size, lastCheckpoint: newest?.toISOString() ?? null, verified: this.ledger.isVerified },
      tokens: tokens.length,
      network: await this.#network.status(),
      outbox: await this.#completion.counts(),
    };
  }

  onTokensChanged(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  onOutboxChanged(callback: () => void): () => void {
    return this.#session.outbox.subscribe(callback);
  }

  async close(): Promise<void> {
    this.#follower.end();
    this.services.stopAsking();
    await this.batches.close();
    await this.services.close();
    await this.#completion.end();
    await this.#tokens.close();
    await this.#session.close();
  }

  /** @param emptied readers whose cards were taken out */
  #tokensChanged(emptied: readonly string[] = []): void {
    this.#catalogue.forget(emptied);
    this.#tellOfTokens();
  }

  #tellOfTokens(): void {
    for (const listener of this.#listeners) listener();
  }
}
