import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A source file as the locks see it: path from the root with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Folders of the product itself. */
export const PRODUCT = ['src-main', 'src-renderer', 'src-preload', 'src-cli', 'src-companion', 'shared'] as const;
const AROUND = ['scripts', 'bench', 'test', 'bin'] as const;
const SOURCE = /\.(ts|tsx|mjs|cjs|js)$/;
const NOT_OURS = /(^|\/)(node_modules|fixtures|dist)\//;

/** Every source file below the project's code folders. */
export function readSources(root: string): SourceFile[] {
  return [...PRODUCT, ...AROUND].flatMap((folder) => {
    const names = readFolder(join(root, folder));
    return names
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((path) => SOURCE.test(path) && !NOT_OURS.test(path))
      .sort()
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  });
}

function readFolder(path: string): string[] {
  try {
    return readdirSync(path, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
