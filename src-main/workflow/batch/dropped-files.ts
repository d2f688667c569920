import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/contract/app-error.ts';
import { byName } from '../../../shared/domain/by-name.ts';
import { inputError } from '../../platform/files.ts';

/** Entries that are looked at below what was dropped: a whole disk is dropped by mistake. */
const MOST_ENTRIES = 100_000;

/** What lies in files and folders that were named together. */
export interface FoundFiles {
  /** Absolute paths: files as they were named, and of each folder its PDFs in the order of their names. */
  readonly files: string[];
  /** Files of the folders that are no PDFs by their name. */
  passedOver: number;
}

/**
 * The files themselves, and the PDFs of the folders with all that are in them. Hidden entries and links to folders are passed over.
 * @throws AppError INPUT_MISSING, INPUT_UNREADABLE, BATCH_TOO_LARGE
 */
export async function filesIn(paths: readonly string[]): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], passedOver: 0 };
  let looked = 0;
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      throw inputError(error, path.basename(folder) || folder);
    });
    looked += entries.length;
    if (looked > MOST_ENTRIES) throw tooLarge(folder);
    for (const entry of entries.sort((a, b) => byName(a.name, b.name))) {
      if (entry.name.startsWith('.')) continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) await walk(file);
      else if (/\.pdf$/i.test(entry.name)) found.files.push(file);
      else found.passedOver += 1;
    }
  };
  for (const each of paths) {
    const facts = await stat(each).catch((error: unknown) => {
      throw inputError(error, path.basename(each));
    });
    if (facts.isDirectory()) await walk(each);
    else found.files.push(each);
  }
  return found;
}

function tooLarge(folder: string): AppError {
  const name = path.basename(folder) || folder;
  return new AppError(
    'BATCH_TOO_LARGE',
    `There are more than ${MOST_ENTRIES} entries in “${name}” and what is around it. Add the folders that you mean one by one.`,
    { folder: name, limit: MOST_ENTRIES },
  );
}
