import { readFileSync } from 'node:fs';

interface AsarEntry {
  readonly files?: Readonly<Record<string, AsarEntry>>;
  readonly unpacked?: boolean;
  readonly size?: number;
}

/** What an asar archive lists: path with forward slashes → whether the file lies beside the archive instead of in it. */
export function listAsar(path: string): ReadonlyMap<string, { readonly unpacked: boolean }> {
  const bytes = readFileSync(path);
  // Two Chromium pickles: the size of the header, then the header, a JSON text with its own length before it.
  const length = bytes.readUInt32LE(12);
  const header = JSON.parse(bytes.subarray(16, 16 + length).toString('utf8')) as AsarEntry;
  const found = new Map<string, { readonly unpacked: boolean }>();
  const visit = (entry: AsarEntry, at: string): void => {
    for (const [name, inner] of Object.entries(entry.files ?? {})) {
      const inside = at === '' ? name : `${at}/${name}`;
      if (inner.files === undefined) {
        found.set(inside, { unpacked: inner.unpacked === true });
      } else {
        visit(inner, inside);
      }
    }
  };
  visit(header, '');
  return found;
}
