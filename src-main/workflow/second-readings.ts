import { codeOf } from '../../shared/contract/app-error.ts';
import { references, sameObject, sameValue } from '../pades/verify/changes/same-object.ts';
import { PdfDocument } from '../pdf/document.ts';
import { IncrementalUpdate } from '../pdf/incremental-update.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../pdf/objects.ts';
import type { Page } from '../pdf/page-tree.ts';
import { type Listed, relisting } from '../pdf/relisting.ts';
import { unlistedObjects } from '../pdf/unlisted-objects.ts';
import type { ByteSource } from '../platform/byte-source.ts';

/** Another document that the same bytes could be made to show: by a program that reads them otherwise, or by a few bytes behind them. */
export interface SecondReading {
  /** Where it lies, as the subject of a sentence. */
  readonly what: string;
  readonly source: ByteSource;
  /** Only so many bytes of it. */
  readonly length?: number;
  /** Pages to compare: the number now, the number there. */
  readonly pages: readonly (readonly [now: number, there: number])[];
  /** Whether the number of pages has to be the same. */
  readonly samePages: boolean;
  /** Annotations and fields change in ordinary ways. */
  readonly annotations: boolean;
  /** What makes the two different documents: anything at all, or something to be seen there in the place of something else now. */
  readonly counts: 'anything' | 'exchange';
  /** The same words in another place or look are no other document. */
  readonly comparesText: boolean;
  /** A page of which it would replace the content or a resource: that is enough, however it looks today. */
  readonly replaced: number | undefined;
  /** It replaces the page tree itself: where it cannot be drawn, that is no comfort. */
  readonly replacesPages: boolean;
}

/** Pages looked at of each reading. */
const PAGES = 10;
/** Earlier revisions looked at, newest first. */
const REVISIONS = 4;
/** Objects that nothing lists, looked at. */
const UNLISTED = 2000;
/** Objects followed from one page. */
const REACHED = 2000;
const TREE: readonly string[] = ['Catalog', 'Pages', 'Page'];

/**
 * The second readings that a document gives reason to look for. Only structure is looked at: whether they look different has to be
 * seen. None for most documents.
 * @throws AppError INPUT_UNREADABLE, CANCELLED, and PDF_* where the document itself cannot be read
 */
export async function secondReadings(document: PdfDocument): Promise<SecondReading[]> {
  const readings = [await unlistedReadings(document), await layerReadings(document)];
  if (document.revisions.length > 1) readings.push(await earlierReadings(document));
  return readings.flat();
}

interface Hidden extends Listed {
  readonly type: string;
  /** Its number is in use, and what has that number now is something else. */
  readonly replaces: boolean;
}

/** Objects that stand in the file under numbers in use, or a second page tree, though no table leads there. */
async function unlistedReadings(document: PdfDocument): Promise<SecondReading[]> {
  const hidden: Hidden[] = [];
  let holders: readonly Holder[] | undefined;
  for await (const place of unlistedObjects(document)) {
    const object = await readable(() => document.unlisted(place.offset));
    if (object === null) continue;
    holders ??= holdersOf(document);
    if (await isAttached(document, holders, place.offset)) continue;
    hidden.push({ ...place, type: typeOf(object), replaces: await replaces(document, place, object) });
    if (hidden.length > UNLISTED) break;
  }
  const [first] = hidden.filter(({ type, replaces }) => replaces || type === 'Catalog');
  if (first === undefined) return [];
  const usual = {
    pages: await firstPages(document),
    samePages: true,
    annotations: true,
    counts: 'anything',
    comparesText: false,
  } as const;
  const what = `an object that nothing lists (number ${first.num}, at byte ${first.offset})`;
  const pages = (await pagesOf(document)).slice(0, PAGES);
  const reading = async (listed: readonly Hidden[], root?: Hidden): Promise<SecondReading> => {
    const rootRef = root === undefined ? undefined : new PdfRef(root.num, root.gen);
    const replacesPages = root !== undefined || listed.some(({ type, replaces }) => replaces && TREE.includes(type));
    const source = followed(document, relisting(document, listed, rootRef));
    return { ...usual, what, replacesPages, source, replaced: await replacedPage(document, pages, source, listed) };
  };
  const oldest = [...new Map(hidden.toReversed().map((one) => [one.num, one])).values()];
  const newest = [...new Map(hidden.map((one) => [one.num, one])).values()];
  const readings = [await reading(newest)];
  if (newest.some((one) => !oldest.includes(one))) readings.push(await reading(oldest));
  for (const root of newest.filter(({ type, replaces }) => type === 'Catalog' && !replaces).slice(0, 2)) {
    readings.push(await reading(newest, root));
  }
  return readings;
}

