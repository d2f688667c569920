import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { build } from 'vite';
import { listRendererFiles } from '../src-main/shell/renderer-files.ts';

/** Bundles the window into dist/renderer with the project's vite configuration, and lists its files: the shells serve no others. */
export async function buildRenderer(): Promise<void> {
  if (!existsSync('src-renderer/index.html')) {
    process.stderr.write('  src-renderer/index.html is not there: left out\n');
    return;
  }
  await build({ configFile: 'vite.config.ts', logLevel: 'warn' });
  await writeFile('dist/renderer-files.json', JSON.stringify(await listRendererFiles('dist/renderer'), null, 2));
}
