import { AppError, codeOf } from '../../../shared/contract/app-error.ts';
import type { BatchFile, BatchId, BatchPreparation, BatchView } from '../../../shared/domain/batch.ts';
import type { Tokens } from '../../tokens/tokens.ts';
import type { KeyCatalogue } from '../key-catalogue.ts';
import type { PinTries } from '../pin-tries.ts';
import type { Session } from '../session.ts';
import { Batch } from './batch.ts';
import type { AddedFile, BatchApi, BatchPin, BatchWish, DroppedFiles, FileRange } from './batch-api.ts';
import { jobFor } from './batch-job.ts';
import { DocumentPasswords } from './document-passwords.ts';
import { type Draft, notFound } from './drafts.ts';
import { type FilesSoFar, filesOf, saveTable, tableTarget } from './files-so-far.ts';
import { KeptBatches } from './kept-batches.ts';
import { type KeptWish, keptWish, wishOf } from './kept-choices.ts';
import { preparationOf } from './preparation.ts';
import { quietly } from './quietly.ts';
import type { ResultsForm } from './results-table.ts';
import { BatchControl, beginBatch, beginRun, type Running, runningView } from './running-batch.ts';
import { WindowDrafts } from './window-drafts.ts';

interface Parts {
  readonly session: Session;
  readonly tokens: Tokens;
  readonly catalogue: KeyCatalogue;
  readonly tries: PinTries;
  /** A batch has let its token go: its PIN may be in another state now. */
  readonly onTokenUsed: () => void;
}

