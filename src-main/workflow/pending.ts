import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { draftOf, removeDrafts } from '../platform/drafts.ts';
import { homeError, syncFolder, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { processIdentity, processIsAlive } from '../platform/process-identity.ts';
import type { PendingRun } from './pending-run.ts';

export interface PendingRuns {
  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  begin(run: Omit<PendingRun, 'owner'>): Promise<void>;
  /** Durable when it returns. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  complete(run: Omit<PendingRun, 'owner'>): Promise<void>;
  end(operation: string): Promise<void>;
  /** Runs whose process is gone. Notes appear by rename, so one that cannot be read is the trace of a lost disk write: it is removed. */
  abandoned(): Promise<PendingRun[]>;
}

/** The notes of this home. @throws AppError HOME_NOT_WRITABLE */
export async function openPendingRuns(home: Home): Promise<PendingRuns> {
  const folder = await ensureHome(home, 'pending');
  const owner = await processIdentity(process.pid);
  const note = (operation: string) => path.join(folder, `${operation}.json`);
  return {
    async begin(run) {
      const draft = draftOf(note(run.operation));
      try {
        await writeFile(draft, JSON.stringify({ ...run, owner }), { mode: 0o600 });
        await rename(draft, note(run.operation));
      } catch (error) {
        await unlink(draft).catch(() => undefined);
        throw homeError(error, folder);
      }
    },
    complete: (run) => writeFileAtomic(note(run.operation), JSON.stringify({ ...run, owner })),
    end: (operation) => unlink(note(operation)).catch(() => undefined),
    async abandoned() {
      const found: PendingRun[] = [];
      await removeDrafts(folder);
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.json')) continue;
        const run = await readNote(path.join(folder, name));
        if (run === 'unreadable') await unlink(path.join(folder, name)).catch(() => undefined);
        else if (run !== 'gone' && !(await processIsAlive(run.owner))) found.push(run);
      }
      return found;
    },
  };
}

async function readNote(file: string): Promise<PendingRun | 'unreadable' | 'gone'> {
  try {
    // Loaded only where a crash left something: the parser is large.
    const { pendingRun } = await import('./pending-run.ts');
    return pendingRun.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'gone' : 'unreadable';
  }
}

/** Removes a staged file that no run owns any more. */
export async function removeStaged(staged: string): Promise<void> {
  const removed = await unlink(staged).then(
    () => true,
    () => false,
  );
  if (removed) await syncFolder(path.dirname(staged)).catch(() => undefined);
}
