import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { SigningCertificate } from '../../shared/contract/contract.ts';
import type { NetworkSettings } from '../../shared/contract/network-settings.ts';
import type { Placement } from '../../shared/contract/signing-choices.ts';
import type { VerificationReport } from '../../shared/domain/verification.ts';
import { previewAppearance } from '../pades/appearance/preview.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import type { Home } from '../platform/home.ts';
import type { HostLauncher } from '../tokens/host-launcher.ts';
import { Tokens } from '../tokens/tokens.ts';
import { chooseHome } from './field-choice.ts';
import { KeyCatalogue } from './key-catalogue.ts';
import { chooseKey } from './keys.ts';
import { viewOf } from './ledger-view.ts';
import { documentFacts, openForSigning } from './open-document.ts';
import { rememberKey } from './remembered-keys.ts';
import { openSession, type Session } from './session.ts';
import type { SignJob } from './sign-document.ts';
import { clockWarnings, signingWarnings } from './signing-checks.ts';
import { SigningRun } from './signing-run.ts';
import { freeTarget } from './target-name.ts';
import { addTrust, loadTrust } from './trust-store.ts';
import { verifySource } from './verify-document.ts';
import { version } from './version.ts';
import type {
  Answer,
  DocumentFacts,
  FinishedDocument,
  OpenedFile,
  PreparedExtension,
  PreparedSigning,
  PrepareRequest,
  PreviewRequest,
  SignRequest,
  TaskOptions,
  WorkflowApi,
} from './workflow-api.ts';

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
  const tokens = new Tokens(launcher === undefined ? {} : { launcher });
  return new WindowWorkflow(session, tokens);
}

/** Implements the interface that the shells inject into their handlers. */
class WindowWorkflow implements WorkflowApi {
  readonly version = version;
  readonly #session: Session;
  readonly #tokens: Tokens;
  readonly #catalogue: KeyCatalogue;
  readonly #listeners = new Set<() => void>();
  #ledgerVerified: boolean | null = null;

  constructor(session: Session, tokens: Tokens) {
    this.#session = session;
    this.#tokens = tokens;
    this.#catalogue = new KeyCatalogue(session.home, tokens, session.clock);
  }

  openDocument(file: OpenedFile, signal: AbortSignal): Promise<DocumentFacts> {
    return documentFacts(file, signal);
  }