/** Batches as the window has them: gathered, signed in the background, taken up again after the window was closed. */
export class WindowBatches implements BatchApi {
  readonly #parts: Parts;
  readonly #passwords = new DocumentPasswords();
  readonly #drafts: WindowDrafts;
  readonly #kept: KeptBatches;
  readonly #running = new Map<BatchId, Running>();
  readonly #listeners = new Set<(view: BatchView) => void>();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { home } = parts.session;
    this.#kept = new KeptBatches(parts.session, this.#passwords);
    this.#drafts = new WindowDrafts({ home, passwords: this.#passwords, onChanged: (id) => this.#tell(id) });
  }

  async add(batch: BatchId | null, files: readonly AddedFile[]): Promise<BatchView> {
    return this.#told((await this.#drafts.add(batch, files)).id);
  }

  async addDropped(batch: BatchId | null, files: readonly AddedFile[]): Promise<DroppedFiles> {
    const { id, ...counts } = await this.#drafts.addDropped(batch, files);
    return { batch: id === null ? null : await this.#told(id), ...counts };
  }

  async remove(batch: BatchId, index: number): Promise<BatchView> {
    this.#drafts.remove(batch, index);
    return this.#told(batch);
  }

  async chooseFolder(batch: BatchId, folder: string | null): Promise<BatchView> {
    await this.#drafts.chooseFolder(batch, folder);
    return this.#told(batch);
  }

  folderOffered(batch: BatchId): string {
    return this.#drafts.folderOffered(batch);
  }

  async givePassword(batch: BatchId, password: Uint8Array): Promise<BatchView> {
    // Throws where it is not known.
    await this.#told(batch);
    this.#passwords.give(batch, password);
    if (this.#drafts.has(batch)) this.#drafts.passwordGiven(batch);
    return this.#told(batch);
  }

  async prepare(id: BatchId, { certificate, choices }: BatchWish): Promise<BatchPreparation> {
    this.#drafts.look(id, choices);
    const sources = this.#drafts.get(id).files.map(({ source }) => source);
    return preparationOf(this.#parts, this.#parts.catalogue.wish(certificate), sources);
  }

  async stopLooking(id: BatchId): Promise<BatchView> {
    this.#drafts.stopLooking(id);
    return this.#told(id);
  }

  async start(id: BatchId, wish: BatchWish, pin: BatchPin): Promise<BatchView> {
    const draft = this.#drafts.get(id);
    this.#drafts.stopLooking(id);
    const tasks = await this.#drafts.tasks(id, wish.choices);
    const begun = { wish: { ...wish, signer: null, keyHome: null, service: null }, pin, documents: tasks.length };
    try {
      return await this.#run(id, begun, (kept) => {
        const { targetFolder } = draft;
        const plan = { origin: 'window' as const, folder: null, targetFolder, choices: keptWish(kept), tasks };
        return Batch.begin(this.#parts.session, plan, id);
      });
    } catch (error) {
      await this.#giveBack(id, draft);
      throw error;
    }
  }

  async resume(id: BatchId, pin: BatchPin): Promise<BatchView> {
    const running = this.#running.get(id);
    if (running !== undefined) {
      running.batch.resume();
      return this.#told(id);
    }
    const record = await this.#kept.record(id);
    const wish = wishOf(record.plan.choices);
    if (wish === undefined) throw notFound();
    const batch = await Batch.reopen(this.#parts.session, record);
    try {
      if (batch.left.length === 0) {
        await batch.close();
        this.#tell(id);
        return await this.#told(id);
      }
      await this.#findKey(wish);
      return await this.#run(id, { wish, pin, documents: batch.left.length }, async () => batch);
    } catch (error) {
      await batch.close();
      throw error;
    }
  }

  /** After a start of the program nothing is known of any key. @throws AppError REMOTE_TOKEN_WANTED, CERTIFICATE_NOT_FOUND */
  async #findKey({ certificate, service }: KeptWish): Promise<void> {
    const found = this.#parts.catalogue.wishSoon(certificate, service === null);
    if (service === null) await found;
    else
      await found.catch((error: unknown) => {
        throw codeOf(error) === 'CERTIFICATE_NOT_FOUND' ? tokenWanted(service) : error;
      });
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
    const before = [...this.#running.keys()];
    const records = await this.#kept.records();
    // One may begin or end while they are read: each is told of once, as it is now.
    const others = new Set([...this.#drafts.ids(), ...before, ...this.#running.keys()]);
    const found = await Promise.allSettled([...others].map((id) => this.#told(id)));
    const now = found.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return [...now, ...(await this.#kept.newest(records.filter(({ plan }) => !others.has(plan.id))))];
  }

  async files(id: BatchId, range: FileRange): Promise<{ total: number; files: BatchFile[] }> {
    return this.#drafts.has(id) ? this.#drafts.files(id, range) : filesOf(await this.#filesSoFar(id), range);
  }

  async resultsTarget(id: BatchId, form: ResultsForm): Promise<string> {
    return tableTarget(await this.#filesSoFar(id), form);
  }

  async writeResults(
    id: BatchId,
    form: ResultsForm,
    target: { readonly path: string; readonly overwrite: boolean },
  ): Promise<void> {
    await saveTable(await this.#filesSoFar(id), form, target);
  }

  async forget(id: BatchId): Promise<void> {
    if (this.#running.has(id)) return;
    this.#drafts.delete(id);
    this.#passwords.forget(id);
    await this.#kept.forget(id);
  }

  onChanged(callback: (view: BatchView) => void): () => void {
    this.#listeners.add(callback);
    return () => this.#listeners.delete(callback);
  }

  async close(): Promise<void> {
    const all = [...this.#running.values()];
    for (const { control } of all) control.stop();
    await Promise.all(all.map(({ ended }) => ended));
    this.#drafts.close();
    this.#passwords.forgetAll();
  }

  /** Opens the key, begins, and answers once the first file was tried. @throws AppError of what stops all of it */
  async #run(
    id: BatchId,
    { wish, pin, documents }: { readonly wish: KeptWish; readonly pin: BatchPin; readonly documents: number },
    open: (kept: KeptWish) => Promise<Batch>,
  ): Promise<BatchView> {
    const { catalogue, onTokenUsed } = this.#parts;
    const key = catalogue.wish(wish.certificate);
    const control = new BatchControl(() => this.#tell(id));
    const run = await beginRun(this.#parts, key, { level: wish.choices.level, pin, documents, control });
    let batch: Batch;
    const service = key.kind === 'csc' ? key.service : null;
    const kept = { ...wish, signer: run.signer ?? wish.signer, keyHome: run.keyHome, service };
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
      jobOf: (task) => jobFor(task, wish.choices, this.#passwords.of(id)),
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
    if (error !== undefined && run.isOver(error)) {
      // Whoever is told so may try again or forget it at once.
      await this.#running.get(id)?.ended;
      throw error;
    }
    await catalogue.keepChoice(wish.certificate, 'pdf');
    return this.#told(id);
  }

  /** A batch of which nothing was signed is a draft again. */
  async #giveBack(id: BatchId, draft: Draft): Promise<void> {
    await this.#running.get(id)?.ended;
    if ((await this.#kept.forget(id, { unlessSigned: true })) === 'kept') return;
    if (this.#drafts.has(id)) return;
    this.#drafts.restore(id, draft);
    this.#tell(id);
  }

  async #told(id: BatchId): Promise<BatchView> {
    if (this.#drafts.has(id)) return this.#drafts.view(id);
    const running = this.#running.get(id);
    if (running === undefined) return this.#kept.view(await this.#kept.record(id));
    return runningView(running, this.#passwords.has(id));
  }

  #tell(id: BatchId): void {
    if (this.#listeners.size === 0) return;
    this.#told(id).then(
      (view) => {
        // A draft again, or none any more, since it was asked for: that is told by itself.
        if (this.#drafts.has(id) !== (view.state === 'draft')) return;
        for (const listener of this.#listeners) listener(view);
      },
      // It was forgotten meanwhile.
      () => undefined,
    );
  }

  /** @throws AppError BATCH_NOT_FOUND, for a draft too */
  async #filesSoFar(id: BatchId): Promise<FilesSoFar> {
    const running = this.#running.get(id)?.batch;
    if (running !== undefined) {
      const isSigning = (index: number) => running.isSigning(index);
      return { plan: running.plan, outcomeOf: (index) => running.outcome(index), isSigning };
    }
    const { plan, outcomes } = await this.#kept.record(id);
    return { plan, outcomeOf: (index) => outcomes.get(index), isSigning: () => false };
  }
}

function tokenWanted(service: string): AppError {
  const { host } = new URL(service);
  return new AppError(
    'REMOTE_TOKEN_WANTED',
    `The key is at the signing service ${host}, whose access token is kept for one session only. Give it again, then go on.`,
    { host },
  );
}