/** The first page whose own object, content or resources would be others. */
async function replacedPage(
  document: PdfDocument,
  pages: readonly Page[],
  source: ByteSource,
  hidden: readonly Hidden[],
): Promise<number | undefined> {
  const other = await readable(() => PdfDocument.open(source));
  if (other === null) return undefined;
  for (const page of pages) {
    const made = new Set([page.ref.num, ...(await contentOf(document, page))]);
    for (const { num, gen, replaces } of hidden) {
      if (!replaces || !made.has(num)) continue;
      const ref = new PdfRef(num, gen);
      const there = await readable(() => other.object(ref));
      const now = await readable(() => document.object(ref));
      if (there !== null && now !== null && !(await sameObject(now, document, there, other))) return page.number;
    }
  }
  return undefined;
}

async function replaces(document: PdfDocument, { num, gen }: Listed, object: PdfObject): Promise<boolean> {
  const entry = document.entry(num);
  if (entry === undefined || entry.type === 'free') return false;
  if ((entry.type === 'offset' ? entry.gen : 0) !== gen) return false;
  const current = await readable(() => document.object(new PdfRef(num, gen)));
  return current instanceof PdfStream || !sameValue(current, object);
}

interface Holder extends Listed {
  readonly revision: number;
}

/** Every object that a table lists, in the order of the file. */
function holdersOf(document: PdfDocument): Holder[] {
  return document.revisions
    .flatMap(({ number: revision, entries }) =>
      [...entries].flatMap(([num, entry]) =>
        entry.type === 'offset' ? [{ num, gen: entry.gen, offset: entry.offset, revision }] : [],
      ),
    )
    .sort((a, b) => a.offset - b.offset);
}

