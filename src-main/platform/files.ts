import { closeSync, fstatSync, openSync, read, readFileSync, statSync } from 'node:fs';
import { constants, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import type { ByteSource } from './byte-source.ts';
import { coalesced } from './coalesced.ts';
import { draftOf } from './drafts.ts';
import { fileAccess } from './file-access.ts';

/** A file open for reading. Whoever opened it closes it. */
export interface OpenFile extends ByteSource {
  /** Absolute path it was opened by. */
  readonly path: string;
  /** Device and inode: two paths with the same identity are the same file. */
  readonly identity: string;
  /** Permission bits, to be carried over to a copy. */
  readonly mode: number;
  /** The system's number of the open file, by which other threads of this process read it: `sharedFile`. */
  readonly descriptor: number;
  /**
   * What the open file is like now. `mark` is another one after every write, and after changes of its names or rights, whatever times
   * anybody gives it.
   */
  stamp(): Promise<{ readonly size: number; readonly mark: string }>;
  close(): Promise<void>;
}

/** Opening a pipe would wait for its writer. Windows has no such flag and no such files. */
export const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a regular file for positioned reads.
 * @throws AppError INPUT_MISSING, INPUT_UNREADABLE, INPUT_EMPTY
 */
export async function openFile(file: string): Promise<OpenFile> {
  // An empty name would mean the folder that the program was started in.
  if (file === '') throw new AppError('INPUT_MISSING', 'The name of a file is empty. Name a file.', { file });
  const absolute = path.resolve(file);
  const name = path.basename(absolute);
  const handle = await fileAccess.open(absolute, READ_WITHOUT_WAITING).catch((error: unknown) => {
    throw inputError(error, name);
  });
  try {
    const facts = await handle.stat({ bigint: true });
    if (!facts.isFile()) {
      const what = facts.isDirectory() ? 'a folder' : 'not a regular file';
      throw new AppError('INPUT_UNREADABLE', `“${name}” is ${what}. Choose a file.`, { file: name });
    }
    const size = Number(facts.size);
    return {
      path: absolute,
      identity: `${facts.dev}:${facts.ino}`,
      mode: Number(facts.mode & 0o777n),
      descriptor: handle.fd,
      size,
      ...positionedReads(handle, name, size),
      async stamp() {
        const now = await handle.stat({ bigint: true });
        return { size: Number(now.size), mark: `${now.size}:${now.mtimeNs}:${now.ctimeNs}` };
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Bytes. Certificates, revocation lists and key stores are far smaller. */
const LARGEST_SMALL_FILE = 256 * 1024 * 1024;

/**
 * Reads a regular file whole. A pipe or a device is refused: it might never end, or never begin.
 * @param limit bytes from which it is no file of its kind
 * @throws AppError INPUT_MISSING, INPUT_UNREADABLE
 */
export async function readSmallFile(file: string, limit = LARGEST_SMALL_FILE): Promise<Uint8Array> {
  const source = await openFile(file);
  try {
    if (source.size <= limit) return await source.read(0, source.size);
    const name = path.basename(source.path);
    throw new AppError('INPUT_UNREADABLE', `“${name}” cannot be read: it is too large for what it is to hold.`, {
      file: name,
      size: source.size,
      limit,
    });
  } finally {
    await source.close();
  }
}

/** Text of a file that this program wrote into its own folder. What lies there now may be anything: nothing is waited for. @throws AppError as `readSmallFile` */
export async function readOwnText(file: string): Promise<string> {
  const bytes = await readSmallFile(file);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** The same without waiting for anything, for use within a transaction. @throws Error of the system */
export function readOwnTextSync(file: string): string {
  const descriptor = openSync(file, READ_WITHOUT_WAITING);
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error('It is not a regular file.');
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** An open file as another thread of this process may read it. */
export interface SharedFile {
  readonly descriptor: number;
  readonly size: number;
  /** For messages. */
  readonly name: string;
}

const readDescriptor = promisify(read);

/** Reads through the very handle that another thread has open: whoever opened it closes it, when this is done. */
export function sharedFile({ descriptor, size, name }: SharedFile): ByteSource {
  const handle: PositionedRead = { read: (...where) => readDescriptor(descriptor, ...where) };
  return { size, ...positionedReads(handle, name, size) };
}

/** What reading needs of an open file. */
interface PositionedRead {
  read(bytes: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
}

/** The reading half of a byte source over an open file of `size` bytes. `name` is for messages. */
export function positionedReads(
  handle: PositionedRead,
  name: string,
  size: number,
): Required<Pick<ByteSource, 'read' | 'readInto'>> {
  const within = (length: number, offset: number): number => Math.max(0, Math.min(length, size - offset));
  return {
    read: (offset, length) => readFully(handle, name, new Uint8Array(within(length, offset)), offset),
    readInto: (bytes, offset) => readFully(handle, name, bytes.subarray(0, within(bytes.length, offset)), offset),
  };
}

async function readFully(handle: PositionedRead, name: string, bytes: Uint8Array, offset: number): Promise<Uint8Array> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done).catch((error: unknown) => {
      throw inputError(error, name);
    });
    if (bytesRead === 0) {
      throw new AppError(
        'INPUT_UNREADABLE',
        `“${name}” became shorter while it was read. Try again when nothing writes to it.`,
        {
          file: name,
          offset: offset + done,
        },
      );
    }
    done += bytesRead;
  }
  return bytes;
}

/** Device and inode of a path, or undefined where nothing is there. */
export async function identityOf(file: string): Promise<string | undefined> {
  try {
    const facts = await fileAccess.stat(file);
    return facts === undefined ? undefined : `${facts.dev}:${facts.ino}`;
  } catch {
    return undefined;
  }
}

/** The same without waiting, for use within a transaction. */
export function identityOfSync(file: string): string | undefined {
  const facts = statSync(file, { bigint: true, throwIfNoEntry: false });
  return facts === undefined ? undefined : `${facts.dev}:${facts.ino}`;
}

/** False also where nothing is there. */
export async function isRegularFile(file: string): Promise<boolean> {
  return fileAccess.stat(file).then(
    (facts) => facts?.isFile() ?? false,
    () => false,
  );
}

/** One for each folder whose names are being forced to the disk. */
const folderSyncs = new Map<string, { readonly sync: (isPatient?: boolean) => Promise<void>; waiting: number }>();
/** Milliseconds: many files a second get their names in one folder, and wait for their ledger entries longer than this. */
const FOLDER_REST = 8;

/**
 * Makes a rename or unlink in this folder durable; one fsync serves all who ask at once. Windows has no such call; there NTFS journals the rename itself.
 * @param isPatient true where more will ask soon: then it waits a moment for them
 */
export async function syncFolder(folder: string, isPatient = false): Promise<void> {
  if (process.platform === 'win32') return;
  const shared = folderSyncs.get(folder) ?? { sync: coalesced(() => forceNames(folder), FOLDER_REST), waiting: 0 };
  folderSyncs.set(folder, shared);
  shared.waiting += 1;
  try {
    await shared.sync(isPatient);
  } finally {
    shared.waiting -= 1;
    if (shared.waiting === 0) folderSyncs.delete(folder);
  }
}

async function forceNames(folder: string): Promise<void> {
  const handle = await fileAccess.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a small file of the program's own so that after a crash either the old or the new content is there. Owner-only unless told
 * otherwise. A crash may leave the draft `NAME.PID.tmp`, which start-up removes.
 * @throws AppError HOME_NOT_WRITABLE, DISK_FULL
 */
export async function writeFileAtomic(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = draftOf(file);
  try {
    const handle = await open(temporary, 'w', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw homeError(error, path.dirname(file));
  }
  await syncFolder(path.dirname(file));
}

/** What a failed read means for the person who named the file. */
export function inputError(error: unknown, name: string): AppError {
  if (error instanceof AppError) return error;
  const system = systemCode(error);
  if (system === 'ENOENT' || system === 'ENOTDIR') {
    return new AppError(
      'INPUT_MISSING',
      `There is no file “${name}”. Check the path.`,
      { file: name },
      { cause: error },
    );
  }
  const why = INPUT_REASONS[system] ?? `the system says ${system}`;
  return new AppError(
    'INPUT_UNREADABLE',
    `“${name}” cannot be read: ${why}.`,
    { file: name, system },
    { cause: error },
  );
}

const INPUT_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to read it',
  EPERM: 'you have no permission to read it',
  EISDIR: 'it is a folder',
};

/** What a failed write means for the person who named the target. `folder` is where it was to be written. */
export function outputError(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  const system = systemCode(error);
  const [code, sentence] = OUTPUT_SENTENCES[system] ?? [
    'TARGET_NOT_WRITABLE',
    `The system says ${system} when writing to`,
  ];
  return new AppError(
    code,
    `${sentence} “${folder}”. Nothing was saved; choose ${system === 'ENAMETOOLONG' ? 'a shorter one' : 'another folder'}.`,
    { system },
    { cause: error },
  );
}

const OUTPUT_SENTENCES: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  ENOSPC: ['DISK_FULL', 'There is no space left in'],
  EDQUOT: ['DISK_FULL', 'Your disk quota is used up in'],
  EFBIG: ['DISK_FULL', 'The file system cannot hold a file this large in'],
  ENOENT: ['TARGET_NOT_WRITABLE', 'There is no folder'],
  ENOTDIR: ['TARGET_NOT_WRITABLE', 'There is no folder'],
  EACCES: ['TARGET_NOT_WRITABLE', 'You have no permission to write to'],
  EPERM: ['TARGET_NOT_WRITABLE', 'You have no permission to write to'],
  ENAMETOOLONG: ['TARGET_NOT_WRITABLE', 'The name of the signed file is too long for'],
  EROFS: ['TARGET_NOT_WRITABLE', 'Only reading is allowed in'],
};

/** What a failed write means in the program's own folder, which nobody has chosen for this work. */
export function homeError(error: unknown, folder: string): AppError {
  if (error instanceof AppError) return error;
  const system = systemCode(error);
  if (OUTPUT_SENTENCES[system]?.[0] === 'DISK_FULL') {
    return new AppError(
      'DISK_FULL',
      `There is no space left for the program's own folder “${folder}”. Free some and try again.`,
      { system },
      { cause: error },
    );
  }
  return new AppError(
    'HOME_NOT_WRITABLE',
    `The program's own folder “${folder}” cannot be written (${system}). Set COUNTERSIGN_HOME to a folder you can write to.`,
    { system },
    { cause: error },
  );
}

/** The system's own name of a failure ("ENOENT"), or "UNKNOWN". */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
