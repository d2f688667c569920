import type { FileEntry } from '../../../shared/contract/file-browser-calls.ts';
import type { FileToken } from '../../../shared/contract/ids.ts';

/** Entries whose names hold the text, whatever its case. */
export function matching(entries: readonly FileEntry[], filter: string): readonly FileEntry[] {
  const wanted = filter.trim().toLocaleLowerCase();
  return wanted === '' ? entries : entries.filter((entry) => entry.name.toLocaleLowerCase().includes(wanted));
}

/** The choice after a click: alone, or (with `add`) put to the others or taken away from them. */
export function toggled(chosen: ReadonlySet<FileToken>, token: FileToken, add: boolean): ReadonlySet<FileToken> {
  if (!add) return new Set([token]);
  const next = new Set(chosen);
  if (!next.delete(token)) next.add(token);
  return next;
}

const PAGE = 10;

/** Where the cursor of a list goes on a key; null for a key that does not move it. */
export function afterKey(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  const target = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + PAGE,
    PageUp: active - PAGE,
    Home: 0,
    End: count - 1,
  }[key];
  return target === undefined ? null : Math.max(0, Math.min(count - 1, target));
}
