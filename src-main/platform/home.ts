import { access, constants, mkdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { homeError, systemCode } from './files.ts';

/** Everything the program keeps lives under this one folder. */
export interface Home {
  readonly path: string;
  /** Path of something inside. */
  at(...parts: string[]): string;
}

/** `COUNTERSIGN_HOME`, else the platform's application-data folder. Nothing is created. */
export function locateHome(environment: NodeJS.ProcessEnv = process.env): Home {
  const chosen = environment.COUNTERSIGN_HOME;
  const root = chosen ? path.resolve(chosen) : path.join(applicationData(environment), 'Countersign');
  return { path: root, at: (...parts) => path.join(root, ...parts) };
}

function applicationData(environment: NodeJS.ProcessEnv): string {
  switch (process.platform) {
    case 'win32':
      return environment.APPDATA ?? path.join(os.homedir(), 'AppData', 'Roaming');
    case 'darwin':
      return path.join(os.homedir(), 'Library', 'Application Support');
    default:
      return environment.XDG_DATA_HOME || path.join(os.homedir(), '.local', 'share');
  }
}

/**
 * Makes a folder and those above it, readable by their owner only. Folder by folder: where a file system takes no new folders (/proc),
 * Node's own recursion does not end.
 * @throws Error of the file system
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const parent = path.dirname(folder);
    if (systemCode(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    if (systemCode(error) !== 'ENOENT' || parent === folder) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 }).catch((failure: unknown) => {
      // Another process may have made it meanwhile.
      if (systemCode(failure) !== 'EEXIST') throw failure;
    });
  }
}

/**
 * Creates the home, readable by its owner only, and makes sure that it can be written.
 * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
 */
export async function ensureHome(home: Home, ...parts: string[]): Promise<string> {
  const folder = home.at(...parts);
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw homeError(error, folder);
  }
  return folder;
}
