import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { processIsAlive } from './process-identity.ts';

/** Files are drafted as `NAME.PID.tmp` before they get their name. */
const DRAFT = /\.(\d+)\.tmp$/;

/** Name of this process's draft of a file. */
export function draftOf(file: string): string {
  return `${file}.${process.pid}.tmp`;
}

/** Removes the drafts in a folder whose process is gone: they never became what they were to be, and may hold a key. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = DRAFT.exec(name)?.[1];
    if (pid !== undefined && !(await processIsAlive(pid))) await unlink(path.join(folder, name)).catch(() => undefined);
  }
}
