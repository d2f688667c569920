import { copyFile, rename, rm } from 'node:fs/promises';
import { outputError, syncFolder } from '../platform/files.ts';
import { RepairedCopies } from './repair.ts';
import { stagedPath } from './staged-file.ts';
import { freeTarget } from './target-name.ts';

/**
 * Saves a repaired copy of a damaged document under a name that is free; the document itself is only read. What turns out to be sound is
 * given as it is.
 * @param folder where the copy goes, absolute
 * @returns absolute path of the copy
 * @throws AppError REPAIR_REFUSED_SIGNED, PDF_DAMAGED where no repair helps, INPUT_*, TARGET_NOT_WRITABLE, DISK_FULL, CANCELLED
 */
export async function repairCopy(document: string, folder: string, signal: AbortSignal): Promise<string> {
  const target = await freeTarget(document, folder, 'repaired', true);
  const staged = stagedPath(target, 'repair');
  const copies = new RepairedCopies();
  try {
    const usable = await copies.usable(document, target, signal);
    if (!copies.isRepaired(document)) return document;
    await copyFile(usable, staged);
    await rename(staged, target);
    await syncFolder(folder);
    return target;
  } catch (error) {
    throw outputError(error, folder);
  } finally {
    await copies.remove();
    await rm(staged, { force: true });
  }
}
