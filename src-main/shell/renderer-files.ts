import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/contract/app-error.ts';

/** Name in the origin ("assets/index.js") → SHA-256 of the file, lower-case hexadecimal. */
const listing = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));
export type RendererListing = z.infer<typeof listing>;

/** The page's own files, as they were when the program was built. */
export interface RendererFiles {
  /** Content and media type, undefined for a name that is not on the list. */
  read(name: string): Promise<{ bytes: Uint8Array; type: string } | undefined>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
  ttf: 'font/ttf',
};

/** Walks a folder at build time and lists every file in it. */
export async function listRendererFiles(folder: string): Promise<RendererListing> {
  const files: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, full).split(path.sep).join('/');
    files[name] = createHash('sha256')
      .update(await readFile(full))
      .digest('hex');
  }
  return files;
}

/**
 * Serves the files of a listing and no others.
 * @throws AppError WINDOW_NOT_BUILT where the listing, or the page that it lists, is not there
 */
// SECURITY: an allow-list made at build time: a name that is not on it is not looked for on the disk.
export async function openRendererFiles(folder: string, listingFile: string): Promise<RendererFiles> {
  const text = await readFile(listingFile, 'utf8').catch((error: unknown) => {
    throw notBuilt(error);
  });
  const allowed = listing.parse(JSON.parse(text));
  const files: RendererFiles = {
    async read(name) {
      const digest = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
      const full = path.join(folder, name);
      if (digest === undefined || !isInside(folder, full)) return undefined;
      const bytes = await readFile(full);
      // SECURITY: a file that changed after the build is not run.
      if (createHash('sha256').update(bytes).digest('hex') !== digest) return undefined;
      return { bytes, type: TYPES[path.extname(name).slice(1).toLowerCase()] ?? 'application/octet-stream' };
    },
  };
  const start = await files.read('index.html').catch(notBuilt);
  if (start === undefined || start instanceof AppError) throw notBuilt(start);
  return files;
}

function notBuilt(cause: unknown): AppError {
  return new AppError(
    'WINDOW_NOT_BUILT',
    'The window has not been built, or only in part. Run “npm run build”.',
    {},
    { cause },
  );
}

/** True where `full` lies below `folder`, compared on a separator boundary: `/root-evil` is not inside `/root`. */
export function isInside(folder: string, full: string): boolean {
  const relative = path.relative(folder, full);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