/** True inside the data of a file attached to the document: what stands there is of another document. */
async function isAttached(document: PdfDocument, holders: readonly Holder[], offset: number): Promise<boolean> {
  let [low, high] = [0, holders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((holders[middle]?.offset ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const before = holders[low - 1];
  if (before === undefined) return false;
  const { num, gen, revision } = before;
  const holder = await readable(() => document.at(revision).object(new PdfRef(num, gen)));
  if (!(holder instanceof PdfStream) || holder.data instanceof Uint8Array) return false;
  return holder.data.start <= offset && offset < holder.data.end && typeOf(holder) === 'EmbeddedFile';
}

/**
 * Layers (ISO 32000-2, 8.11) that no list of layers shows to the reader (8.11.4.3, /Order): all of them switched on. Those that a reader
 * can switch in the panel of layers are nothing hidden.
 */
async function layerReadings(document: PdfDocument): Promise<SecondReading[]> {
  if (document.revision !== document.revisions.length) return [];
  const { ref, dict } = await document.catalog();
  const resolved = (value: PdfObject | undefined) => readable(() => document.resolve(value));
  const properties = await resolved(dict.get('OCProperties'));
  const settings = properties instanceof PdfDict ? await resolved(properties.get('D')) : null;
  const groups = properties instanceof PdfDict ? await resolved(properties.get('OCGs')) : null;
  if (!(properties instanceof PdfDict) || !Array.isArray(groups)) return [];
  const usual = settings instanceof PdfDict ? settings : new PdfDict([]);
  const listed = await listedLayers(document, usual.get('Order'));
  const hidden = groups.filter((group): group is PdfRef => group instanceof PdfRef && !listed.has(group.num));
  if (hidden.length === 0) return [];
  const numbers = new Set(hidden.map(({ num }) => num));
  const [off, on] = [await resolved(usual.get('OFF')), await resolved(usual.get('ON'))];
  const stillOff = Array.isArray(off) ? off.filter((one) => !(one instanceof PdfRef && numbers.has(one.num))) : [];
  const shown = usual.with({ OFF: stillOff, ON: [...(Array.isArray(on) ? on : []), ...hidden] });
  const update = new IncrementalUpdate(document);
  update.put(ref, dict.with({ OCProperties: properties.with({ D: shown }) }));
  return [
    {
      what: 'a layer that is switched off',
      source: followed(document, update.layout()),
      pages: await firstPages(document),
      samePages: true,
      annotations: true,
      counts: 'exchange',
      comparesText: false,
      replaced: undefined,
      replacesPages: false,
    },
  ];
}

/** Numbers of the layers in a list of layers and the lists within it. */
async function listedLayers(document: PdfDocument, order: PdfObject | undefined): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const queue: (PdfObject | undefined)[] = [order];
  for (let seen = 0; queue.length > 0 && seen < REACHED; seen++) {
    const next = queue.pop();
    const value = await readable(() => document.resolve(next));
    if (Array.isArray(value)) queue.push(...value);
    else if (next instanceof PdfRef) found.add(next.num);
  }
  return found;
}

/** Earlier versions of pages whose content was written anew since. That a file has revisions is no reason. */
async function earlierReadings(document: PdfDocument): Promise<SecondReading[]> {
  const pages = (await pagesOf(document)).slice(0, PAGES);
  const reached = await Promise.all(pages.map((page) => contentOf(document, page)));
  const readings: SecondReading[] = [];
  const newest = document.revisions.length;
  for (let revision = newest - 1; revision >= Math.max(1, newest - REVISIONS); revision--) {
    const view = document.at(revision);
    const there = await pagesOf(view);
    const changed = pages.flatMap((page, index) => {
      const old = there.find(({ ref }) => ref.num === page.ref.num) ?? replacedBy(page, pages, there);
      const isSame = old === undefined || (samePage(old, page) && sameObjects(view, document, reached[index]));
      return isSame ? [] : [[page.number, old.number] as const];
    });
    if (changed.length === 0) continue;
    const what = `an earlier version in the file (revision ${revision} of ${newest})`;
    const { source } = document;
    readings.push({
      what,
      source,
      length: view.size,
      pages: changed,
      samePages: false,
      annotations: false,
      counts: 'exchange',
      comparesText: true,
      replaced: undefined,
      replacesPages: false,
    });
  }
  return readings;
}

/** The page that stood in the place of `page` and is gone. */
function replacedBy({ number }: Page, now: readonly Page[], there: readonly Page[]): Page | undefined {
  const old = there[number - 1];
  return old === undefined || now.some(({ ref }) => ref.num === old.ref.num) ? undefined : old;
}

const CONTENT_KEYS = ['Contents', 'Resources'] as const;

function samePage(a: Page, b: Page): boolean {
  return CONTENT_KEYS.every((key) => sameValue(a.dict.get(key), b.dict.get(key)));
}

/** Numbers of the objects that the content of a page is made of. */
async function contentOf(document: PdfDocument, { dict, inherited }: Page): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  const queue: (PdfObject | undefined)[] = [dict.get('Contents'), dict.get('Resources'), inherited.resources];
  while (queue.length > 0) {
    for (const ref of references(queue.pop())) {
      if (found.has(ref.num) || found.size >= REACHED) continue;
      found.add(ref.num);
      queue.push((await readable(() => document.object(ref))) ?? undefined);
    }
  }
  return found;
}

/** True where all these objects stand where they stood. */
function sameObjects(before: PdfDocument, after: PdfDocument, nums: ReadonlySet<number> | undefined): boolean {
  for (const num of nums ?? []) {
    const [a, b] = [before.entry(num), after.entry(num)];
    if (a !== undefined && a.type !== 'free' && JSON.stringify(a) !== JSON.stringify(b)) return false;
  }
  return true;
}

async function firstPages(document: PdfDocument): Promise<(readonly [number, number])[]> {
  const count = Math.min(PAGES, await document.pageCount());
  return Array.from({ length: count }, (_, index) => [index + 1, index + 1] as const);
}

async function pagesOf(view: PdfDocument): Promise<readonly Page[]> {
  return (await readable(() => view.pages())) ?? [];
}

/** The document with other bytes behind it. */
function followed({ source, size }: PdfDocument, tail: Uint8Array): ByteSource {
  return {
    size: size + tail.length,
    async read(offset, length) {
      const end = Math.min(size + tail.length, offset + length);
      if (end <= size) return source.read(offset, end - offset);
      const behind = tail.subarray(Math.max(0, offset - size), end - size);
      if (offset >= size) return behind;
      return Buffer.concat([await source.read(offset, size - offset), behind]);
    },
  };
}

/** What is damaged shows nothing. */
async function readable<T>(read: () => Promise<T>): Promise<T | null> {
  return read().catch((error: unknown) => {
    if (!codeOf(error).startsWith('PDF_')) throw error;
    return null;
  });
}

function typeOf(object: PdfObject): string {
  const dict = object instanceof PdfStream ? object.dict : object;
  const type = dict instanceof PdfDict ? dict.get('Type') : undefined;
  return type instanceof PdfName ? type.name : '';
}
