import { AppError } from '../../shared/contract/app-error.ts';
import type { BlockReader } from './block-reader.ts';
import { decodeStream, filterSteps } from './filters/decode.ts';
import type { PdfLimits } from './limits.ts';
import { readSyntax } from './object-reader.ts';
import { PdfDict, type PdfObject, PdfRef } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import type { XrefEntries, XrefEntry } from './xref-entries.ts';
import { isXrefStream, readXrefStream } from './xref-stream.ts';
import { XrefTableReader } from './xref-table.ts';

/** One cross-reference section with its trailer (ISO 32000-2, 7.5.4, 7.5.5, 7.5.8). */
export interface Section {
  readonly offset: number;
  /** Where it really begins: white space may stand between. */
  readonly start: number;
  /** Offset after the trailer dictionary or the stream data. */
  readonly end: number;
  readonly form: 'table' | 'stream';
  readonly trailer: PdfDict;
  /** /Prev; undefined in the oldest section. */
  readonly previous: number | undefined;
  readonly entries: XrefEntries;
  /** The two halves of a hybrid section (7.5.8.4): what every program reads, and what only those see that know the stream. */
  readonly hybrid: Hybrid | undefined;
}

export interface Hybrid {
  readonly table: XrefEntries;
  readonly stream: XrefEntries;
}

/** How a file counts its offsets: from its header, which need not be its first byte (ISO 32000-2, 7.5.2). */
export interface Counting {
  readonly reader: BlockReader;
  readonly limits: PdfLimits;
  /** Offset in the file of what the file calls 0. */
  readonly origin: number;
}

/**
 * Reads the section at `offset`, which must begin there; white space before it is let pass.
 * @throws AppError PDF_DAMAGED, PDF_HYBRID, PDF_LIMIT_EXCEEDED
 */
export async function readSection(counting: Counting, offset: number, end: number): Promise<Section> {
  const { reader, limits } = counting;
  if (offset >= end) throw damaged('its cross-reference section lies outside the file', { offset });
  const { start, table } = await readSyntax(reader, limits, offset, end, (syntax) => {
    syntax.skipWhite();
    return { start: syntax.offset, table: syntax.keyword('xref') ? syntax.offset : undefined };
  });
  const section =
    table === undefined
      ? await readStreamSection(counting, offset, end)
      : await readTableSection(counting, offset, table, end);
  return { ...section, start };
}

async function readTableSection(
  counting: Counting,
  offset: number,
  start: number,
  end: number,
): Promise<Omit<Section, 'start'>> {
  const { reader, limits, origin } = counting;
  const table = await new XrefTableReader(reader, limits, start, end, origin).read();
  const { trailer, after } = await readSyntax(reader, limits, table.end, end, (syntax) => ({
    trailer: syntax.object(),
    after: syntax.offset,
  }));
  if (!(trailer instanceof PdfDict)) throw damaged('its trailer is no dictionary', { offset: table.end });
  const previous = previousOf(trailer, offset, origin);
  // In a first revision the wrong count is a known slip of writers; in an update it would mean one thing here and another elsewhere.
  if (table.shifted && previous !== undefined) throw damaged('an update numbers its objects wrongly', { offset });
  const hybrid = await readHybrid(counting, trailer, table.entries, end);
  const entries = hybrid === undefined ? table.entries : joinHybrid(hybrid);
  return { offset, end: after, form: 'table', trailer, previous, entries, hybrid };
}

/** The stream that /XRefStm names (7.5.8.4). Its own /Prev says nothing that the table's does not. */
async function readHybrid(
  counting: Counting,
  trailer: PdfDict,
  table: XrefEntries,
  end: number,
): Promise<Hybrid | undefined> {
  const place = trailer.get('XRefStm') ?? null;
  if (place === null) return undefined;
  if (typeof place !== 'number' || !Number.isSafeInteger(place) || place < 0 || counting.origin + place >= end) {
    throw damaged('its second cross-reference lies outside the file', { offset: String(place).slice(0, 40) });
  }
  const { entries } = await readStreamSection(counting, counting.origin + place, end);
  return { table, stream: entries };
}

/** What the table lists counts; what it leaves out or calls free is looked for in the stream. */
function joinHybrid({ table, stream }: Hybrid): XrefEntries {
  return stream.under(table).under(stream.inUseOnly()).under(table.inUseOnly());
}

export function sameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.type === 'offset') return b.type === 'offset' && a.offset === b.offset && a.gen === b.gen;
  if (a.type === 'compressed') return b.type === 'compressed' && a.stream === b.stream && a.index === b.index;
  return a.type === b.type;
}

/** PDF_HYBRID. */
export function twoDocuments(object: number): AppError {
  return new AppError(
    'PDF_HYBRID',
    'The two cross-reference tables of this PDF (a hybrid one) do not agree, so programs see different documents in it; save it again as an ordinary PDF.',
    { object },
  );
}

async function readStreamSection(
  { reader, limits, origin }: Counting,
  offset: number,
  end: number,
): Promise<Omit<Section, 'start'>> {
  const { value, data } = await readSyntax(reader, limits, offset, end, (syntax) => syntax.indirect());
  if (!(value instanceof PdfDict) || data === undefined || !isXrefStream(value)) {
    throw damaged('there is no cross-reference section where its end of file says', { offset });
  }
  const length = value.get('Length');
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0 || data + length > end) {
    throw damaged('its cross-reference stream has no sound length', { offset });
  }
  if (length > limits.streamBytes) throw limitExceeded('bytes of one stream', { offset, limit: limits.streamBytes });
  await checkEndstream(reader, limits, data + length, end);
  const steps = await filterSteps(value, limits, directOnly);
  const decoded = await decodeStream(await reader.read(data, length), steps, limits);
  return {
    offset,
    end: data + length,
    form: 'stream',
    trailer: value,
    previous: previousOf(value, offset, origin),
    entries: readXrefStream(value, decoded, limits, offset, origin),
    hybrid: undefined,
  };
}

/** Nothing can be looked up while the cross-reference is still being read, so its entries are to be direct (7.5.8.2). */
async function directOnly(object: PdfObject | undefined): Promise<PdfObject> {
  if (object instanceof PdfRef)
    throw damaged('its cross-reference stream refers to another object', { object: object.num });
  return object ?? null;
}

/** @throws AppError PDF_DAMAGED where `endstream` does not follow the data that ends at `offset` */
export async function checkEndstream(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
): Promise<void> {
  const found = await readSyntax(reader, limits, offset, end, (syntax) => {
    syntax.skipWhite();
    return syntax.keyword('endstream') || syntax.keyword('endstreamendobj');
  });
  if (!found) throw damaged('a stream is not as long as it says', { offset });
}

function previousOf(trailer: PdfDict, offset: number, origin: number): number | undefined {
  const previous = trailer.get('Prev');
  if (previous === undefined || previous === null || previous === 0) return undefined;
  if (typeof previous !== 'number' || !Number.isSafeInteger(previous) || previous < 0) {
    throw damaged('its trailer names no sound previous section', { offset });
  }
  return origin + previous;
}
