import { type FileHandle, open, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { ErrorCode } from '../../shared/contract/error-codes.ts';
import type { ByteSource } from './byte-source.ts';

/** A file open for reading. Whoever opened it closes it. */
export interface OpenFile extends ByteSource {
  /** Absolute path it was opened by. */
  readonly path: string;
  /** Device and inode: two paths with the same identity are the same file. */
  readonly identity: string;
  /** Permission bits, to be carried over to a copy. */
  readonly mode: number;
  close(): Promise<void>;
}

/**
 * Opens a regular file for positioned reads.
 * @throws AppError INPUT_MISSING, INPUT_UNREADABLE, INPUT_EMPTY
 */
export async function openFile(file: string): Promise<OpenFile> {
  const absolute = path.resolve(file);
  const name = path.basename(absolute);
  const handle = await open(absolute, 'r').catch((error: unknown) => {
    throw inputError(error, name);
  });
  try {
    const facts = await handle.stat({ bigint: true });
    if (!facts.isFile()) {
      throw new AppError('INPUT_UNREADABLE', `“${name}” is not a regular file. Choose a file.`, { file: name });
    }
    const size = Number(facts.size);
    return {
      path: absolute,
      identity: `${facts.dev}:${facts.ino}`,
      mode: Number(facts.mode & 0o777n),
      size,
      read: (offset, length) => readFully(handle, name, offset, Math.min(length, Math.max(0, size - offset))),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readFully(handle: FileHandle, name: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done).catch((error: unknown) => {
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
    const facts = await stat(file, { bigint: true });
    return `${facts.dev}:${facts.ino}`;
  } catch {
    return undefined;
  }
}

/** Makes a rename or unlink in this folder durable. Windows has no such call; there NTFS journals the rename itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a small file so that after a crash either the old or the new content is there. Owner-only unless told otherwise. */
export async function writeFileAtomic(file: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
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
    throw outputError(error, path.dirname(file));
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
  const why =
    system === 'EACCES' || system === 'EPERM' ? 'you have no permission to read it' : `the system says ${system}`;
  return new AppError(
    'INPUT_UNREADABLE',
    `“${name}” cannot be read: ${why}.`,
    { file: name, system },
    { cause: error },
  );
}

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
    `${sentence} “${folder}”. Nothing was saved; choose another folder.`,
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
  EROFS: ['TARGET_NOT_WRITABLE', 'Only reading is allowed in'],
};

/** The system's own name of a failure ("ENOENT"), or "UNKNOWN". */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'UNKNOWN';
}
