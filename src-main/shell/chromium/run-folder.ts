import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureHome, type Home } from '../../platform/home.ts';
import { processIdentity, processIsAlive } from '../../platform/process-identity.ts';
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
  const folder = path.join(all, `${await processIdentity(process.pid)}-${randomHex(8)}`);
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
    const owner = /^(\d+(?:@\S+)?)-[0-9a-f]{16}$/.exec(name)?.[1];
    if (owner !== undefined && !(await processIsAlive(owner)))
      await rm(path.join(all, name), { recursive: true, force: true });
  }
}
