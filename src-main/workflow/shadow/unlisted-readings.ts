import { sameObject, sameValue } from '../../pades/verify/changes/same-object.ts';
import { PdfDocument } from '../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream } from '../../pdf/objects.ts';
import { type Listed, relisting } from '../../pdf/relisting.ts';
import { unlistedObjects } from '../../pdf/unlisted-objects.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { followed } from './followed.ts';
import { firstPages, type MadePage, madePages, readable } from './page-parts.ts';
import type { SecondReading } from './second-reading.ts';

/** Objects that nothing lists, looked at. */
const UNLISTED = 2000;
const TREE: readonly string[] = ['Catalog', 'Pages', 'Page'];

interface Hidden extends Listed {
  readonly type: string;
  /** Its number is in use, and what has that number now is something else. */
  readonly replaces: boolean;
}

/** Objects that stand in the file under numbers in use, or a second page tree, though no table leads there. */
export async function unlistedReadings(document: PdfDocument): Promise<SecondReading[]> {
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
  const pages = await madePages(document);
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
  pages: readonly MadePage[],
  source: ByteSource,
  hidden: readonly Hidden[],
): Promise<number | undefined> {
  const other = await readable(() => PdfDocument.open(source));
  if (other === null) return undefined;
  for (const { page, parts } of pages) {
    for (const { num, gen, replaces } of hidden) {
      if (!replaces || !(num === page.ref.num || parts.has(num))) continue;
      const ref = new PdfRef(num, gen);
      const there = await readable(() => other.object(ref));
      const now = await readable(() => document.object(ref));
      if (there === null || now === null || !isOfOneKind(now, there)) continue;
      if (!(await sameObject(now, document, there, other))) return page.number;
    }
  }
  return undefined;
}

/** What is of another kind could not take its place: the page would not be drawn at all. */
function isOfOneKind(a: PdfObject, b: PdfObject): boolean {
  if (a instanceof PdfStream !== b instanceof PdfStream) return false;
  const [one, other] = [typeOf(a), typeOf(b)];
  return one === '' || other === '' || one === other;
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

function typeOf(object: PdfObject): string {
  const dict = object instanceof PdfStream ? object.dict : object;
  const type = dict instanceof PdfDict ? dict.get('Type') : undefined;
  return type instanceof PdfName ? type.name : '';
}
