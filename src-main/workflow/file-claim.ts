import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { systemCode } from '../platform/files.ts';
import { processIdentity, processIsAlive } from '../platform/process-identity.ts';
import { randomHex } from '../platform/random.ts';

/**
 * Claims a piece of work for this process by a lock file; what a process left that is gone is taken over.
 * @returns the way to let go; undefined where a living process has it
 */
export async function claimFile(lock: string): Promise<(() => Promise<void>) | undefined> {
  const own = `${await processIdentity(process.pid)} ${randomHex(8)}`;
  const draft = `${lock}.${randomHex(8)}.claim`;
  try {
    await writeFile(draft, own, { flag: 'wx', mode: 0o600 });
    // A link appears with its content or not at all: nobody ever reads a lock that is half written.
    if (!(await linked(draft, lock)) && !((await takeAway(lock)) && (await linked(draft, lock)))) return undefined;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
  return async () => {
    if ((await holder(lock)) === own) await unlink(lock).catch(() => undefined);
  };
}

/** True while a living process has the claim. */
export async function isClaimed(lock: string): Promise<boolean> {
  const by = await holder(lock);
  return by !== undefined && isAlive(by);
}

/** @param holder identity of a process and a number of the claim */
function isAlive(holder: string): Promise<boolean> {
  return processIsAlive(holder.split(' ')[0] ?? '');
}

/** Removes a lock whose process is gone. False where it is held, or somebody else was quicker. */
async function takeAway(lock: string): Promise<boolean> {
  const by = await holder(lock);
  if (by === undefined) return true;
  if (await isAlive(by)) return false;
  const aside = `${lock}.${randomHex(8)}.claim`;
  try {
    await rename(lock, aside);
  } catch {
    return false;
  }
  // Between the look and the rename another process may have done the same and made a lock of its own: that one goes back.
  const isTheOld = (await holder(aside)) === by;
  if (!isTheOld) await linked(aside, lock);
  await unlink(aside).catch(() => undefined);
  return isTheOld;
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

async function holder(lock: string): Promise<string | undefined> {
  return readFile(lock, 'utf8').catch(() => undefined);
}
