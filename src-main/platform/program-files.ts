import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a thread that was started as text asks whoever started it. */
export interface FileQuestion {
  readonly kind: 'file';
  /** As programFile is asked. */
  readonly name: string;
}

/** Null where the program is not complete. */
export interface FileAnswer extends FileQuestion {
  readonly bytes: Uint8Array | null;
}

type ReadFile = (name: string) => Promise<Uint8Array>;

let read: ReadFile = (name) => readFile(path.join(programFolder(), name));

/** False in a bundle. */
export function runsFromSource(): boolean {
  return import.meta.url.endsWith('.ts');
}

/** A file of the program. @param name relative to the bundle, or to this source @throws Error where the program is not complete */
export function programFile(name: string): Promise<Uint8Array> {
  return read(name);
}

/** A file of `resources`: it lies where it lies in the checkout, in the packaged application, too. @throws Error as programFile */
export function resourceFile(name: string): Promise<Uint8Array> {
  // As far from src-main/platform as from dist/main and dist/cli.
  return programFile(`../../resources/${name}`);
}

/** A file of a package, which the build copies to beside the bundle. @throws Error as programFile */
export async function packageFile(specifier: string): Promise<Uint8Array<ArrayBuffer>> {
  if (!runsFromSource()) return new Uint8Array(await programFile(path.posix.basename(specifier)));
  return readFile(createRequire(import.meta.url).resolve(specifier));
}

/** From now on files of the program are read so. */
export function readProgramFilesBy(other: ReadFile): void {
  read = other;
}

/**
 * For a thread that was started as text: it lies nowhere, so nothing lies beside it. From now on it asks for files of the program.
 * @returns what takes the answers
 */
export function askForProgramFiles(ask: (question: FileQuestion) => void): (answer: FileAnswer) => void {
  const waiting = new Map<string, ((bytes: Uint8Array | null) => void)[]>();
  readProgramFilesBy(async (name) => {
    const bytes = await new Promise<Uint8Array | null>((resolve) => {
      waiting.set(name, [...(waiting.get(name) ?? []), resolve]);
      ask({ kind: 'file', name });
    });
    if (bytes === null) throw new Error(`The program is not complete: ${name} is missing.`);
    return bytes;
  });
  return ({ name, bytes }) => waiting.get(name)?.shift()?.(bytes);
}

/** For whoever started such a thread. */
export async function answerFor({ name }: FileQuestion): Promise<FileAnswer> {
  return { kind: 'file', name, bytes: await programFile(name).catch(() => null) };
}

/** Folder of the bundle, or of this source. */
export function programFolder(): string {
  return path.dirname(fileURLToPath(import.meta.url));
}
