import { type FSWatcher, watch } from 'node:fs';
import { readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { removeDrafts } from '../platform/drafts.ts';
import { identityOf, readOwnText, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { claimFile, isClaimed } from './file-claim.ts';
import type { StoredEntry } from './outbox-entry.ts';

/** An entry as it is now: `running` where a process works on it. */
export type OutboxItem = Omit<StoredEntry, 'state'> & { readonly state: StoredEntry['state'] | 'running' };

/** Signed files that wait for the network, one small file each, so that any process of this home can see and complete them. */
export interface Outbox {
  /** Durable when it returns; replaces what has the same id. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  put(entry: StoredEntry): Promise<void>;
  /** Oldest first. An entry that cannot be read is the trace of a lost disk write: it is left out. */
  list(): Promise<OutboxItem[]>;
  /** @throws AppError OUTBOX_ENTRY_NOT_FOUND */
  find(id: string): Promise<OutboxItem>;
  /** Forgets an entry; the file itself stays. Nothing happens where there is none. */
  remove(id: string): Promise<void>;
  /**
   * Does `work` with the entry while no other process does; `undefined` where one does already, or the entry is gone.
   * @throws what `work` throws
   */
  claim<T>(id: string, work: (entry: StoredEntry) => Promise<T>): Promise<T | undefined>;
  /** Calls back when entries came, went or changed, whichever process did it. Gives the way to end that. */
  subscribe(callback: () => void): () => void;
  /** Paths of entries that cannot be read: damaged, or made by another version. They are left as they are. */
  unreadable(): Promise<string[]>;
}

const ENDING = '.json';
/** Changes of the folder come in bursts: one call for each. */
const BURST = 100;

/** The outbox of this home. Nothing is created before the first entry. */
export function openOutbox(home: Home): Outbox {
  const folder = home.at('outbox');
  const fileOf = (id: string) => path.join(folder, `${id}${ENDING}`);
  const lockOf = (id: string) => path.join(folder, `${id}.lock`);
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const read = async (id: string): Promise<StoredEntry | undefined> => {
    try {
      // Loaded only where something waits: the parser is large.
      const [{ storedEntry }, text] = await Promise.all([import('./outbox-entry.ts'), readOwnText(fileOf(id))]);
      return storedEntry.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  };
  const ids = async (): Promise<string[]> => {
    const names = await readdir(folder).catch(() => []);
    return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
  };
  const shown = async (entry: StoredEntry): Promise<OutboxItem> =>
    (await isClaimed(lockOf(entry.id))) ? { ...entry, state: 'running' } : entry;

  return {
    async put(entry) {
      await ensureHome(home, 'outbox');
      await writeFileAtomic(fileOf(entry.id), JSON.stringify(entry));
      changed();
    },
    async list() {
      const entries = (await Promise.all((await ids()).map(read))).flatMap((entry) =>
        entry === undefined ? [] : [entry],
      );
      entries.sort((a, b) => (a.queued === b.queued ? (a.id < b.id ? -1 : 1) : a.queued < b.queued ? -1 : 1));
      return Promise.all(entries.map(shown));
    },
    async unreadable() {
      const found: string[] = [];
      for (const id of await ids()) {
        // What another process has completed meanwhile is gone, not damaged.
        if ((await read(id)) === undefined && (await identityOf(fileOf(id))) !== undefined) found.push(fileOf(id));
      }
      return found;
    },
    async find(id) {
      const entry = /^[0-9a-f]{32}$/.test(id) ? await read(id) : undefined;
      if (entry !== undefined) return shown(entry);
      throw new AppError(
        'OUTBOX_ENTRY_NOT_FOUND',
        `The outbox has no entry “${id}”. countersign outbox list shows what is there.`,
        { id },
      );
    },
    async remove(id) {
      await unlink(fileOf(id)).catch(() => undefined);
      changed();
    },
    async claim(id, work) {
      if ((await read(id)) === undefined) return undefined;
      await removeDrafts(folder);
      const release = await claimFile(lockOf(id));
      if (release === undefined) return undefined;
      try {
        changed();
        const entry = await read(id);
        return entry === undefined ? undefined : await work(entry);
      } finally {
        await release();
        changed();
      }
    },
    subscribe(callback) {
      let timer: NodeJS.Timeout | undefined;
      const soon = () => {
        timer ??= setTimeout(() => {
          timer = undefined;
          callback();
        }, BURST);
      };
      listeners.add(soon);
      let watcher: FSWatcher | undefined;
      let ended = false;
      const begin = ensureHome(home, 'outbox').then(() => {
        if (!ended) watcher = watch(folder, { persistent: false }, soon).on('error', () => watcher?.close());
      });
      // Without a folder to watch, what this process does is still told.
      begin.catch(() => undefined);
      return () => {
        ended = true;
        listeners.delete(soon);
        clearTimeout(timer);
        watcher?.close();
      };
    },
  };
}
