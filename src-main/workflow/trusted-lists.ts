import path from 'node:path';
import { AppError, isAppError } from '../../shared/contract/app-error.ts';
import { readCertificates } from '../cms/certificate-file.ts';
import { sameBytes } from '../cms/der.ts';
import type { Clock } from '../platform/clock.ts';
import { readSmallFile } from '../platform/files.ts';
import type { Home } from '../platform/home.ts';
import type { Http } from '../platform/net/http.ts';
import { EU_SCHEME } from '../trust/lists/eu-scheme.ts';
import { type NamedList, originOf } from '../trust/lists/list-of-lists.ts';
import { readTrustedList } from '../trust/lists/read-list.ts';
import {
  emptySnapshot,
  isListOfLists,
  pinnedScheme,
  pointersOf,
  type Snapshot,
  schemeOf,
} from '../trust/lists/snapshot.ts';
import { MAX_LIST_BYTES } from '../trust/lists/xml.ts';
import { attempt, type RefusedList, Taking } from './taking-lists.ts';
import { readKept, readSnapshots, writeSnapshot } from './trusted-lists-store.ts';

/** A list as people see it. */
export interface ListState {
  readonly territory: string;
  readonly operator: string;
  readonly sequence: number;
  /** ISO 8601. */
  readonly issued: string;
  readonly nextUpdate: string | null;
  /** True where it should have been replaced by now. */
  readonly stale: boolean;
  /** Services that issue qualified certificates or make qualified timestamps. */
  readonly services: number;
}

/** The lists of one scheme as people see them. */
export interface SchemeState {
  readonly id: string;
  readonly title: string;
  readonly official: boolean;
  /** When something was last taken in, ISO 8601; null where nothing is kept yet. */
  readonly taken: string | null;
  readonly listOfLists: Omit<ListState, 'services' | 'territory'> | null;
  readonly lists: readonly ListState[];
}

/** What an import or update did. */
export interface TakenLists {
  readonly state: readonly SchemeState[];
  /** Names of the lists that were taken over. */
  readonly taken: readonly string[];
  readonly refused: readonly RefusedList[];
}

const EU = { id: 'eu', title: 'European Union', official: true };

/** What trusted lists are kept, and how old they are. @throws AppError TRUSTED_LIST_UNREADABLE */
export async function trustedListsState(home: Home, clock: Clock): Promise<SchemeState[]> {
  return (await readSnapshots(home)).map((snapshot) => stateOf(snapshot, clock.now()));
}

function stateOf({ id, title, official, taken, listOfLists, lists }: Snapshot, now: Date): SchemeState {
  const stale = ({ nextUpdate }: { nextUpdate: string | null }) => nextUpdate !== null && new Date(nextUpdate) < now;
  const about = (one: Pick<ListState, 'operator' | 'sequence' | 'issued' | 'nextUpdate'>) => {
    const { operator, sequence, issued, nextUpdate } = one;
    return { operator, sequence, issued, nextUpdate, stale: stale(one) };
  };
  return {
    id,
    title,
    official,
    taken,
    listOfLists: listOfLists === null ? null : about(listOfLists),
    lists: lists.map((list) => ({ territory: list.territory, ...about(list), services: list.services.length })),
  };
}

/**
 * Takes lists over from files, with no network: a list of lists, the earlier ones that it rests on, national lists, in any order. What
 * is not verified is not taken over; the rest is.
 * @param signers files with the certificates of whoever signs these lists, for lists other than those of the European Union
 * @throws AppError INPUT_*, TRUST_UNREADABLE, HOME_NOT_WRITABLE, DISK_FULL
 */
export async function importTrustedLists(
  home: Home,
  clock: Clock,
  files: readonly string[],
  signers: readonly string[] = [],
): Promise<TakenLists> {
  const refused: RefusedList[] = [];
  const found: ReadList[] = [];
  for (const file of files) {
    const name = path.basename(file);
    const bytes = await readSmallFile(file, MAX_LIST_BYTES);
    const one = attempt(refused, name, () => readOnce(bytes, name, found));
    if (one !== undefined) found.push(one);
  }
  const start = await startingPoint(home, signers);
  const importing = new Taking(start, refused);
  const [current, ...earlier] = found.filter(isListOfLists).sort((a, b) => b.list.sequence - a.list.sequence);
  if (current !== undefined) {
    // Under its own name, else the oldest that names the address first: later ones name it, too.
    const pivots = [...earlier.reverse(), current];
    importing.listOfLists(
      current,
      (uri) =>
        pivots.find(({ name }) => name === fileOf(uri)) ?? pivots.find(({ list }) => list.information[0] === uri),
    );
  }
  if (current === undefined || importing.taken.length > 0) {
    for (const one of found) if (!isListOfLists(one)) importing.national(one);
  }
  await keep(importing, home, clock);
  return result(home, clock, importing);
}

interface ReadList extends NamedList {
  readonly bytes: Uint8Array;
}

/** A list of lists and its newest pivot may be the same bytes under two names: then they are the same list. */
function readOnce(bytes: Uint8Array, name: string, known: readonly ReadList[]): ReadList {
  const same = known.find((one) => sameBytes(one.bytes, bytes));
  return { name, bytes, list: same?.list ?? readTrustedList(bytes, name) };
}

