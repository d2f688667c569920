import { AppError } from '../../shared/contract/app-error.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import type { BlockReader } from './block-reader.ts';
import { latin1 } from './characters.ts';
import { type DoubleObject, doubleObjects } from './hybrid.ts';
import type { PdfLimits } from './limits.ts';
import { readSyntax } from './object-reader.ts';
import { PdfDict } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import type { XrefEntries } from './xref-entries.ts';
import { type Counting, readSection, type Section } from './xref-section.ts';

/** One revision of a file: what a save appended. The two sections of a linearised file are one (ISO 32000-2, annex F). */
export interface Revision {
  /** From 1, oldest first. */
  readonly number: number;
  /** Offset of its cross-reference section, as its own end of file names it. */
  readonly startxref: number;
  /** Offset after its %%EOF and that one's end of line: the length of the file at that revision. */
  readonly end: number;
  readonly form: 'table' | 'stream';
  readonly trailer: PdfDict;
  /** Only what this revision wrote. */
  readonly entries: XrefEntries;
}

/** How a file is put together: its revisions and what follows the last of them. */
export interface FileStructure {
  readonly revisions: readonly Revision[];
  /** Bytes after the last %%EOF and its end of line. */
  readonly trailing: number;
  /** Whether the file's last byte ends a line. */
  readonly endsWithEol: boolean;
  /** Offset of what the file's own offsets are counted from: 0, or that of a header with other bytes before it. */
  readonly origin: number;
  /** Objects of a hybrid file that programs find in two places. */
  readonly doubles: readonly DoubleObject[];
}

const HEADER = 1024;
/** How far from the end of the file the last %%EOF may stand. */
const JUNK = 1024;
/** `startxref`, a number, comments and `%%EOF`. */
const MARKER = 128;
const SEARCH = 64 * 1024;

/**
 * Reads header, end and every cross-reference section, newest first along /Prev; nothing is repaired.
 * @throws AppError INPUT_EMPTY, INPUT_NOT_PDF, INPUT_TRUNCATED, PDF_DAMAGED, PDF_LIMIT_EXCEEDED, CANCELLED
 */
export async function readFileStructure(
  reader: BlockReader,
  limits: PdfLimits,
  signal: AbortSignal | undefined,
): Promise<FileStructure> {
  const header = await findHeader(reader);
  const size = reader.source.size;
  const tail = await readTail(reader);
  const counting = { reader, limits, origin: await originOf(reader, limits, header, tail) };
  const { sections, doubles } = await readChain(counting, tail.startxref, tail.end, signal);
  const revisions = await divide(counting, sections, tail);
  const { origin } = counting;
  return { revisions, trailing: size - tail.end, endsWithEol: tail.endsWithEol, origin, doubles };
}

/** The revisions, oldest first. A section without an end of file of its own was written by the same save as the next newer one. */
async function divide(counting: Counting, sections: readonly Section[], tail: Tail): Promise<Revision[]> {
  const groups: { newest: Section; entries: XrefEntries; end: number }[] = [];
  let bound = counting.reader.source.size;
  for (const section of sections) {
    const end = groups.length === 0 ? tail.end : await endOf(counting, section, bound);
    const group = groups.at(-1);
    if (end !== undefined) groups.push({ newest: section, entries: section.entries, end });
    else if (group !== undefined) group.entries = section.entries.under(group.entries);
    bound = section.offset;
  }
  return groups.reverse().map(({ newest, entries, end }, index) => ({
    number: index + 1,
    startxref: newest.offset,
    end,
    form: newest.form,
    trailer: newest.trailer,
    entries,
  }));
}

/** Offset of the header, which stands among the first 1024 bytes. */
async function findHeader(reader: BlockReader): Promise<number> {
  const size = reader.source.size;
  if (size === 0) throw new AppError('INPUT_EMPTY', 'The file is empty; get a complete copy.');
  const start = latin1(await reader.read(0, Math.min(size, HEADER)));
  const at = start.indexOf('%PDF-');
  if (at < 0) throw new AppError('INPUT_NOT_PDF', 'The file is not a PDF; choose a PDF file.', { size });
  return at;
}

/**
 * Offsets count from the header (ISO 32000-2, 7.5.2); where other bytes stand before it, some writers count from the first byte all the
 * same. Which it is shows where the newest section stands.
 * @throws AppError PDF_DAMAGED where one stands at both places: programs would see different documents
 */
async function originOf(reader: BlockReader, limits: PdfLimits, header: number, tail: Tail): Promise<number> {
  if (header === 0) return 0;
  const fromHeader = await sectionAt(reader, limits, header + tail.startxref, tail.end);
  const fromStart = await sectionAt(reader, limits, tail.startxref, tail.end);
  if (fromHeader !== undefined && fromStart !== undefined && fromHeader !== fromStart) {
    throw damaged('its offsets can be counted from two places', { header });
  }
  return fromHeader === undefined ? 0 : header;
}

/** Where the section begins that is named by this offset: white space may stand before it. Undefined where there is none. */
async function sectionAt(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
): Promise<number | undefined> {
  if (offset >= end) return undefined;
  return readSyntax(reader, limits, offset, end, (syntax) => {
    syntax.skipWhite();
    const start = syntax.offset;
    if (syntax.keyword('xref')) return start;
    if (syntax.unsigned() === undefined) return undefined;
    syntax.skipWhite();
    if (syntax.unsigned() === undefined) return undefined;
    syntax.skipWhite();
    return syntax.keyword('obj') ? start : undefined;
  });
}

