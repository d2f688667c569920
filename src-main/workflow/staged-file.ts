import type { Hash } from 'node:crypto';
import { chmod, constants } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { RunningDigest } from '../cms/digest.ts';
import { type ByteSource, heldSource } from '../platform/byte-source.ts';
import { throwIfCancelled } from '../platform/cancel.ts';
import { CHUNK, chunksOf } from '../platform/chunks.ts';
import { type FileAccess, fileAccess } from '../platform/file-access.ts';
import {
  type OpenFile,
  outputError,
  positionedReads,
  READ_WITHOUT_WAITING,
  syncFolder,
  systemCode,
} from '../platform/files.ts';

/** A file on its way into the target's folder: invisible to anybody who looks for documents, gone unless it is published. */
export interface StagedFile {
  readonly path: string;
  /** Length so far, bytes. */
  readonly size: number;
  /** Fills the staged file with the source and feeds every byte to `hashes`. */
  fill(hashes: readonly Hash[], progress: Progress): Promise<void>;
  /** Appends at the end. */
  append(bytes: Uint8Array): Promise<void>;
  /** Writes over bytes that are there. @throws RangeError beyond the end */
  overwrite(bytes: Uint8Array, offset: number): Promise<void>;
  /** The staged bytes as they are now, for verification. */
  source(): ByteSource;
  /** Forces the bytes to the disk. */
  sync(): Promise<void>;
  /**
   * Makes the staged file the target, atomically.
   * @throws AppError TARGET_EXISTS unless `replace`; TARGET_NOT_WRITABLE, DISK_FULL
   */
  publish(target: string, replace: boolean): Promise<void>;
  /** Forces the folder, and with it the target's name, to the disk; as syncFolder. @throws AppError TARGET_NOT_WRITABLE, DISK_FULL */
  settle(isPatient?: boolean): Promise<void>;
  /** True once the target is there. */
  readonly published: boolean;
  /** Closes, and removes the file unless it was published. May be called twice. */
  dispose(): Promise<void>;
}

/** How far a long piece of work is, 0 to 1, and how to stop it. */
export interface Progress {
  readonly signal?: AbortSignal | undefined;
  report(fraction: number): void;
  /** Told once, when little is left: the hashes are over the bytes before `offset` then. */
  nearEnd?(offset: number): void;
}

/** Bytes: what may be called little. */
const LITTLE = 2 * CHUNK;

/** As much of the target's name as fits beside the rest into 255 bytes of UTF-8, whatever its script. */
const NAME_PART = 60;

/** Name of the staged file for a target and an operation: in the same folder, so that the rename stays on one file system. */
export function stagedPath(target: string, operation: string): string {
  return path.join(
    path.dirname(target),
    `.${path.basename(target).slice(0, NAME_PART)}.${operation.slice(0, 16)}.countersign-tmp`,
  );
}

/**
 * Creates the staged file with the permissions of `source`: for a copy of it, made at once where the file system copies on write, or
 * empty for something else.
 * @throws AppError TARGET_NOT_WRITABLE, DISK_FULL
 */
export async function stageFile(file: string, source: OpenFile, start: 'copy' | 'empty' = 'copy'): Promise<StagedFile> {
  return staging(file, source.mode & 0o666, { source, cloned: start === 'copy' && (await clone(source.path, file)) });
}

/** Creates an empty staged file for something that is made of no other file. @throws AppError as stageFile */
export function stageEmpty(file: string, mode: number): Promise<StagedFile> {
  return staging(file, mode, { source: undefined, cloned: false });
}

async function staging(
  file: string,
  mode: number,
  { source, cloned }: { readonly source: OpenFile | undefined; readonly cloned: boolean },
): Promise<StagedFile> {
  const folder = path.dirname(file);
  const failed = (error: unknown): never => {
    throw outputError(error, folder);
  };
  const handle = await openStaged(file, mode, cloned).catch(failed);
  let size = 0;
  let published = false;
  let closed = false;
  return {
    path: file,
    get size() {
      return size;
    },
    get published() {
      return published;
    },
    async fill(hashes, progress) {
      if (source === undefined) throw new RangeError('there is nothing to fill it with');
      size = source.size;
      await pump(cloned ? staged(handle, file, size) : source, hashes, progress, async (bytes, offset) => {
        if (!cloned) await writeAll(handle, bytes, offset).catch(failed);
      });
    },
    async append(bytes) {
      await writeAll(handle, bytes, size).catch(failed);
      size += bytes.length;
    },
    async overwrite(bytes, offset) {
      if (offset + bytes.length > size) throw new RangeError('only bytes that are there are written over');
      await writeAll(handle, bytes, offset).catch(failed);
    },
    source: () => staged(handle, file, size),
    sync: () => handle.sync().catch(failed),
    async publish(target, replace) {
      const placed = replace ? fileAccess.rename(file, target) : moveWithoutReplacing(file, target);
      const secondName = await placed.catch(failed);
      published = true;
      if (secondName === 'linked') await fileAccess.unlink(file).catch(failed);
    },
    settle: (isPatient) => syncFolder(folder, isPatient).catch(failed),
    async dispose() {
      if (!closed) {
        closed = true;
        await handle.close();
      }
      if (!published) await fileAccess.unlink(file).catch(() => undefined);
    },
  };
}

