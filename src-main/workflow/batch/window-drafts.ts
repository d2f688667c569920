import os from 'node:os';
import path from 'node:path';
import type { BatchFile, BatchId, BatchView } from '../../../shared/domain/batch.ts';
import type { Home } from '../../platform/home.ts';
import type { AddedFile, BatchChoices, FileRange } from './batch-api.ts';
import type { DocumentPasswords } from './document-passwords.ts';
import { DraftLook, type Seen } from './draft-look.ts';
import { draftFileView, draftView } from './draft-view.ts';
import { BatchDrafts, type Draft, formOf, taskOf } from './drafts.ts';
import { filesIn } from './dropped-files.ts';
import { FreeTargets } from './free-targets.ts';
import type { BatchTask } from './journal.ts';
import { type Quiet, quietly } from './quietly.ts';
import { rememberedFolder, rememberFolder } from './target-folder.ts';

interface Parts {
  readonly home: Home;
  readonly passwords: DocumentPasswords;
  /** Something else is known of a draft. */
  readonly onChanged: (id: BatchId) => void;
}

/** How the files of one draft are looked at. */
interface Looking {
  readonly look: DraftLook;
  readonly quiet: Quiet;
  /** What the person has chosen by now; undefined before the first preparation. */
  choices: BatchChoices | undefined;
}

/** Batches that are being gathered in the window: their files, where the signed ones go, and what was found of them. */
export class WindowDrafts {
  readonly #parts: Parts;
  readonly #drafts = new BatchDrafts();
  readonly #looking = new Map<BatchId, Looking>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  ids(): BatchId[] {
    return this.#drafts.ids();
  }

  has(id: BatchId): boolean {
    return this.#drafts.has(id);
  }

  /** @throws AppError BATCH_NOT_FOUND */
  get(id: BatchId): Draft {
    return this.#drafts.get(id);
  }

  /** Null: a new one, whose files go where those of the last one went. @throws AppError BATCH_NOT_FOUND */
  async add(batch: BatchId | null, files: readonly AddedFile[]): Promise<{ id: BatchId; added: number }> {
    const id = batch ?? this.#drafts.begin(await rememberedFolder(this.#parts.home));
    const added = this.#drafts.add(id, files);
    this.#again(id);
    return { id, added };
  }

  /** @throws AppError BATCH_NOT_FOUND, BATCH_TOO_LARGE, INPUT_* */
  async addDropped(
    batch: BatchId | null,
    dropped: readonly AddedFile[],
  ): Promise<{ id: BatchId | null; added: number; known: number; passedOver: number }> {
    const all: AddedFile[] = [];
    let passedOver = 0;
    for (const { source, folder } of dropped) {
      const found = await filesIn([source]);
      all.push(...found.files.map((file) => ({ source: file, folder })));
      passedOver += found.passedOver;
    }
    if (all.length === 0) return { id: batch, added: 0, known: 0, passedOver };
    const { id, added } = await this.add(batch, all);
    return { id, added, known: all.length - added, passedOver };
  }

  /** @throws AppError BATCH_NOT_FOUND */
  remove(id: BatchId, index: number): void {
    this.#drafts.remove(id, index);
    this.#again(id);
  }

  /** @throws AppError BATCH_NOT_FOUND, HOME_NOT_WRITABLE, DISK_FULL */
  async chooseFolder(id: BatchId, folder: string | null): Promise<void> {
    this.#drafts.choose(id, folder);
    this.#again(id);
    await rememberFolder(this.#parts.home, folder);
  }

  /** @throws AppError BATCH_NOT_FOUND */
  folderOffered(id: BatchId): string {
    const { targetFolder, files } = this.get(id);
    const ofFile = files.find(({ folder }) => folder === null)?.source;
    return targetFolder ?? (ofFile === undefined ? (files[0]?.folder ?? os.homedir()) : path.dirname(ofFile));
  }

  /** Looks at the files with these choices, as far as that was not done. @throws AppError BATCH_NOT_FOUND */
  look(id: BatchId, choices: BatchChoices): void {
    const { onChanged } = this.#parts;
    this.get(id);
    const known = this.#looking.get(id);
    if (known !== undefined) known.choices = choices;
    else {
      const quiet = quietly(() => onChanged(id));
      this.#looking.set(id, { look: new DraftLook(quiet.changed), quiet, choices });
    }
    this.#again(id);
  }

  stopLooking(id: BatchId): void {
    this.#looking.get(id)?.look.stop();
  }

  /** There is another password now. */
  passwordGiven(id: BatchId): void {
    this.#looking.get(id)?.look.forgetLocked();
    this.#again(id);
  }

  /** What is to be done with each file, settled now. @throws AppError BATCH_NOT_FOUND */
  async tasks(id: BatchId, choices: BatchChoices): Promise<BatchTask[]> {
    const { files, targetFolder } = this.get(id);
    const targets = new FreeTargets();
    const tasks: BatchTask[] = [];
    for (const file of files) {
      const form = await formOf(file.source, choices.others ?? 'beside');
      const { isNumbered: _, ...task } = await taskOf(file, form, targetFolder, targets);
      tasks.push(task);
    }
    return tasks;
  }

  /** @throws AppError BATCH_NOT_FOUND */
  view(id: BatchId): BatchView {
    return draftView(id, this.get(id), this.#looking.get(id)?.look, this.#parts.passwords.has(id));
  }

  /** @throws AppError BATCH_NOT_FOUND */
  files(id: BatchId, { offset, limit, show }: FileRange): { total: number; files: BatchFile[] } {
    const look = this.#looking.get(id)?.look;
    const all = [...this.get(id).files.entries()].map(([index, file]) => ({
      index,
      file,
      seen: look?.get(file.source),
    }));
    const shown = all.filter(({ seen }) => isShown(seen, show));
    const page = shown.slice(offset, offset + limit);
    return { total: shown.length, files: page.map(({ index, file, seen }) => draftFileView(index, file, seen)) };
  }

  /** A batch of which nothing was signed is a draft again. */
  restore(id: BatchId, draft: Draft): void {
    this.#drafts.restore(id, draft);
  }

  delete(id: BatchId): void {
    const looking = this.#looking.get(id);
    looking?.look.stop();
    looking?.quiet.end();
    this.#looking.delete(id);
    this.#drafts.delete(id);
  }

  close(): void {
    for (const id of this.ids()) this.delete(id);
  }

  /** The draft is another one now. */
  #again(id: BatchId): void {
    const looking = this.#looking.get(id);
    if (looking?.choices === undefined) return;
    looking.look.begin(this.get(id), { choices: looking.choices, password: this.#parts.passwords.of(id) });
  }
}

function isShown(seen: Seen | undefined, show: FileRange['show']): boolean {
  if (show === 'all') return true;
  if (seen === undefined) return false;
  return show === 'failed' ? seen.failure !== null : seen.failure === null && seen.warnings.length > 0;
}
