import { readdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { processIdentity, processIsAlive } from '../platform/process-identity.ts';

/**
 * A signing run that has begun and not ended. The note is written before the first byte of the staged file, and again,
 * durably and with the digest of the result, before the rename: whatever instant a crash picks, start-up knows what to do.
 */
const pendingRun = z.strictObject({
  operation: z.string(),
  owner: z.string(),
  staged: z.string(),
  target: z.string(),
  document: z.string(),
  sourceSha256: z.string().nullable(),
  /** Set once the staged file is complete and verified. */
  resultSha256: z.string().nullable(),
  signerSha256: z.string().nullable(),
  signer: z.string().nullable(),
});
export type PendingRun = z.infer<typeof pendingRun>;

export interface PendingRuns {
  begin(run: Omit<PendingRun, 'owner'>): Promise<void>;
  /** Durable when it returns. */
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
      const draft = `${note(run.operation)}.${process.pid}.tmp`;
      await writeFile(draft, JSON.stringify({ ...run, owner }), { mode: 0o600 });
      await rename(draft, note(run.operation));
    },
    complete: (run) => writeFileAtomic(note(run.operation), JSON.stringify({ ...run, owner })),
    end: (operation) => unlink(note(operation)).catch(() => undefined),
    async abandoned() {
      const found: PendingRun[] = [];
      for (const name of await readdir(folder)) {
        if (!name.endsWith('.json')) {
          await removeDraft(folder, name);
          continue;
        }
        const run = await readNote(path.join(folder, name));
        if (run === 'unreadable') await unlink(path.join(folder, name)).catch(() => undefined);
        else if (run !== 'gone' && !(await processIsAlive(run.owner))) found.push(run);
      }
      return found;
    },
  };
}

/** Drafts are named after their process: one whose process is gone never became a note. */
async function removeDraft(folder: string, name: string): Promise<void> {
  const pid = /\.(\d+)\.tmp$/.exec(name)?.[1];
  if (pid !== undefined && !(await processIsAlive(pid))) await unlink(path.join(folder, name)).catch(() => undefined);
}

async function readNote(file: string): Promise<PendingRun | 'unreadable' | 'gone'> {
  try {
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
