import { throwIfCancelled } from '../../platform/cancel.ts';
import type { BlockReader } from '../block-reader.ts';
import { latin1 } from '../characters.ts';
import type { PdfLimits } from '../limits.ts';
import { readSyntax } from '../object-reader.ts';
import { PdfDict, type PdfObject, type Span } from '../objects.ts';
import { damaged, limitExceeded } from '../pdf-errors.ts';
import { LenientSyntax } from './lenient-syntax.ts';

/** An object found by looking for it, not by a table. */
export interface FoundObject {
  readonly offset: number;
  readonly gen: number;
  /** Bytes of its stream as far as `endstream` shows them. */
  readonly data: Span | undefined;
}

/** Everything that looks like a part of a PDF. */
export interface Findings {
  /** The last object of each number. */
  readonly objects: Map<number, FoundObject>;
  /** Trailers and the dictionaries of cross-reference streams, in file order. */
  readonly trailers: PdfDict[];
  /** Object streams in file order, by object number. */
  readonly containers: number[];
  /** Whether a signature's /ByteRange stands anywhere outside compressed data. */
  signed: boolean;
}

const WINDOW = 1024 * 1024;
/** Longer than what is looked for. */
const OVERLAP = 64;
/** How often the bytes of a file may be read over again by objects that do not end. */
const PATIENCE = 16;
const LONGEST_OBJECT = 8 * 1024 * 1024;
const HITS =
  /(?<!\d)(\d{1,10})[\0\t\n\f\r ]{1,8}(\d{1,5})[\0\t\n\f\r ]{1,8}obj(?![a-zA-Z])|(?<![a-z])trailer|\/ByteRange/g;

/**
 * Looks through a whole file for objects and trailers, whatever its tables say. Memory: one window and a few numbers an object.
 * @throws AppError PDF_LIMIT_EXCEEDED, INPUT_UNREADABLE, CANCELLED
 */
export async function scanObjects(reader: BlockReader, limits: PdfLimits, signal?: AbortSignal): Promise<Findings> {
  const size = reader.source.size;
  const found: Findings = { objects: new Map(), trailers: [], containers: [], signed: false };
  let wasted = 0;
  const read = async (offset: number): Promise<Parsed | undefined> => {
    const parsed = await readObject(reader, limits, offset);
    if (parsed === undefined) wasted += Math.min(LONGEST_OBJECT, size - offset);
    if (wasted > PATIENCE * size + WINDOW) throw limitExceeded('objects that do not end', { offset });
    return parsed;
  };
  for (let at = 0; at < size; ) {
    throwIfCancelled(signal);
    const text = latin1(await reader.source.read(at, Math.min(WINDOW, size - at)));
    const isLast = at + text.length >= size;
    let next = isLast ? size : at + text.length - OVERLAP;
    HITS.lastIndex = 0;
    for (let hit = HITS.exec(text); hit !== null; hit = HITS.exec(text)) {
      const offset = at + hit.index;
      if (!isLast && HITS.lastIndex > text.length - OVERLAP / 2) break;
      if (hit[0] === '/ByteRange') found.signed = true;
      else if (hit[0] === 'trailer') await noteTrailer(reader, limits, offset + hit[0].length, found);
      else if (isNumber(Number(hit[1]), limits)) {
        const end = await noteObject(
          reader,
          await read(offset),
          { num: Number(hit[1]), gen: Number(hit[2]), offset },
          found,
        );
        if (end === undefined) continue;
        if (end >= at + text.length - OVERLAP) {
          next = end;
          break;
        }
        HITS.lastIndex = end - at;
      }
    }
    at = Math.max(next, at + 1);
    if (found.objects.size > limits.objects) throw limitExceeded('objects', { limit: limits.objects });
  }
  return found;
}

interface Parsed {
  readonly value: PdfObject;
  readonly data: number | undefined;
  readonly end: number;
}

