import path from 'node:path';
import type { BatchFile, BatchId, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import type { Choices } from '../choices.ts';
import { inspectJob } from '../inspect-job.ts';
import type { KeyCatalogue } from '../key-catalogue.ts';
import { chooseKey } from '../keys.ts';
import type { PinTries } from '../pin-tries.ts';
import { pinEntries } from '../run-pin.ts';
import type { Session } from '../session.ts';
import type { SignJob } from '../sign-document.ts';
import type { FileSignJob } from '../sign-file.ts';
import { clockWarnings, signingWarnings } from '../signing-checks.ts';
import { SigningRun } from '../signing-run.ts';
import { freeName } from '../target-name.ts';
import { loadTrust } from '../trust-store.ts';
import { jobOf } from '../window-choices.ts';
import { problemOf } from '../window-network.ts';
import { Batch, failureOf } from './batch.ts';
import type { BatchApi, BatchPin, BatchWish } from './batch-api.ts';
import { batchView, draftView, fileView, recordFacts } from './batch-view.ts';
import { BatchDrafts, notFound, taskOf } from './drafts.ts';
import { BatchJournal, type BatchOutcome, type BatchRecord, type BatchTask, batchRecords } from './journal.ts';
import { type KeptWish, keptWish, wishOf } from './kept-choices.ts';
import { type ResultsForm, resultsTable, writeResults } from './results-table.ts';
import { BatchControl, beginBatch } from './running-batch.ts';

/** Milliseconds between two words about a batch that goes on. */
const QUIET = 200;
/** Batches of earlier days that are kept. */
const MOST_KEPT = 50;

interface Parts {
  readonly session: Session;
  readonly tokens: Tokens;
  readonly catalogue: KeyCatalogue;
  readonly tries: PinTries;
  /** A batch has let its token go: its PIN may be in another state now. */
  readonly onTokenUsed: () => void;
}

interface Running {
  readonly batch: Batch;
  readonly wish: KeptWish;
  readonly control: BatchControl;
  /** When all is over. Never fails. */
  readonly ended: Promise<void>;
}

/** Batches as the window has them: gathered, signed in the background, taken up again after the window was closed. */
export class WindowBatches implements BatchApi {
  readonly #parts: Parts;
  readonly #drafts = new BatchDrafts();
  readonly #running = new Map<BatchId, Running>();
  readonly #listeners = new Set<(view: BatchView) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async add(batch: BatchId | null, files: readonly string[]): Promise<BatchView> {
    return this.#told(this.#drafts.add(batch, files));
  }

  async remove(batch: BatchId, index: number): Promise<BatchView> {
    this.#drafts.remove(batch, index);
    return this.#told(batch);
  }

  async prepare(id: BatchId, { certificate, choices }: BatchWish): Promise<BatchPreparation> {
    const { session, tokens, catalogue } = this.#parts;
    const files = this.#drafts.get(id);
    const key = await chooseKey(catalogue.wish(certificate), tokens);
    const now = session.clock.now();
    // How often the PIN is wanted the window says from `pinEntries`.
    const said = clockWarnings(now, await session.newestEntryTime());
    if (key.certificate !== undefined) {
      const circumstances = { now, trust: await loadTrust({}, session.home), chain: key.chain };
      said.push(...signingWarnings(key.certificate, circumstances));
    }
    const refused: BatchPreparation['refused'] = [];
    for (const [index, source] of files.entries()) {
      try {
        const plan = await inspectJob({ ...jobFor(await taskOf(source), choices), level: choices.level });
        for (const sentence of plan?.warnings ?? []) if (!said.includes(sentence)) said.push(sentence);
      } catch (error) {
        refused.push({ index, problem: problemOf(failureOf(error)) });
      }
    }
    return { warnings: said, pinEntries: pinEntries(key, files.length), refused };
  }

  async start(id: BatchId, wish: BatchWish, pin: BatchPin): Promise<BatchView> {
    const files = [...this.#drafts.get(id)];
    const tasks: BatchTask[] = [];
    for (const file of files) tasks.push(await taskOf(file));
    const begun = { wish: { ...wish, signer: null, keyHome: null }, pin, documents: tasks.length };
    try {
      return await this.#run(id, begun, (kept) => {
        const plan = { origin: 'window' as const, folder: null, targetFolder: null, choices: keptWish(kept), tasks };
        return Batch.begin(this.#parts.session, plan, id);
      });
    } catch (error) {
      await this.#giveBack(id, files);
      throw error;
    }
  }

  async resume(id: BatchId, pin: BatchPin): Promise<BatchView> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.batch.resume();
      return this.#told(id);
    }
    const record = await this.#record(id);
    const wish = wishOf(record.plan.choices);
    if (wish === undefined) throw notFound();
    // Asked of the modules first: after a start of the program nothing is known of them.
    await this.#parts.catalogue.list(false);
    const batch = await Batch.reopen(this.#parts.session, record);
    try {
      return await this.#run(id, { wish, pin, documents: batch.left.length }, async () => batch);
    } catch (error) {
      await batch.close();
      throw error;
    }
  }

  async givePin(id: BatchId, pin: Uint8Array): Promise<BatchView> {
    this.#running.get(id)?.control.givePin(pin);
    return this.#told(id);
  }

  async pause(id: BatchId): Promise<BatchView> {
    this.#running.get(id)?.batch.pause();
    return this.#told(id);
  }

  async stop(id: BatchId): Promise<BatchView> {
    const running = this.#running.get(id);
    running?.control.stop();
    await running?.ended;
    return this.#told(id);
  }

  async list(): Promise<BatchView[]> {
    const drafts = this.#drafts.ids().map((id) => draftView(id, this.#drafts.get(id).length));
    const running = [...this.#running.values()].map(viewOf);
    const kept = (await batchRecords(this.#parts.session.home)).filter(
      ({ plan }) => plan.origin === 'window' && !this.#running.has(plan.id),
    );
    for (const { file } of kept.slice(MOST_KEPT)) await new BatchJournal(file).remove();
    return [...drafts, ...running, ...kept.slice(0, MOST_KEPT).map(recordView)];
  }

  async files(
    id: BatchId,
    { offset, limit, failedOnly }: { readonly offset: number; readonly limit: number; readonly failedOnly: boolean },
  ): Promise<{ total: number; files: BatchFile[] }> {
    const all = (await this.#filesOf(id)).filter(({ state }) => !failedOnly || state === 'failed');
    return { total: all.length, files: all.slice(offset, offset + limit) };
  }

  async resultsTarget(id: BatchId, form: ResultsForm): Promise<string> {
    const { tasks } = await this.#resultsOf(id);
    return freeName(path.dirname(tasks[0]?.target ?? path.resolve('results')), 'results', form);
  }

  async writeResults(
    id: BatchId,
    form: ResultsForm,
    { path: target, overwrite }: { readonly path: string; readonly overwrite: boolean },
  ): Promise<void> {
    const { outcomeOf, ...plan } = await this.#resultsOf(id);
    await writeResults(target, resultsTable(plan, outcomeOf, form), overwrite);
  }

  async forget(id: BatchId): Promise<void> {
    this.#drafts.delete(id);
    if (this.#running.has(id)) return;
    const record = await this.#record(id).catch(() => undefined);
    if (record !== undefined) await (await Batch.reopen(this.#parts.session, record)).forget();
  }

  onChanged(callback: (view: BatchView) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { control } of all) control.stop();
    await Promise.all(all.map(({ ended }) => ended));
  }

  /** Opens the key, begins, and answers once the first file was tried. @throws AppError of what stops all of it */
  async #run(
    id: BatchId,
    { wish, pin, documents }: { readonly wish: KeptWish; readonly pin: BatchPin; readonly documents: number },
    open: (kept: KeptWish) => Promise<Batch>,
  ): Promise<BatchView> {
    const { session, tokens, catalogue, tries, onTokenUsed } = this.#parts;
    const trust = await loadTrust({}, session.home);
    const control = new BatchControl(() => this.#tell(id));
    let isFirst = true;
    const run = await SigningRun.begin({ ...session, trust }, tokens, catalogue.wish(wish.certificate), {
      allowExpired: false,
      readPin: async () => {
        if (!isFirst) return control.askPin();
        isFirst = false;
        return pin.pin;
      },
      acceptLastTry: async () => pin.acceptLastTry,
      tries,
      warn: () => undefined,
      documents,
      level: { level: wish.choices.level, queue: true },
      signal: control.signal,
    });
    let batch: Batch;
    const kept = { ...wish, signer: run.signer ?? wish.signer, keyHome: run.keyHome };
    try {
      batch = await open(kept);
    } catch (error) {
      await run.end();
      throw error;
    }
    this.#drafts.delete(id);
    const quiet = quietly(() => this.#tell(id));
    const { first, ended } = beginBatch(batch, {
      run,
      signal: control.signal,
      jobOf: (task) => jobFor(task, wish.choices),
      onOver: () => control.stop(),
    });
    const over = async (): Promise<void> => {
      await run.end();
      await batch.close();
      quiet.end();
      this.#running.delete(id);
      onTokenUsed();
      this.#tell(id);
    };
    this.#running.set(id, { batch, wish: kept, control, ended: ended.catch(() => undefined).then(over) });
    batch.subscribe(quiet.changed);
    quiet.changed();
    const error = await first;
    if (error !== undefined && run.isOver(error)) throw error;
    return this.#told(id);
  }

  /** A batch of which nothing was signed is a draft again. */
  async #giveBack(id: BatchId, files: readonly string[]): Promise<void> {
    await this.#running.get(id)?.ended;
    const record = await this.#record(id).catch(() => undefined);
    if (record !== undefined && recordFacts(record).signed > 0) return;
    await this.forget(id);
    this.#drafts.restore(id, files);
  }

  async #told(id: BatchId): Promise<BatchView> {
    if (this.#drafts.has(id)) return draftView(id, this.#drafts.get(id).length);
    const running = this.#running.get(id);
    return running === undefined ? recordView(await this.#record(id)) : viewOf(running);
  }

  #tell(id: BatchId): void {
    if (this.#listeners.size === 0) return;
    this.#told(id).then(
      (view) => {
        for (const listener of this.#listeners) listener(view);
      },
      // It was forgotten meanwhile.
      () => undefined,
    );
  }

  async #filesOf(id: BatchId): Promise<BatchFile[]> {
    if (this.#drafts.has(id)) {
      return this.#drafts.get(id).map((source, index) => fileView(index, { source, target: source }, undefined, false));
    }
    const running = this.#running.get(id)?.batch;
    const { tasks, outcomeOf } = await this.#resultsOf(id);
    return tasks.map((task, index) => fileView(index, task, outcomeOf(index), running?.isSigning(index) ?? false));
  }

  /** @throws AppError BATCH_NOT_FOUND, for a draft too */
  async #resultsOf(
    id: BatchId,
  ): Promise<
    Pick<BatchRecord['plan'], 'id' | 'began' | 'tasks'> & { outcomeOf(index: number): BatchOutcome | undefined }
  > {
    const running = this.#running.get(id)?.batch;
    if (running !== undefined) return { ...running.plan, outcomeOf: (index) => running.outcome(index) };
    const { plan, outcomes } = await this.#record(id);
    return { ...plan, outcomeOf: (index) => outcomes.get(index) };
  }

  /** @throws AppError BATCH_NOT_FOUND */
  async #record(id: BatchId): Promise<BatchRecord> {
    const record = (await batchRecords(this.#parts.session.home)).find(({ plan }) => plan.id === id);
    if (record === undefined) throw notFound();
    return record;
  }
}

function jobFor({ source, target, form }: BatchTask, choices: Choices): SignJob | FileSignJob {
  const job = { target, replace: false };
  return form === 'pdf' ? { ...jobOf(choices), ...job, source } : { ...job, form, sources: [source] };
}

/** It runs until it has let its token go. */
function viewOf({ batch, wish: { signer, keyHome }, control }: Running): BatchView {
  const { state, ...facts } = batch.facts;
  const shown = state === 'done' || state === 'stopped' ? 'running' : state;
  return batchView(batch.plan, { state: shown, ...facts }, { signer, keyHome, pinWanted: control.pinWanted });
}

function recordView(record: BatchRecord): BatchView {
  const { signer = null, keyHome = null } = wishOf(record.plan.choices) ?? {};
  return batchView(record.plan, recordFacts(record), { signer, keyHome, pinWanted: false });
}

/** The first word at once, those that follow it no closer than every 200 ms, and always the last. */
function quietly(tell: () => void): { changed(): void; end(): void } {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  const wait = (): void => {
    timer = setTimeout(() => {
      timer = undefined;
      if (!isDue) return;
      isDue = false;
      tell();
      wait();
    }, QUIET);
  };
  return {
    changed() {
      isDue = true;
      if (timer !== undefined) return;
      isDue = false;
      tell();
      wait();
    },
    end: () => clearTimeout(timer),
  };
}
