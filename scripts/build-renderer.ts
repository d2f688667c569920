import { existsSync } from 'node:fs';
import { build } from 'vite';

/** Bundles the window into dist/renderer with the project's vite configuration. */
export async function buildRenderer(): Promise<void> {
  if (!existsSync('src-renderer/index.html')) {
    process.stderr.write('  src-renderer/index.html is not there: left out\n');
    return;
  }
  await build({ configFile: 'vite.config.ts', logLevel: 'warn' });
}
