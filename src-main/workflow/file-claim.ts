import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { homeError, identityOf, isRegularFile, readOwnText, systemCode } from '../platform/files.ts';
import { processIdentity, processIsAlive } from '../platform/process-identity.ts';
import { randomHex } from '../platform/random.ts';

/** How often what a dead process left may itself have been being taken over by a process that died. */
const DEEPEST = 3;

/**
 * Claims a piece of work for this process by a lock file; what a process left that is gone is taken over.
 * @param note one line for whoever finds it claimed
 * @returns the way to let go; undefined where a living process has it, or takes it over at this moment
 */
export async function claimFile(lock: string, note = '', depth = 0): Promise<(() => Promise<void>) | undefined> {
  const own = `${await processIdentity(process.pid)} ${randomHex(8)} ${note}`;
  const draft = `${lock}.${randomHex(8)}.claim`;
  try {
    await writeFile(draft, own, { flag: 'wx', mode: 0o600 });
    // A link appears with its content or not at all: nobody ever reads a lock that is half written.
    if (!(await linked(draft, lock)) && !(await takenOver(lock, draft, depth))) return undefined;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  return async () => {
    if ((await holder(lock)) === own) await unlink(lock).catch(() => undefined);
  };
}

/** True while a living process has the claim. */
export async function isClaimed(lock: string): Promise<boolean> {
  return (await claimOf(lock)) !== undefined;
}

/** The living process that has the claim, by its number, and its note. */
export async function claimOf(lock: string): Promise<{ readonly process: number; readonly note: string } | undefined> {
  const by = await holder(lock);
  if (by === undefined || !(await isAlive(by))) return undefined;
  const [identity = '', , ...note] = by.split(' ');
  return { process: Number.parseInt(identity, 10), note: note.join(' ') };
}

/** @param holder identity of a process and a number of the claim */
function isAlive(holder: string): Promise<boolean> {
  return processIsAlive(holder.split(' ')[0] ?? '');
}

/**
 * Puts `draft` in the place of a lock whose process is gone. Whoever does that has claimed the right to it first, and looks again then: a
 * lock that somebody else has made meanwhile is never replaced.
 */
async function takenOver(lock: string, draft: string, depth: number): Promise<boolean> {
  const by = await holder(lock);
  if (by === undefined) return linked(draft, lock);
  if (depth >= DEEPEST || (await isAlive(by))) return false;
  const letGo = await claimFile(`${lock}.next`, '', depth + 1);
  if (letGo === undefined) return false;
  try {
    if ((await holder(lock)) !== by) return false;
    await rename(draft, lock).catch((error: unknown) => {
      throw homeError(error, path.dirname(lock));
    });
    return true;
  } finally {
    await letGo();
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    const system = systemCode(error);
    if (system === 'EEXIST') return false;
    if (system === 'ENOENT') throw error;
    // File systems without links: the exclusive flag is all there is.
    return writeFile(to, await readFile(from), { flag: 'wx', mode: 0o600 }).then(
      () => true,
      () => false,
    );
  }
}

/** Undefined where nothing is there, or nothing can be known of it. What is no file was left by nobody that lives. */
async function holder(lock: string): Promise<string | undefined> {
  return readOwnText(lock).catch(async () => {
    const isThere = (await identityOf(lock)) !== undefined;
    return isThere && !(await isRegularFile(lock)) ? NOBODY : undefined;
  });
}

/** No process has this identity. */
const NOBODY = '';
