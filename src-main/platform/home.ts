import { access, constants, mkdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { homeError } from './files.ts';

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
 * Creates the home, readable by its owner only, and makes sure that it can be written.
 * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
 */
export async function ensureHome(home: Home, ...parts: string[]): Promise<string> {
  const folder = home.at(...parts);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw homeError(error, folder);
  }
  return folder;
}
