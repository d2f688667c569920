import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import {
  type LevelOutcome,
  type OutboxEntry,
  type OutboxId,
  outboxId,
  type SignatureStanding,
} from '../../shared/contract/level-outcome.ts';
import type { SignatureReport } from '../../shared/domain/verification.ts';
import { PdfDocument } from '../pdf/document.ts';
import { verifyInBackground } from './background/verify-in-background.ts';
import { viewOf } from './ledger-view.ts';
import { openedKind } from './opened-kind.ts';
import type { Outbox, OutboxItem } from './outbox.ts';
import type { StoredEntry } from './outbox-entry.ts';
import type { OutboxRunOptions } from './outbox-run.ts';
import { problemOf } from './problem.ts';
import type { Session } from './session.ts';
import type { LevelResult } from './signing-levels.ts';
import { freeTarget } from './target-name.ts';
import { loadTrust, type TrustMaterial } from './trust-store.ts';
import { settingOf } from './verification-setting.ts';
import type { WindowNetwork } from './window-network.ts';
import type {
  Answer,
  ExtendRequest,
  FinishedDocument,
  OpenedFile,
  PreparedExtension,
  TaskOptions,
} from './workflow-api.ts';

/** What is due in the outbox is looked for so often: milliseconds. */
const ROUND = 60_000;

