import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureHome, type Home } from '../../platform/home.ts';
import { randomHex } from '../../platform/random.ts';

/** A folder for one run of the window: the browser's profile and what was dropped. Owner-only, gone when the run ends. */
export interface RunFolder {
  readonly profile: string;
  readonly uploads: string;
  remove(): Promise<void>;
}

/** Makes the folder of this run and clears away those of runs that ended without doing so. */
export async function createRunFolder(home: Home): Promise<RunFolder> {
  const all = await ensureHome(home, 'runs');
  await removeStale(all);
  const folder = path.join(all, `${process.pid}-${randomHex(8)}`);
  const profile = path.join(folder, 'profile');
  const uploads = path.join(folder, 'uploads');
  for (const each of [folder, profile, uploads]) await mkdir(each, { mode: 0o700 });
  return {
    profile,
    uploads,
    // The browser's helper processes may still be writing their last files.
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  };
}

async function removeStale(all: string): Promise<void> {
  for (const name of await readdir(all)) {
    const pid = Number(/^(\d+)-[0-9a-f]{16}$/.exec(name)?.[1]);
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(path.join(all, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
