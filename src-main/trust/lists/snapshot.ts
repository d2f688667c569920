import { createHash } from 'node:crypto';
import { Certificate } from '../../cms/certificate.ts';
import { parsedAs } from '../../cms/parsed-as.ts';
import { identitiesOf } from './identities.ts';
import { listError } from './list-error.ts';
import {
  authenticateListOfLists,
  authenticateNationalList,
  type NamedList,
  nationalPointers,
  type Publication,
  type Scheme,
} from './list-of-lists.ts';
import { LIST_OF_LISTS, type ListPointer, type TrustedList } from './read-list.ts';
import type { KeptList } from './service-index.ts';

/** What is kept of the lists of one scheme after their signatures were verified: plain values. */
export interface Snapshot {
  readonly version: 1;
  /** `eu`, or made of what was pinned. */
  readonly id: string;
  readonly title: string;
  /** False for a scheme that somebody pinned by hand. */
  readonly official: boolean;
  readonly location: string;
  readonly publications: readonly {
    readonly title: string;
    readonly marks: readonly string[];
    readonly signers: readonly string[];
  }[];
  /** When something was last taken in, ISO 8601. */
  readonly taken: string;
  /** Null where a single list was pinned by its signer. */
  readonly listOfLists: KeptListOfLists | null;
  readonly lists: readonly KeptList[];
}

export interface KeptListOfLists {
  readonly operator: string;
  readonly sequence: number;
  readonly issued: string;
  readonly nextUpdate: string | null;
  readonly pointers: readonly {
    readonly location: string;
    readonly territory: string;
    readonly type: string;
    /** DER in base64. */
    readonly signers: readonly string[];
  }[];
}

/** A scheme of which nothing is kept yet. */
export function emptySnapshot(scheme: Scheme, about: Pick<Snapshot, 'id' | 'title' | 'official'>): Snapshot {
  const { location, publications } = scheme;
  return {
    version: 1,
    ...about,
    location,
    publications: publications.map(({ title, marks, signers }) => ({ title, marks, signers: [...signers] })),
    taken: new Date(0).toISOString(),
    listOfLists: null,
    lists: [],
  };
}

/** A scheme whose signers somebody vouches for: their certificates are pinned. */
export function pinnedScheme(signers: readonly Certificate[]): Snapshot {
  const digests = signers.map(({ sha256 }) => sha256).sort();
  const id = `pinned-${createHash('sha256').update(digests.join()).digest('hex').slice(0, 16)}`;
  const title = signers.map(({ commonName }) => commonName).join(', ');
  const publication: Publication = { title, marks: [], signers: new Set(digests) };
  return emptySnapshot({ location: '', publications: [publication] }, { id, title, official: false });
}

/** What a snapshot rests on. */
export function schemeOf({ location, publications }: Snapshot): Scheme {
  return { location, publications: publications.map((one) => ({ ...one, signers: new Set(one.signers) })) };
}

/**
 * Takes a list of lists over after verifying it. That of a pinned scheme says itself where the next one will lie.
 * @throws AppError TRUSTED_LIST_OLDER where a newer one is kept, and what `authenticateListOfLists` throws
 */
export function takeListOfLists(
  snapshot: Snapshot,
  current: NamedList,
  pivotAt: (uri: string) => NamedList | undefined,
): Snapshot {
  authenticateListOfLists(current, schemeOf(snapshot), pivotAt);
  const { list } = current;
  refuseOlder(current, snapshot.listOfLists?.sequence);
  const pointers = nationalPointers(list).map(({ signers, location, territory, type }) => ({
    location,
    territory,
    type,
    signers: signers.map(({ der }) => Buffer.from(der).toString('base64')),
  }));
  const own = list.pointers.find(({ type }) => type === LIST_OF_LISTS)?.location;
  const location = snapshot.official || own === undefined || !/^https?:/.test(own) ? snapshot.location : own;
  return { ...snapshot, location, listOfLists: { ...about(list), pointers } };
}

/**
 * Takes a national list over after verifying it with what the list of lists says, or with the pinned signers where there is none.
 * @throws AppError TRUSTED_LIST_OLDER where a newer one is kept, and what `authenticateNationalList` throws
 */
export function takeNationalList(snapshot: Snapshot, current: NamedList): Snapshot {
  const { list, name } = current;
  const pinned = snapshot.publications.flatMap(({ signers }) => signers);
  if (snapshot.listOfLists === null) authenticateNationalList(current, [], new Set(snapshot.official ? [] : pinned));
  else authenticateNationalList(current, pointersOf(snapshot.listOfLists));
  const before = snapshot.lists.find(({ territory }) => territory === list.territory);
  refuseOlder({ list, name }, before?.sequence);
  const services = list.services.filter(({ states }) => states.some(({ type }) => KEPT.includes(type)));
  const kept: KeptList = {
    territory: list.territory,
    ...about(list),
    official: snapshot.official,
    services,
    identities: identitiesOf(services),
  };
  const others = snapshot.lists.filter((one) => one !== before);
  const lists = [...others, kept].sort((a, b) => (a.territory < b.territory ? -1 : 1));
  return { ...snapshot, lists };
}

/** Services that decide about signatures and timestamps. */
const KEPT = ['CA/QC', 'TSA/QTST'];

function about({ operator, sequence, issued, nextUpdate }: TrustedList) {
  return { operator, sequence, issued: issued.toISOString(), nextUpdate: nextUpdate?.toISOString() ?? null };
}

/** Who put an older list in place of a newer one would bring services back that were withdrawn since. */
function refuseOlder({ name, list }: NamedList, kept: number | undefined): void {
  if (kept === undefined || list.sequence >= kept) return;
  const why = `has the number ${list.sequence}, and ${kept} is kept already. The newer one stays.`;
  throw listError('TRUSTED_LIST_OLDER', name, why);
}

/** Where the national lists lie and who may sign them. */
export function pointersOf({ pointers }: KeptListOfLists): ListPointer[] {
  return pointers.map(({ signers, ...pointer }) => ({
    ...pointer,
    mimeType: '',
    signers: parsedAs(
      Certificate,
      signers.map((text) => Buffer.from(text, 'base64')),
    ),
  }));
}

export function isListOfLists({ list }: NamedList): boolean {
  return list.type === LIST_OF_LISTS;
}