interface Tail {
  startxref: number;
  end: number;
  endsWithEol: boolean;
}

async function readTail(reader: BlockReader): Promise<Tail> {
  const size = reader.source.size;
  const length = Math.min(size, JUNK + MARKER);
  const text = latin1(await reader.read(size - length, length));
  const at = text.lastIndexOf('startxref');
  const marker = at < 0 ? undefined : endMarker(text, at);
  if (marker === undefined) {
    throw new AppError(
      'INPUT_TRUNCATED',
      'The file does not end as a PDF does: it was cut off, or something was appended to it; get a complete copy.',
      { size },
    );
  }
  const last = text.charCodeAt(text.length - 1);
  return { startxref: marker.startxref, end: size - length + marker.end, endsWithEol: last === 10 || last === 13 };
}

/** Reads `startxref N %%EOF` and one end of line at `at`; comments may stand between. */
function endMarker(text: string, at: number): { startxref: number; end: number } | undefined {
  const match =
    /startxref[\0\t\n\f\r ]+(\d{1,15})[\0\t\n\f\r ]+(?:%(?!%EOF)[^\r\n]{0,80}[\r\n]+)?%%EOF(?:\r\n|\r|\n)?/y;
  match.lastIndex = at;
  const found = match.exec(text);
  return found === null ? undefined : { startxref: Number(found[1]), end: match.lastIndex };
}

/** The sections newest first, those of a linearised file already joined; and what they find in two places. */
async function readChain(
  counting: Counting,
  startxref: number,
  end: number,
  signal: AbortSignal | undefined,
): Promise<{ sections: Section[]; doubles: DoubleObject[] }> {
  const { reader, limits, origin } = counting;
  const sections: Section[] = [];
  const single: Section[] = [];
  let entries = 0;
  // What an older section consists of stands before the next newer one: nothing written later may add to it.
  let limit = end;
  for (let offset: number | undefined = origin + startxref; offset !== undefined; ) {
    throwIfCancelled(signal);
    if (sections.length >= limits.sections) throw limitExceeded('revisions', { limit: limits.sections });
    const section: Section = await readSection(counting, offset, limit);
    single.push(section);
    entries += section.entries.size;
    if (entries > limits.entries) throw limitExceeded('objects', { objects: entries, limit: limits.entries });
    if (section.entries.inUse > reader.source.size) {
      throw damaged('it lists more objects than it has bytes', { objects: section.entries.inUse });
    }
    sections.push(section);
    offset = section.previous;
    if (offset !== undefined && offset >= section.offset) {
      const main: Section = await readLinearisedMain(counting, section, offset, limit);
      single.push(main);
      sections.pop();
      sections.push(joined(section, main));
      break;
    }
    limit = section.start;
  }
  return { sections, doubles: doubleObjects(single, limits) };
}

/** A /Prev that points forward is sound in one place only: from the first-page section of a linearised file to its main one. */
async function readLinearisedMain(
  counting: Counting,
  firstPage: Section,
  offset: number,
  end: number,
): Promise<Section> {
  const linearised = offset > firstPage.offset && (await isLinearised(counting));
  const main = linearised ? await readSection(counting, offset, end) : undefined;
  if (main === undefined || main.previous !== undefined) {
    throw damaged('its cross-reference sections run in a circle', { offset: firstPage.offset });
  }
  return main;
}

function joined(firstPage: Section, main: Section): Section {
  return {
    offset: firstPage.offset,
    start: firstPage.start,
    end: main.end,
    form: firstPage.form,
    trailer: firstPage.trailer,
    previous: undefined,
    entries: main.entries.under(firstPage.entries),
    hybrid: undefined,
  };
}

/** Whether the first object is a linearisation dictionary (annex F.3.2). */
async function isLinearised({ reader, limits, origin }: Counting): Promise<boolean> {
  const end = Math.min(reader.source.size, origin + 4 * HEADER);
  return readSyntax(reader, limits, origin, end, (syntax) => {
    syntax.skipWhiteAndComments();
    const { value } = syntax.indirect();
    return value instanceof PdfDict && value.get('Linearized') !== undefined;
  });
}

/** End of an older revision: `startxref` with the section's own offset and `%%EOF`, before `bound`, the next newer section. */
async function endOf(
  { reader, limits, origin }: Counting,
  section: Section,
  bound: number,
): Promise<number | undefined> {
  const limit = Math.min(reader.source.size, Math.max(bound, section.end));
  for (let from = section.end; from < limit; from += SEARCH - MARKER) {
    const text = latin1(await reader.read(from, Math.min(SEARCH, limit - from)));
    for (let at = text.indexOf('startxref'); at >= 0; at = text.indexOf('startxref', at + 1)) {
      const marker = endMarker(text, at);
      if (marker === undefined) continue;
      const named = origin + marker.startxref;
      if (named === section.offset || named === section.start) return from + marker.end;
    }
    if (from - section.end > limits.objectBytes) break;
  }
  return undefined;
}