/** The snapshot that an import builds on; a damaged one is begun anew. */
async function startingPoint(home: Home, signers: readonly string[]): Promise<Snapshot> {
  const { snapshots: kept } = await readKept(home);
  if (signers.length === 0) return kept.find(({ id }) => id === EU.id) ?? emptySnapshot(EU_SCHEME, EU);
  const certificates = await Promise.all(
    signers.map(async (file) => {
      try {
        return readCertificates(await readSmallFile(file));
      } catch (error) {
        const name = path.basename(file);
        const message = `“${name}” cannot be read as a certificate (PEM or DER).`;
        throw isAppError(error) && error.code.startsWith('INPUT_')
          ? error
          : new AppError('TRUST_UNREADABLE', message, { file: name }, { cause: error });
      }
    }),
  );
  const pinned = pinnedScheme(certificates.flat());
  return kept.find(({ id }) => id === pinned.id) ?? pinned;
}

/** Where lists are fetched from. */
export interface ListsNetwork {
  readonly http: Http;
  readonly signal?: AbortSignal | undefined;
  /** Called with 0 to 1. */
  readonly report?: ((fraction: number) => void) | undefined;
}

const DEADLINE = 60_000;
const AT_ONCE = 4;

/**
 * Fetches the current lists of the European Union, and of every pinned scheme that has an address. A list that cannot be had or is not
 * verified leaves the one that is kept in place.
 * @throws AppError NETWORK_* and TRUSTED_LIST_* where no list of lists can be taken over, HOME_NOT_WRITABLE, DISK_FULL, CANCELLED
 */
export async function updateTrustedLists(home: Home, clock: Clock, network: ListsNetwork): Promise<TakenLists> {
  const kept = (await readKept(home)).snapshots.filter(({ location }) => location !== '');
  const schemes = kept.some(({ id }) => id === EU.id) ? kept : [emptySnapshot(EU_SCHEME, EU), ...kept];
  const taken: string[] = [];
  const refused: RefusedList[] = [];
  for (const scheme of schemes) {
    try {
      const done = await updateScheme(home, clock, scheme, network);
      taken.push(...done.taken);
      refused.push(...done.refused);
    } catch (error) {
      if (!isAppError(error) || !/^(NETWORK|TRUSTED_LIST)_/.test(error.code)) throw error;
      refused.push({ list: scheme.location, failure: error });
    }
  }
  const [first] = refused;
  if (taken.length === 0 && first !== undefined) throw first.failure;
  return result(home, clock, { taken, refused });
}

async function updateScheme(home: Home, clock: Clock, start: Snapshot, network: ListsNetwork): Promise<Taking> {
  // The newest publication may be younger than what was kept.
  const snapshot = start.id === EU.id ? { ...start, ...schemeParts() } : start;
  const updating = new Taking(snapshot, []);
  const current = await fetchList(snapshot.location, network);
  const fetched = (uri: string) => fetchList(uri, network, [current]);
  const pivots = new Map<string, NamedList>();
  for (const uri of originOf(current, schemeOf(snapshot)).pivots) pivots.set(uri, await fetched(uri));
  updating.listOfLists(current, (uri) => pivots.get(uri));
  const pointers = updating.snapshot.listOfLists === null ? [] : pointersOf(updating.snapshot.listOfLists);
  const waiting = [...pointers];
  const next = async (): Promise<void> => {
    for (let pointer = waiting.shift(); pointer !== undefined; pointer = waiting.shift()) {
      const { location } = pointer;
      const list = await fetched(location).catch((error: unknown) => {
        updating.refuse(location, error);
        return undefined;
      });
      if (list !== undefined) updating.national(list);
      network.report?.(1 - waiting.length / pointers.length);
    }
  };
  if (updating.taken.length > 0) await Promise.all(Array.from({ length: AT_ONCE }, next));
  await keep(updating, home, clock);
  return updating;
}

function schemeParts(): Pick<Snapshot, 'location' | 'publications'> {
  const { location, publications } = emptySnapshot(EU_SCHEME, EU);
  return { location, publications };
}

async function fetchList(
  uri: string,
  { http, signal }: ListsNetwork,
  known: readonly ReadList[] = [],
): Promise<ReadList> {
  const request = { method: 'GET', url: uri, maxBytes: MAX_LIST_BYTES, deadline: DEADLINE } as const;
  const { body } = await http.request({ ...request, purpose: `The trusted list at ${uri}` }, signal);
  return readOnce(body, uri, known);
}

async function keep({ snapshot, taken }: Taking, home: Home, clock: Clock): Promise<void> {
  if (taken.length > 0) await writeSnapshot(home, { ...snapshot, taken: clock.now().toISOString() });
}

/** What is kept now; what of it is damaged still is told with what was refused. */
async function result(
  home: Home,
  clock: Clock,
  { taken, refused }: Pick<TakenLists, 'taken' | 'refused'>,
): Promise<TakenLists> {
  const { snapshots, damaged } = await readKept(home);
  return {
    state: snapshots.map((snapshot) => stateOf(snapshot, clock.now())),
    taken,
    refused: [...refused, ...damaged.map(({ id, failure }) => ({ list: id, failure }))],
  };
}

function fileOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
