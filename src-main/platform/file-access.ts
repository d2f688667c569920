import {
  type BigIntStats,
  closeSync,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import * as promised from 'node:fs/promises';
import { promisify } from 'node:util';

/** An open file. Whoever opened it closes it. */
export interface FileAccess {
  /** The system's number of it. */
  readonly fd: number;
  read(bytes: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  write(bytes: Uint8Array, at: number, length: number, position: number): Promise<{ readonly bytesWritten: number }>;
  stat(options: { bigint: true }): Promise<BigIntStats>;
  chmod(mode: number): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds: what comes out of memory takes far less, unless the thread happens to be interrupted. */
const SHORT = 1;
/** Over how many answers it is judged whether they are slow, about. */
const WINDOW = 64;

let waits = false;
/** Which part of the last answers was not short, 0 to 1. */
let slow = 0;

/**
 * From now on this thread waits by itself for what the system answers from its memory, and no longer asks another one to do so: two
 * changes of threads cost several times what most answers do. For threads that nothing but files and signatures waits for; where files
 * turn out to be slow (on a network, say) they are asked in the background again. What forces the disk always is.
 */
export function waitForFiles(): void {
  waits = true;
}

/** Each as `node:fs/promises` has it. */
export const fileAccess = {
  open: (file: string, flags: string | number, mode?: number): Promise<FileAccess> =>
    answered(
      () => handleOf(openSync(file, flags, mode)),
      () => promised.open(file, flags, mode),
    ),
  link: (file: string, name: string): Promise<void> =>
    answered(
      () => linkSync(file, name),
      () => promised.link(file, name),
    ),
  rename: (file: string, name: string): Promise<void> =>
    answered(
      () => renameSync(file, name),
      () => promised.rename(file, name),
    ),
  unlink: (file: string): Promise<void> =>
    answered(
      () => unlinkSync(file),
      () => promised.unlink(file),
    ),
  /** Undefined where nothing is there: an error with its trace takes longer than the look. */
  stat: (file: string): Promise<BigIntStats | undefined> =>
    answered(
      () => statSync(file, { bigint: true, throwIfNoEntry: false }),
      () => promised.stat(file, { bigint: true }).catch(nothingThere),
    ),
  copyFile: (file: string, copy: string, mode: number): Promise<void> =>
    answered(
      () => copyFileSync(file, copy, mode),
      () => promised.copyFile(file, copy, mode),
    ),
};

function nothingThere(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) return undefined;
  throw error;
}

const forced = promisify(fsync);

/** A file that this thread has opened by itself. */
function handleOf(fd: number): FileAccess {
  return {
    fd,
    read: async (bytes, at, length, position) => ({
      bytesRead: timed(() => readSync(fd, bytes, at, length, position)),
    }),
    write: async (bytes, at, length, position) => ({
      bytesWritten: timed(() => writeSync(fd, bytes, at, length, position)),
    }),
    stat: async (options) => timed(() => fstatSync(fd, options)),
    chmod: async (mode) => timed(() => fchmodSync(fd, mode)),
    sync: () => forced(fd),
    close: async () => timed(() => closeSync(fd)),
  };
}

async function answered<T>(now: () => T, later: () => Promise<T>): Promise<T> {
  return waits && slow < 0.5 ? timed(now) : later();
}

function timed<T>(work: () => T): T {
  const began = performance.now();
  try {
    return work();
  } finally {
    slow += ((performance.now() - began > SHORT ? 1 : 0) - slow) / WINDOW;
  }
}
