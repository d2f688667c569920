import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = path.join(import.meta.dirname, '..', '..', '..', 'node_modules', 'electron');

/** Path of the Electron binary where its download has completed the package; nothing is fetched here. */
export function electronBinary(): string | undefined {
  try {
    const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(PACKAGE, 'dist');
    const binary = path.join(folder, readFileSync(path.join(PACKAGE, 'path.txt'), 'utf8'));
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}
