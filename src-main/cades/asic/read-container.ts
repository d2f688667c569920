import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { AppError, isAppError } from '../../../shared/contract/app-error.ts';
import type { ByteSource } from '../../platform/byte-source.ts';
import { chunksOf } from '../../platform/chunks.ts';
import { ZipLayout } from './zip-layout.ts';

export const ASICE = 'application/vnd.etsi.asic-e+zip';
export const ASICS = 'application/vnd.etsi.asic-s+zip';

/** More than any container of documents has. */
const MOST_ENTRIES = 10_000;
/** Bytes: signatures and manifests are far smaller. */
const LARGEST_SMALL_ENTRY = 64 * 1024 * 1024;
/** Bytes of all signatures and manifests of one container that are read. */
const MOST_SMALL_BYTES = LARGEST_SMALL_ENTRY;
const STORED = 0;

export interface ContainerEntry {
  readonly name: string;
  /** Bytes when unpacked, as the directory says; reading more or fewer is an error. */
  readonly size: number;
  /** Unpacked bytes, in order, in constant memory. @throws AppError CONTAINER_DAMAGED */
  stream(): AsyncIterable<Uint8Array>;
  /** All of it. @throws AppError CONTAINER_DAMAGED also where it is larger than a signature or manifest can be */
  bytes(): Promise<Uint8Array>;
}

/** An ASiC container (EN 319 162-1, 4.4): a ZIP file whose every name is there once, in the directory as in the file itself. */
export interface Container {
  readonly mimetype: string;
  readonly entries: readonly ContainerEntry[];
  close(): void;
}

/**
 * Opens an ASiC container. What two readers could understand differently is refused: names given twice or differently, encrypted
 * entries, links, what only one of directory and data knows of, a mimetype that does not come first and as it is.
 * @throws AppError CONTAINER_DAMAGED
 */
export async function openContainer(source: ByteSource): Promise<Container> {
  const zip = await fromRandomAccessReaderPromise(new SourceReader(source), source.size, {
    autoClose: false,
    lazyEntries: true,
    strictFileNames: true,
    validateEntrySizes: true,
  }).catch(damaged);
  if (zip.entryCount > MOST_ENTRIES) throw fault('it holds more files than this program reads');
  const entries = new Map<string, ContainerEntry>();
  const layout = new ZipLayout();
  const budget = { bytes: MOST_SMALL_BYTES };
  const start = cursorOf(zip);
  let mimetype: string | undefined;
  try {
    for await (const entry of zip.eachEntry()) {
      const ambiguity = layout.take(entry, await zip.readLocalFileHeaderPromise(entry));
      if (ambiguity !== undefined) throw fault(ambiguity);
      if (entry.fileName.endsWith('/')) continue;
      if (entries.has(entry.fileName)) throw fault(`it holds “${entry.fileName}” twice`);
      const read = entryOf(zip, entry, budget);
      entries.set(entry.fileName, read);
      if (entry.relativeOffsetOfLocalHeader === 0) {
        if (entry.fileName !== 'mimetype' || entry.compressionMethod !== STORED) {
          throw fault('its first file is not the uncompressed “mimetype” that makes it a signature container');
        }
        mimetype = Buffer.from(await read.bytes()).toString('latin1');
      }
    }
    if (!(await layout.isTight(source, { start, end: cursorOf(zip) }))) {
      throw fault('something lies in it that its directory does not list');
    }
  } catch (error) {
    return damaged(error);
  }
  if (mimetype === undefined) throw fault('it has no “mimetype”, so it is no signature container');
  entries.delete('mimetype');
  return { mimetype, entries: [...entries.values()], close: () => zip.close() };
}

/** Where the next entry of the directory stands: its start before the first is read, its end after the last. Its type is misdeclared. */
function cursorOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

function entryOf(zip: ZipFile, entry: Entry, budget: { bytes: number }): ContainerEntry {
  const { fileName: name, uncompressedSize: size } = entry;
  return {
    name,
    size,
    async *stream() {
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) yield chunk as Uint8Array;
      } catch (error) {
        damaged(error);
      }
    },
    async bytes() {
      budget.bytes -= size;
      if (size > LARGEST_SMALL_ENTRY || budget.bytes < 0) {
        throw fault(`“${name}” in it is too large for what it is to hold`);
      }
      const chunks: Uint8Array[] = [];
      for await (const chunk of this.stream()) chunks.push(chunk);
      return new Uint8Array(Buffer.concat(chunks));
    },
  };
}

/** Positioned reads of a source, as the ZIP reader wants them. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(copies(this.#source, start, end), { objectMode: false });
  }
}

/** Chunks are valid for a moment only; a stream keeps what it was given. */
async function* copies(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunksOf(source, start, end)) yield Uint8Array.from(chunk);
}

function fault(why: string): AppError {
  return new AppError('CONTAINER_DAMAGED', `The container cannot be read: ${why}.`);
}

function damaged(error: unknown): never {
  if (isAppError(error)) throw error;
  const why = (error instanceof Error ? error.message : String(error)).replace(/\.+$/, '');
  throw new AppError('CONTAINER_DAMAGED', `The container cannot be read as a ZIP file: ${why}.`, {}, { cause: error });
}