/** The object whose header stands at `offset`, read leniently; undefined where not even that helps. */
export async function readObject(reader: BlockReader, limits: PdfLimits, offset: number): Promise<Parsed | undefined> {
  try {
    const own = { ...limits, objectBytes: Math.min(limits.objectBytes, LONGEST_OBJECT) };
    return await readSyntax(
      reader,
      own,
      offset,
      reader.source.size,
      (syntax) => {
        const { value, data } = syntax.indirect();
        return { value, data, end: syntax.offset };
      },
      LenientSyntax,
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^PDF_/.test(String(error.code))) return undefined;
    throw error;
  }
}

async function noteTrailer(reader: BlockReader, limits: PdfLimits, offset: number, found: Findings): Promise<void> {
  const read = (syntax: LenientSyntax): PdfObject => syntax.object();
  const end = Math.min(reader.source.size, offset + WINDOW);
  const dict = await readSyntax(reader, limits, offset, end, read, LenientSyntax).catch(() => null);
  if (dict instanceof PdfDict) found.trailers.push(dict);
}

/** Whether a signature's /ByteRange stands anywhere in an object. */
export function holdsByteRange(object: PdfObject): boolean {
  if (Array.isArray(object)) return object.some(holdsByteRange);
  if (!(object instanceof PdfDict)) return false;
  return object.get('ByteRange') !== undefined || [...object.entries.values()].some(holdsByteRange);
}

/** @returns where to look on; undefined where nothing was read and looking goes on behind the header */
async function noteObject(
  reader: BlockReader,
  parsed: Parsed | undefined,
  { num, gen, offset }: { num: number; gen: number; offset: number },
  found: Findings,
): Promise<number | undefined> {
  if (parsed === undefined) return undefined;
  const { value, data } = parsed;
  found.signed ||= holdsByteRange(value);
  if (data === undefined || !(value instanceof PdfDict)) {
    found.objects.set(num, { offset, gen, data: undefined });
    return parsed.end;
  }
  const span = { start: data, end: await endOfData(reader, value.get('Length'), data) };
  found.objects.set(num, { offset, gen, data: span });
  const type = value.get('Type');
  const name = typeof type === 'object' && type !== null && 'name' in type ? type.name : '';
  if (name === 'XRef') found.trailers.push(value);
  if (name === 'ObjStm') found.containers.push(num);
  return span.end;
}

/** By /Length where `endstream` bears it out, else by the next `endstream`. */
async function endOfData(reader: BlockReader, length: PdfObject | undefined, data: number): Promise<number> {
  if (typeof length === 'number' && (await isEndOfData(reader, data, length))) return data + length;
  const size = reader.source.size;
  for (let at = data; at < size; at += WINDOW - OVERLAP) {
    const text = latin1(await reader.source.read(at, Math.min(WINDOW, size - at)));
    const index = text.search(/endstream|(?<=[\r\n])endobj/);
    if (index < 0) continue;
    const eol = /\r\n$|[\r\n]$/.exec(text.slice(Math.max(0, index - 2), index));
    return at + index - Math.min(eol?.[0].length ?? 0, at + index - data);
  }
  return size;
}

/** Whether `endstream` stands behind `length` bytes of data. */
export async function isEndOfData(reader: BlockReader, data: number, length: number): Promise<boolean> {
  const end = data + length;
  if (!Number.isSafeInteger(length) || length < 0 || end > reader.source.size) return false;
  const text = latin1(await reader.source.read(end, Math.min(20, reader.source.size - end)));
  return /^\s{0,4}endstream/.test(text);
}

/** 0 heads the list of free objects and names none. */
function isNumber(num: number, limits: PdfLimits): boolean {
  return num >= 1 && num <= limits.objects;
}

/** PDF_DAMAGED where there is nothing to build a file from. */
export function beyondRepair(): Error {
  return damaged('nothing in it can be repaired');
}