/** A clone of a document that may only be read may only be read, too: it is made writable before it is opened. */
async function openStaged(file: string, mode: number, cloned: boolean): Promise<FileAccess> {
  if (!cloned) return fileAccess.open(file, 'wx+', mode);
  try {
    await chmod(file, mode | 0o600);
    const handle = await fileAccess.open(file, 'r+');
    await handle.chmod(mode);
    return handle;
  } catch (error) {
    await fileAccess.unlink(file).catch(() => undefined);
    throw error;
  }
}

/** Folders whose file system has refused a clone: it is not asked again in this process. */
const withoutClones = new Set<string>();

/** Copy-on-write where the file system has it; false, and nothing there, where it has not. */
async function clone(source: string, file: string): Promise<boolean> {
  const folder = path.dirname(file);
  if (withoutClones.has(folder)) return false;
  try {
    await fileAccess.copyFile(source, file, constants.COPYFILE_FICLONE_FORCE | constants.COPYFILE_EXCL);
    return true;
  } catch {
    withoutClones.add(folder);
    return false;
  }
}

/** Feeds every byte of a source to `hashes`. @throws AppError CANCELLED */
export function feed(source: ByteSource, hashes: readonly RunningDigest[], progress: Progress): Promise<void> {
  return pump(source, hashes, progress, async () => undefined);
}

/** Hashes a chunk while it and the one before are written and the one after is read: as many as `chunksOf` keeps. */
async function pump(
  source: ByteSource,
  hashes: readonly RunningDigest[],
  progress: Progress,
  write: (bytes: Uint8Array, offset: number) => Promise<void>,
): Promise<void> {
  let offset = 0;
  let isNearEnd = false;
  let before: Promise<void> = Promise.resolve();
  for await (const bytes of chunksOf(source, 0, source.size)) {
    throwIfCancelled(progress.signal);
    if (!isNearEnd && source.size - offset <= LITTLE) {
      isNearEnd = true;
      progress.nearEnd?.(offset);
    }
    const written = write(bytes, offset);
    // Awaited in the next round; a failure meanwhile is not unhandled.
    written.catch(() => undefined);
    for (const hash of hashes) hash.update(bytes);
    await before;
    before = written;
    offset += bytes.length;
    progress.report(offset / source.size);
  }
  await before;
}

/** As the bytes are now: what is small is read at one go, each time anew. */
function staged(handle: FileAccess, file: string, size: number): ByteSource {
  const source = { size, ...positionedReads(handle, path.basename(file), size) };
  return size <= CHUNK ? heldSource(source) : source;
}

async function writeAll(handle: FileAccess, bytes: Uint8Array, offset: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}

/**
 * A hard link refuses an existing name atomically, which rename does not; file systems without links get check and rename.
 * @returns `linked` where the file still has its first name, too
 */
async function moveWithoutReplacing(file: string, target: string): Promise<'linked' | 'renamed'> {
  try {
    await fileAccess.link(file, target);
  } catch (error) {
    const system = systemCode(error);
    if (system === 'EEXIST') throw targetExists(target);
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES', 'UNKNOWN'].includes(system)) throw error;
    const taken = await fileAccess.open(target, READ_WITHOUT_WAITING).then(
      (handle) => handle.close().then(() => true),
      () => false,
    );
    if (taken) throw targetExists(target);
    await fileAccess.rename(file, target);
    return 'renamed';
  }
  return 'linked';
}

/** The error for a target that is there already. */
export function targetExists(target: string): AppError {
  const name = path.basename(target);
  return new AppError('TARGET_EXISTS', `“${name}” exists already. Choose another name, or replace it with --force.`, {
    file: name,
  });
}