  async verifyDocument(file: OpenedFile, { signal, onProgress }: TaskOptions): Promise<VerificationReport> {
    const trust = await loadTrust({}, this.#session.home);
    const progress = { signal, report: (fraction: number) => onProgress({ stage: 'verifying', fraction }) };
    const report = await verifySource(file.source, trust, this.#session.clock.now(), progress, file.password);
    return { file: path.basename(file.path), ...report };
  }

  listCertificates({ refresh }: { refresh: boolean }): Promise<Answer<'tokens.list'>> {
    return this.#catalogue.list(refresh);
  }

  async addKeyStore(file: string): Promise<SigningCertificate> {
    const certificate = await this.#catalogue.keyStore(file);
    await rememberKey(this.#session.home, 'keyStores', file);
    this.#tokensChanged();
    return certificate;
  }

  /** A module that cannot be loaded is not remembered. */
  async addModule(file: string): Promise<void> {
    await this.#tokens.moduleInfo(file);
    await rememberKey(this.#session.home, 'modules', file);
    this.#tokensChanged();
  }

  async prepareSigning(request: PrepareRequest): Promise<PreparedSigning> {
    const { source, choices, folder } = request;
    const document = await openForSigning(source);
    await chooseHome(document.document, { place: placeOf(choices.placement), field: choices.field ?? undefined });
    const key = await chooseKey(this.#catalogue.wish(request.certificate), this.#tokens);
    const { clock, home } = this.#session;
    const newestEntry = await this.#session.newestEntryTime();
    const warnings = clockWarnings(clock.now(), newestEntry);
    if (key.certificate !== undefined) {
      const trust = await loadTrust({}, home);
      warnings.push(...signingWarnings(key.certificate, { now: clock.now(), trust, chain: key.chain }));
    }
    const targetPath = await freeTarget(source.path, folder);
    return { targetPath, warnings: [...document.warnings, ...warnings], pin: key.pin, delayed: null };
  }

  async sign(request: SignRequest, { signal, onProgress }: TaskOptions): Promise<FinishedDocument> {
    const { choices } = request;
    const job: SignJob = {
      source: request.source.path,
      target: request.targetPath,
      replace: request.overwrite,
      shownSha256: request.source.sha256,
      password: request.source.password,
      place: placeOf(choices.placement),
      field: choices.field ?? undefined,
      reason: choices.reason,
      location: choices.location,
      contact: choices.contact,
      signal,
      onProgress: (stage, fraction) => onProgress({ stage, fraction }),
    };
    const session = { ...this.#session, trust: await loadTrust({}, this.#session.home) };
    const run = await SigningRun.begin(session, this.#tokens, this.#catalogue.wish(request.certificate), {
      allowExpired: false,
      readPin: async () => request.pin,
      warn: () => undefined,
      first: job,
    });
    try {
      const outcome = await run.sign(job);
      return {
        targetPath: outcome.target,
        report: { file: path.basename(outcome.target), ...outcome.report },
        entry: viewOf(session.ledger.entry(outcome.ledgerIndex)),
        level: { asked: choices.level, reached: 'B-B', problems: [], outbox: null },
        warnings: [],
      };
    } finally {
      await run.end();
      // The state of the PIN may be another one now.
      this.#tokensChanged();
    }
  }

  async readImage(): Promise<Uint8Array> {
    throw new AppError('USAGE', 'Pictures are not taken yet.');
  }

  async previewMark(request: PreviewRequest): Promise<Uint8Array> {
    const { certificates } = await this.#catalogue.list(false);
    const chosen = certificates.find(({ id }) => id === request.certificate);
    const { width, height, reason, location } = request;
    const { pdf } = await previewAppearance({
      size: { width, height },
      text: {
        name: chosen?.subject == null ? request.name : chosen.name,
        time: this.#session.clock.now(),
        reason,
        location,
        issuer: chosen?.issuer ?? '',
      },
    });
    return pdf;
  }

  async prepareExtension(): Promise<PreparedExtension> {
    throw new AppError('USAGE', 'Nothing can be extended yet.');
  }

  async extend(): Promise<FinishedDocument> {
    throw new AppError('USAGE', 'Nothing can be extended yet.');
  }

  async outboxList() {
    return [];
  }

  async outboxRun() {
    return [];
  }

  async outboxRemove(): Promise<void> {}

  async outboxFile(): Promise<string> {
    throw new AppError('USAGE', 'The outbox is empty.');
  }

  async networkSettings(): Promise<NetworkSettings> {
    return { offline: false, proxy: { kind: 'none' }, authorities: [] };
  }

  setNetworkSettings(): Promise<NetworkSettings> {
    return this.networkSettings();
  }

  async testAuthority(): Promise<Answer<'network.test'>> {
    throw new AppError('USAGE', 'No authority can be asked yet.');
  }

  async ledgerList({ offset, limit }: { offset: number; limit: number }): Promise<Answer<'ledger.list'>> {
    const { ledger } = this.#session;
    return { size: ledger.size, entries: ledger.entries(offset, limit).map(viewOf) };
  }

  async ledgerVerify({ signal, onProgress }: TaskOptions): Promise<Answer<'ledger.verify'>> {
    const report = await this.#session.ledger.verify({
      signal,
      onProgress: (fraction) => onProgress({ stage: 'verifying', fraction }),
    });
    this.#ledgerVerified = report.ok;
    return report;
  }

  async ledgerProve(index: number): Promise<Answer<'ledger.prove'>> {
    const { checkpoint, proof, entry } = this.#session.ledger.prove(index);
    return { checkpoint, proof: proof.map((hash) => Buffer.from(hash).toString('hex')), leafHash: entry.leafHash };
  }

  async trustList(): Promise<Answer<'trust.list'>> {
    const { anchors } = await loadTrust({}, this.#session.home);
    return {
      anchors: anchors.map(({ subject, sha256, notAfter }) => ({ subject, sha256, notAfter: notAfter.toISOString() })),
    };
  }

  async trustAdd(files: readonly string[]): Promise<number> {
    return addTrust(this.#session.home, files);
  }

  async status(): Promise<Pick<Answer<'app.status'>, 'ledger' | 'tokens' | 'network' | 'outbox'>> {
    const { ledger } = this.#session;
    const newest = await this.#session.newestEntryTime();
    const { certificates } = await this.#catalogue.list(false);
    const tokens = new Set(certificates.filter(({ home }) => home.kind === 'pkcs11').map(({ home }) => home.detail));
    return {
      ledger: { size: ledger.size, lastCheckpoint: newest?.toISOString() ?? null, verified: this.#ledgerVerified },
      tokens: tokens.size,
      network: { offline: false, authorities: 0, lastContact: null },
      outbox: { waiting: 0, failed: 0 },
    };
  }

  onTokensChanged(callback: () => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  onOutboxChanged(): () => void {
    return () => undefined;
  }

  async close(): Promise<void> {
    await this.#tokens.close();
    await this.#session.close();
  }

  #tokensChanged(): void {
    this.#catalogue.forget();
    for (const listener of this.#listeners) listener();
  }
}

function placeOf(placement: Placement | null): SignJob['place'] {
  if (placement === null) return undefined;
  const { page, x, y, width, height } = placement;
  return { page, rect: { x0: x, y0: y, x1: x + width, y1: y + height } };
}
