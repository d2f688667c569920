import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly unpacked?: boolean;
  readonly size?: number;
  /** Decimal, from the end of the header. */
  readonly offset?: string;
}

interface Listed extends Omit<AsarEntry, 'files'> {
  /** Whether the file lies beside the archive instead of in it. */
  readonly unpacked: boolean;
}

/** What an asar archive lists, by path with forward slashes. */
export function listAsar(path: string): ReadonlyMap<string, Listed> {
  return readAsar(readFileSync(path)).found;
}

function readAsar(bytes: Buffer): { readonly found: ReadonlyMap<string, Listed>; readonly content: Buffer } {
  // Two Chromium pickles: the size of the header, then the header, a JSON text with its own length before it.
  const length = bytes.readUInt32LE(12);
  const header = JSON.parse(bytes.subarray(16, 16 + length).toString('utf8')) as AsarEntry;
  const found = new Map<string, Listed>();
  const visit = (entry: AsarEntry, at: string): void => {
    for (const [name, inner] of Object.entries(entry.files ?? {})) {
      const inside = at === '' ? name : `${at}/${name}`;
      if (inner.files === undefined) {
        found.set(inside, { ...inner, unpacked: inner.unpacked === true });
      } else {
        visit(inner, inside);
      }
    }
  };
  visit(header, '');
  return { found, content: bytes.subarray(8 + bytes.readUInt32LE(4)) };
}

/**
 * Lays an archive out in `folder` as Electron shows it to the program in it: a folder of the archive's name with everything that it
 * lists, and beside it what was left out of it. @returns that folder
 */
export function layOutAsar(path: string, folder: string): string {
  const { found, content } = readAsar(readFileSync(path));
  const root = join(folder, basename(path));
  for (const [name, { unpacked, offset, size = 0 }] of found) {
    const target = join(root, name);
    mkdirSync(dirname(target), { recursive: true });
    const start = Number(offset);
    if (unpacked) cpSync(join(`${path}.unpacked`, name), target);
    else writeFileSync(target, content.subarray(start, start + size));
  }
  if (existsSync(`${path}.unpacked`)) cpSync(`${path}.unpacked`, `${root}.unpacked`, { recursive: true });
  return root;
}
