import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { readOwnText, syncFolder } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { processIdentity, processIsAlive } from '../platform/process-identity.ts';
import { Journal, journalOwner } from './pending-journal.ts';
import type { PendingRun } from './pending-run.ts';

/** Runs that make a file and have begun and not ended: what start-up needs to end them after a crash. */
export interface PendingRuns {
  /** Runs of this process now. */
  readonly underway: number;
  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  begin(run: PendingRun): Promise<void>;
  /** Durable when it returns. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  complete(run: PendingRun): Promise<void>;
  end(operation: string): Promise<void>;
  /** Runs whose process is gone, until `end` is called for all of them. */
  abandoned(): Promise<PendingRun[]>;
  /** All that have begun and not ended, of this process and of others, by their operation: for whoever knows that nobody is at one. */
  noted(): Promise<ReadonlyMap<string, PendingRun>>;
}

/** The notes of this home: one journal for each process that works, gone when it has ended its work. @throws AppError HOME_NOT_WRITABLE */
export async function openPendingRuns(home: Home): Promise<PendingRuns> {
  const folder = await ensureHome(home, 'pending');
  const owner = await processIdentity(process.pid);
  /** Runs of processes that are gone, by their journal. */
  const left = new Map<string, Set<string>>();
  const underway = new Set<string>();
  let journal: Journal | undefined;
  const end = async (operation: string): Promise<void> => {
    for (const [file, operations] of left) {
      if (!operations.delete(operation) || operations.size > 0) continue;
      left.delete(file);
      await unlink(file).catch(() => undefined);
    }
    if (!underway.delete(operation)) return;
    const own = journal;
    if (underway.size === 0) {
      journal = undefined;
      await own?.remove();
    } else {
      own?.writeIfPossible({ ended: operation });
    }
  };
  return {
    get underway() {
      return underway.size;
    },
    async begin(run) {
      journal ??= new Journal(folder, owner);
      underway.add(run.operation);
      try {
        journal.write({ run });
      } catch (error) {
        await end(run.operation);
        throw error;
      }
    },
    async complete(run) {
      journal?.write({ run });
      await journal?.sync();
    },
    end,
    async abandoned() {
      const found: PendingRun[] = [];
      for (const name of await readdir(folder)) {
        const other = journalOwner(name);
        if (other === undefined || (await processIsAlive(other))) continue;
        const file = path.join(folder, name);
        const runs = await readJournal(file);
        if (runs.length === 0) await unlink(file).catch(() => undefined);
        else left.set(file, new Set(runs.map(({ operation }) => operation)));
        found.push(...runs);
      }
      return found;
    },
    async noted() {
      const journals = (await readdir(folder)).filter((name) => journalOwner(name) !== undefined);
      const runs = await Promise.all(journals.map((name) => readJournal(path.join(folder, name))));
      return new Map(runs.flat().map((run) => [run.operation, run]));
    },
  };
}

async function readJournal(file: string): Promise<PendingRun[]> {
  try {
    // Loaded only where a crash left something: the parser is large.
    const { unendedRuns } = await import('./pending-run.ts');
    return unendedRuns(await readOwnText(file));
  } catch {
    // Another process has ended its runs meanwhile.
    return [];
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
