import { mkdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../shared/contract/app-error.ts';
import { identityOfSync, outputError, systemCode } from '../src-main/platform/files.ts';
import { usage } from './arguments.ts';

/**
 * Where the files go that are made of `sources`: NAME-SUFFIX.pdf unless `wanted` says otherwise. `-o` is a folder where it is one or ends like one; for several files it must be. No target is one of the
 * documents.
 * @throws AppError USAGE, TARGET_EQUALS_SOURCE
 */
export async function targetsOf(
  sources: readonly string[],
  wanted: string | undefined,
  suffix: string,
): Promise<string[]> {
  if (wanted === '') throw usage('The value of -o is empty. Name a file or a folder.');
  const isFolder = wanted !== undefined && (await isFolderName(wanted));
  if (wanted !== undefined && !isFolder && sources.length > 1) {
    throw usage(noFolder(wanted));
  }
  const targets = sources.map((source) => {
    if (wanted !== undefined && !isFolder) return wanted;
    const { dir, name, ext } = path.parse(source);
    const ending = /^\.(p7s|asice|sce|asics)$/i.test(ext) ? ext : '.pdf';
    return path.join(isFolder ? wanted : dir, `${name}-${suffix}${ending}`);
  });
  if (new Set(targets.map((target) => path.resolve(target))).size < targets.length) {
    throw usage(
      'Two of the documents have the same name, so what is made of them would too. Do them one after the other with -o FILE.',
    );
  }
  refuseOwnSources(sources, targets);
  return targets;
}

/** Several files need a folder: what is not one is not taken for the name of a new one, unless it is written so. */
export function noFolder(wanted: string): string {
  return `“${wanted}” is no folder, and several files need one. With / at its end it is made: -o DIR/.`;
}

/** What is made of one document might replace another one that is still to be read. */
function refuseOwnSources(sources: readonly string[], targets: readonly string[]): void {
  if (sources.length < 2) return;
  const documents = new Map<string | undefined, string>();
  for (const source of sources) documents.set(identityOf(source), source);
  documents.delete(undefined);
  for (const target of targets) {
    const document = documents.get(identityOf(target));
    if (document === undefined) continue;
    const name = path.basename(document);
    throw new AppError(
      'TARGET_EQUALS_SOURCE',
      `“${name}” is one of the documents, and what is made of another one would replace it. Write to another folder with -o DIR.`,
      { file: name },
    );
  }
}

/** Undefined also for what cannot be looked at. */
function identityOf(file: string): string | undefined {
  try {
    return identityOfSync(file);
  } catch {
    return undefined;
  }
}

/** True where this is a folder, or is written as one. */
export async function isFolderName(item: string): Promise<boolean> {
  return isWrittenAsFolder(item) || (await isDirectory(item));
}

/**
 * Runs the work with the folder that `-o DIR/` names: made where only its parent is there, and taken away again where nothing was put into it.
 * @throws AppError TARGET_NOT_WRITABLE
 */
export async function withTargetFolder<T>(wanted: string | undefined, work: () => Promise<T>): Promise<T> {
  if (wanted === undefined || !isWrittenAsFolder(wanted)) return work();
  const isNew = await mkdir(wanted).then(
    () => true,
    (error: unknown) => {
      if (systemCode(error) === 'EEXIST') return false;
      throw outputError(error, path.dirname(path.resolve(wanted)));
    },
  );
  try {
    return await work();
  } finally {
    // Refused by the system where anything lies in it.
    if (isNew) await rmdir(wanted).catch(() => undefined);
  }
}

const isWrittenAsFolder = (item: string): boolean => /[\\/]$/.test(item);

async function isDirectory(item: string): Promise<boolean> {
  return stat(item).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}
