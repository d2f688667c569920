import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of what was built: this file lies in `dist/main` when bundled, in `src-main/shell` as a source. */
function distFolder(): string {
  const here = fileURLToPath(import.meta.url);
  return here.endsWith('.ts') ? path.join(here, '..', '..', '..', 'dist') : path.join(here, '..', '..');
}

/** The built window: its files, the list of them, the preload. */
export const builtWindow = {
  renderer: (): string => path.join(distFolder(), 'renderer'),
  listing: (): string => path.join(distFolder(), 'renderer-files.json'),
  preload: (): string => path.join(distFolder(), 'preload', 'index.cjs'),
  notices: (): string => path.join(distFolder(), 'THIRD-PARTY-NOTICES.txt'),
  tokenHost: (): string => path.join(distFolder(), 'main', 'token-host.js'),
};