/** Taking further what is signed already: documents that are open, and what waits in the outbox. */
export class WindowCompletion {
  readonly #session: Session;
  readonly #network: WindowNetwork;
  /** Passwords of encrypted documents that were signed in this session and wait, by entry. Never on the disk. */
  readonly #passwords = new Map<string, string>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(session: Session, network: WindowNetwork) {
    this.#session = session;
    this.#network = network;
  }

  /** Completes by itself what is due, now and from time to time. */
  begin(): void {
    const round = () => {
      this.#running = this.#runDue().catch(() => undefined);
    };
    this.#timer = setInterval(round, ROUND);
    this.#timer.unref();
    round();
  }

  async end(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort(new AppError('CANCELLED', 'The window was closed; what waits in the outbox stays there.'));
    await this.#running;
  }

  /** @throws AppError INPUT_*, PDF_* */
  async prepare(
    { source, folder }: { readonly source: OpenedFile; readonly folder: string },
    { signal, onProgress }: TaskOptions,
  ): Promise<PreparedExtension> {
    const { home, clock } = this.#session;
    onProgress({ stage: 'reading', fraction: null });
    const trust = await loadTrust({}, home);
    const now = clock.now();
    const progress = { signal, report: (fraction: number) => onProgress({ stage: 'verifying', fraction }) };
    const report = await verifyInBackground(source, { home, clock, online: false }, progress);
    const kind = await openedKind(source);
    const signatures = await standingsOf(source, kind, report.signatures, { trust, now, signal });
    const open = signatures.flatMap(({ next }) => (next === null ? [] : [next]));
    const { authorities } = await this.#network.settings();
    return {
      targetPath: await freeTarget(source.path, folder, 'extended', kind === 'pdf'),
      signatures,
      next: ORDER.find((level) => open.includes(level)) ?? null,
      problem: authorities.length === 0 || open.length === 0 ? null : await this.#network.check(signal),
    };
  }

  /** @throws AppError as extendDocument: nothing is saved that is not what was asked for */
  async extend(request: ExtendRequest, { signal, onProgress }: TaskOptions): Promise<FinishedDocument> {
    const { source, targetPath, overwrite, level } = request;
    const session = { ...this.#session, trust: await loadTrust({}, this.#session.home) };
    const { extendDocument } = await import('./extend-document.ts');
    const { levelServices, openNetwork } = await import('./network.ts');
    const network = await openNetwork(session.home, session.clock);
    try {
      const outcome = await extendDocument(
        {
          source: source.path,
          target: targetPath,
          replace: overwrite,
          level,
          shownSha256: source.sha256,
          content: source.content,
          password: source.password,
          signal,
          onProgress: (stage, fraction) => onProgress({ stage, fraction }),
        },
        { ...session, services: levelServices(network, session.trust, session.clock) },
      );
      this.#network.note([]);
      return {
        targetPath: outcome.target,
        report: {
          file: path.basename(outcome.target),
          setting: settingOf(session.trust, session.clock.now(), outcome.report.signatures),
          ...outcome.report,
        },
        entry: viewOf(session.ledger.entry(outcome.ledgerIndex)),
        level: { asked: level, reached: outcome.reached, problems: outcome.problems.map(problemOf), outbox: null },
        warnings: [],
      };
    } catch (error) {
      this.#network.note([error as { code: string }].filter((one) => typeof one.code === 'string'));
      throw error;
    }
  }

  async list(): Promise<OutboxEntry[]> {
    return (await this.#session.outbox.list()).map(entryOf);
  }

  async counts(): Promise<Answer<'app.status'>['outbox']> {
    const entries = await this.#session.outbox.list();
    return {
      waiting: entries.filter(({ state }) => state !== 'done' && state !== 'failed').length,
      failed: entries.filter(({ state }) => state === 'failed').length,
    };
  }

  /** @throws AppError OUTBOX_ENTRY_NOT_FOUND, CANCELLED */
  async run(id: OutboxId | null, { signal, onProgress }: TaskOptions): Promise<OutboxEntry[]> {
    await this.#try({
      id: id ?? undefined,
      signal,
      onProgress: (_entry, stage, fraction) => onProgress({ stage, fraction }),
    });
    return this.list();
  }

  remove(id: OutboxId): Promise<void> {
    return this.#session.outbox.remove(id);
  }

  /** @throws AppError OUTBOX_ENTRY_NOT_FOUND */
  async file(id: OutboxId): Promise<string> {
    return (await this.#session.outbox.find(id)).file;
  }

  /** What a run of signing came to, as the page is told. */
  outcome({ asked, reached, problems, queued }: LevelResult, password: string | undefined): LevelOutcome {
    if (asked !== 'B-B') this.#network.note(problems);
    if (queued !== null && password !== undefined) this.#passwords.set(queued.id, password);
    return { asked, reached, problems: problems.map(problemOf), outbox: queued === null ? null : entryOf(queued) };
  }

  async #runDue(): Promise<void> {
    const waiting = (await this.#session.outbox.list()).some(({ state }) => state === 'queued' || state === 'waiting');
    if (!waiting) return;
    await this.#try({ onlyDue: true, signal: this.#stop.signal });
  }

  /** Entries whose password is known are tried one by one with it, all others in one run. */
  async #try(options: OutboxRunOptions): Promise<void> {
    const { runOutbox } = await import('./outbox-run.ts');
    const { outbox } = this.#session;
    const ids = options.id !== undefined || this.#passwords.size === 0 ? [options.id] : await idsOf(outbox);
    const tried: OutboxItem[] = [];
    for (const id of ids) {
      const password = id === undefined ? undefined : this.#passwords.get(id);
      tried.push(...(await runOutbox(this.#session, { ...options, id, password })));
    }
    for (const { id, state } of tried) if (state === 'done') this.#passwords.delete(id);
    if (tried.length > 0) this.#network.note(tried.flatMap(({ problem }) => (problem === null ? [] : [problem])));
  }
}

/** How far each signature is, and what it lacks. */
async function standingsOf(
  { source, password }: OpenedFile,
  kind: Awaited<ReturnType<typeof openedKind>>,
  reports: readonly SignatureReport[],
  { trust, now, signal }: { trust: TrustMaterial; now: Date; signal: AbortSignal },
): Promise<SignatureStanding[]> {
  const { planExtension, planFileExtension } = await import('./extension-plan.ts');
  if (kind !== 'pdf') return planFileExtension(reports);
  const document = await PdfDocument.open(source, { password, signal });
  return planExtension(document, reports, { trust, now });
}

const idsOf = async (outbox: Outbox): Promise<string[]> => (await outbox.list()).map(({ id }) => id);
const ORDER = ['B-T', 'B-LT', 'B-LTA'] as const;

function entryOf(item: OutboxItem | StoredEntry): OutboxEntry {
  const { id, file, asked, reached, state, problem, attempts, queued, nextTry } = item;
  return {
    id: outboxId.parse(id),
    document: path.basename(file),
    folder: path.basename(path.dirname(file)) || path.dirname(file),
    asked,
    reached,
    state,
    problem: problem === null ? null : problemOf(problem),
    attempts,
    queued,
    nextTry,
  };
}
