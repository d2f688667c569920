import { readdir, stat } from 'node:fs/promises';
import { AppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { readSmallFile, writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import type { ListedAnchors } from '../trust/listed-anchors.ts';
import { KeptAnchors } from '../trust/lists/kept-anchors.ts';
import { Qualifier } from '../trust/lists/qualify.ts';
import { type KeptList, ServiceIndex } from '../trust/lists/service-index.ts';
import type { Snapshot } from '../trust/lists/snapshot.ts';
import { isSnapshot } from '../trust/lists/snapshot-shape.ts';

const FOLDER = 'trusted-lists';
const ENDING = '.json';

/** What the kept trusted lists give a verification. */
export interface ListsInUse {
  readonly lists: readonly KeptList[];
  readonly qualifier: Qualifier;
  /** The anchors that they make beside those that are trusted anyway. */
  anchorsBeside(anchors: readonly Certificate[]): ListedAnchors;
}

/** The snapshots that are kept, one for each scheme, and the damaged ones by the name of their scheme. */
export interface Kept {
  readonly snapshots: readonly Snapshot[];
  readonly damaged: readonly { readonly id: string; readonly failure: AppError }[];
}

/** What is kept, for whoever puts it right. */
export async function readKept(home: Home): Promise<Kept> {
  const snapshots: Snapshot[] = [];
  const damaged: { readonly id: string; readonly failure: AppError }[] = [];
  for (const name of await keptFiles(home)) {
    const file = home.at(FOLDER, name);
    const snapshot = parsed(await readSmallFile(file).catch(() => new Uint8Array()));
    if (snapshot === undefined) damaged.push({ id: name.slice(0, -ENDING.length), failure: unreadable(file) });
    else snapshots.push(snapshot);
  }
  return { snapshots, damaged };
}

async function keptFiles(home: Home): Promise<string[]> {
  const names = await readdir(home.at(FOLDER)).catch(() => []);
  return names.filter((one) => one.endsWith(ENDING)).sort();
}

/**
 * The snapshots that are kept, one for each scheme.
 * @throws AppError TRUSTED_LIST_UNREADABLE for one that was damaged: it is not passed over, or signatures would lose what they had
 */
export async function readSnapshots(home: Home): Promise<readonly Snapshot[]> {
  const {
    snapshots,
    damaged: [first],
  } = await readKept(home);
  if (first !== undefined) throw first.failure;
  return snapshots;
}

function parsed(bytes: Uint8Array): Snapshot | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return isSnapshot(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(file: string): AppError {
  return new AppError(
    'TRUSTED_LIST_UNREADABLE',
    `The kept trusted lists “${file}” cannot be read. Import or update these lists again, or delete the file.`,
    { list: file },
  );
}

/** Keeps a snapshot in place of the earlier one. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function writeSnapshot(home: Home, snapshot: Snapshot): Promise<void> {
  await ensureHome(home, FOLDER);
  await writeFileAtomic(home.at(FOLDER, `${snapshot.id}.json`), JSON.stringify(snapshot));
}

let latest: { readonly mark: string; readonly inUse: ListsInUse | undefined } | undefined;

/**
 * What the kept lists give a verification; undefined where none is kept. Read and made once for the same files.
 * @throws AppError TRUSTED_LIST_UNREADABLE
 */
export async function listsInUse(home: Home): Promise<ListsInUse | undefined> {
  const mark = await markOf(home);
  if (latest?.mark === mark) return latest.inUse;
  const lists = (await readSnapshots(home)).flatMap((snapshot) => snapshot.lists);
  const inUse = lists.length === 0 ? undefined : inUseOf(lists);
  latest = { mark, inUse };
  return inUse;
}

/** Another one after every change: a snapshot is replaced by another file. Taken before it is read, it is never newer than what was read. */
async function markOf(home: Home): Promise<string> {
  const names = await keptFiles(home);
  const facts = await Promise.all(
    names.map((name) => stat(home.at(FOLDER, name), { bigint: true }).catch(() => undefined)),
  );
  const marks = facts.map((one, index) => `${names[index]} ${one?.ino} ${one?.size} ${one?.mtimeNs} ${one?.ctimeNs}`);
  return [home.path, ...marks].join('\n');
}

function inUseOf(lists: readonly KeptList[]): ListsInUse {
  const index = new ServiceIndex(lists);
  let made: { readonly beside: string; readonly anchors: ListedAnchors } | undefined;
  return {
    lists,
    qualifier: new Qualifier(index),
    // The same for the same anchors: results of paths are remembered by it.
    anchorsBeside(anchors) {
      const others = anchors.map(({ sha256 }) => sha256);
      const beside = others.join();
      if (made?.beside !== beside) made = { beside, anchors: KeptAnchors.of(index.anchors, new Set(others)) };
      return made.anchors;
    },
  };
}
