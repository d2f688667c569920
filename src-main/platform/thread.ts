import path from 'node:path';
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { programFile, programFolder, runsFromSource } from './program-files.ts';

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
  if (runsFromSource()) return new Worker(path.join(programFolder(), '..', source), options);
  return new Worker(Buffer.from(await programFile(bundled)).toString('utf8'), { ...options, eval: true });
}
