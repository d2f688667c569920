import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runPackage } from '../run-package.ts';
import { PRODUCT } from './source-files.ts';

/**
 * What dependency-cruiser finds wrong below `root`, which carries `.dependency-cruiser.mjs` and the product folders.
 * @returns '' for a clean tree, else its own lines "error RULE: FROM → TO"
 */
export async function checkRooms(root: string): Promise<string> {
  const folders = PRODUCT.filter((folder) => existsSync(join(root, folder)));
  const { status, output } = await runPackage(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    ['--config', '.dependency-cruiser.mjs', '--no-cache', ...folders],
    { cwd: root },
  );
  return status === 0 ? '' : output.trim() || `dependency-cruiser ended with status ${status} and said nothing`;
}
