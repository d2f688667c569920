import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A program that runs in a thread of its own. */
export interface ThreadProgram {
  /** Its entry, from src-main: started as it is where the sources run. */
  readonly source: string;
  /** The one file that it is bundled into, beside the bundle of the whole. */
  readonly bundled: string;
}

/**
 * The bundled program is read here and started as text: a thread does not see into the archive in which an application is packed.
 * The sources are started as they are.
 */
export async function startThread({ source, bundled }: ThreadProgram, options: WorkerOptions): Promise<Worker> {
  if (runsFromSource()) return new Worker(path.join(here(), '..', source), options);
  return new Worker(Buffer.from(await programFile(bundled)).toString('utf8'), { ...options, eval: true });
}

/** False in a bundle. */
export function runsFromSource(): boolean {
  return import.meta.url.endsWith('.ts');
}

type ReadFile = (name: string) => Promise<Uint8Array>;

let read: ReadFile = (name) => readFile(path.join(here(), name));

/** A file that lies beside the bundle. @throws Error where the program is not complete */
export function programFile(name: string): Promise<Uint8Array> {
  return read(name);
}

/** For a thread that was started as text: it lies nowhere, so nothing lies beside it. */
export function readProgramFilesBy(other: ReadFile): void {
  read = other;
}

function here(): string {
  return path.dirname(fileURLToPath(import.meta.url));
}
