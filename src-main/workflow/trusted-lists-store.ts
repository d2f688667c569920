import { readdir, readFile } from 'node:fs/promises';
import { AppError } from '../../shared/contract/app-error.ts';
import type { Certificate } from '../cms/certificate.ts';
import { writeFileAtomic } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { Qualifier } from '../trust/lists/qualify.ts';
import { type KeptList, type ListedAnchor, ServiceIndex } from '../trust/lists/service-index.ts';
import type { Snapshot } from '../trust/lists/snapshot.ts';
import type { AnchorLimit } from '../trust/rules.ts';

const FOLDER = 'trusted-lists';

/** What the kept trusted lists give a verification. */
export interface ListsInUse {
  readonly lists: readonly KeptList[];
  readonly qualifier: Qualifier;
  readonly anchors: readonly Certificate[];
  /** For timestamp authorities alone. */
  readonly timestampAnchors: readonly Certificate[];
  readonly limits: ReadonlyMap<string, AnchorLimit>;
  /** Where each anchor comes from, by its SHA-256. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * The snapshots that are kept, one for each scheme.
 * @throws AppError TRUSTED_LIST_UNREADABLE for one that was damaged: it is not passed over, or signatures would lose what they had
 */
export async function readSnapshots(home: Home): Promise<Snapshot[]> {
  const names = await readdir(home.at(FOLDER)).catch(() => []);
  const found: Snapshot[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).sort()) {
    const text = await readFile(home.at(FOLDER, name), 'utf8');
    found.push(parsed(text) ?? unreadable(home.at(FOLDER, name)));
  }
  return found;
}

function parsed(text: string): Snapshot | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOurs = typeof value === 'object' && value !== null && 'version' in value && value.version === 1;
    return isOurs ? (value as Snapshot) : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(file: string): never {
  throw new AppError(
    'TRUSTED_LIST_UNREADABLE',
    `The kept trusted lists “${file}” cannot be read. Delete the file, then import or update the lists.`,
    { list: file },
  );
}

/** Keeps a snapshot in place of the earlier one. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
export async function writeSnapshot(home: Home, snapshot: Snapshot): Promise<void> {
  await ensureHome(home, FOLDER);
  await writeFileAtomic(home.at(FOLDER, `${snapshot.id}.json`), JSON.stringify(snapshot));
}

let latest: { readonly text: string; readonly inUse: ListsInUse } | undefined;

/**
 * What the kept lists give a verification; undefined where none is kept. Made once for the same lists.
 * @throws AppError TRUSTED_LIST_UNREADABLE
 */
export async function listsInUse(home: Home): Promise<ListsInUse | undefined> {
  const snapshots = await readSnapshots(home);
  const lists = snapshots.flatMap((snapshot) => snapshot.lists);
  if (lists.length === 0) return undefined;
  const text = snapshots.map(({ id, taken }) => `${home.path} ${id} ${taken}`).join('\n');
  if (latest?.text === text) return latest.inUse;
  const index = new ServiceIndex(lists);
  const of = (kind: ListedAnchor['kind']) => index.anchors.filter((one) => one.kind === kind);
  const inUse: ListsInUse = {
    lists,
    qualifier: new Qualifier(index),
    anchors: of('signatures').map(({ certificate }) => certificate),
    timestampAnchors: of('timestamps').map(({ certificate }) => certificate),
    limits: new Map(index.anchors.map(({ certificate, limit }) => [certificate.sha256, limit])),
    origins: new Map(
      index.anchors.map(({ certificate, list }) => [certificate.sha256, `trusted list ${list.territory}`]),
    ),
  };
  latest = { text, inUse };
  return inUse;
}
