import i18next from 'i18next';
import { byName } from '../../shared/domain/by-name.ts';
import { addDropped as take } from '../bridge/client.ts';
import { failureOf } from '../components/failure.ts';
import type { Dropped } from '../features/documents/drop-target.tsx';
import { change, currentBatch, gathered, takeBatch } from './batches.ts';
import { getState, tell } from './store.ts';

/** Files that are handed over at once: a copy of each is made where the window knows no paths. */
const PIECE = 8;

/** Takes what was dropped on the page of many files: into the batch that is being gathered, else into a new one. */
export async function addDropped(dropped: readonly Dropped[]): Promise<void> {
  change({ failure: null });
  const counts = { added: 0, known: 0, passedOver: 0 };
  const current = currentBatch(getState().batches);
  let batch = current?.state === 'draft' ? current : null;
  try {
    const files = await filesOf(dropped, () => {
      counts.passedOver += 1;
    });
    for (let done = 0; done < files.length; done += PIECE) {
      change({ gathering: { done, count: files.length } });
      const answer = await take(batch?.id ?? null, files.slice(done, done + PIECE));
      if (answer.batch !== null) {
        batch = answer.batch;
        takeBatch(answer.batch);
      }
      counts.added += answer.added;
      counts.known += answer.known;
      counts.passedOver += answer.passedOver;
    }
    if (batch !== null) await gathered(Promise.resolve(batch));
    tell(wordsOf(counts));
  } catch (error) {
    change({ failure: failureOf(error) });
  } finally {
    change({ gathering: null });
  }
}

/** Under Electron a folder has a path and main reads it; a browser reads it itself. */
async function filesOf(dropped: readonly Dropped[], passOver: () => void): Promise<File[]> {
  const readsFolders = getState().status?.shell === 'electron';
  const files: File[] = [];
  for (const { file, folder } of dropped) {
    if (folder === null || readsFolders) files.push(file);
    else for await (const found of pdfsIn(folder, passOver)) files.push(found);
  }
  return files;
}

/** The PDFs in a folder and the folders in it, in the order of their names; hidden ones are passed over. */
async function* pdfsIn(folder: FileSystemDirectoryEntry, passOver: () => void): AsyncGenerator<File> {
  const entries = await entriesOf(folder);
  for (const entry of entries.toSorted((a, b) => byName(a.name, b.name))) {
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory) yield* pdfsIn(entry as FileSystemDirectoryEntry, passOver);
    else if (/\.pdf$/i.test(entry.name)) yield await fileOf(entry as FileSystemFileEntry);
    else passOver();
  }
}

/** A browser gives the entries in pieces, and none when it is done. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const piece = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (piece.length === 0) return all;
    all.push(...piece);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function wordsOf({ added, known, passedOver }: { added: number; known: number; passedOver: number }): string {
  const { t } = i18next;
  return [
    added === 0 ? t('batch.addedNone') : t('batch.added', { count: added }),
    known === 0 ? null : t('batch.addedKnown', { count: known }),
    passedOver === 0 ? null : t('batch.addedPassed', { count: passedOver }),
  ]
    .filter((part) => part !== null)
    .join(' ');
}
