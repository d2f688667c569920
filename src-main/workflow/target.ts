import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import { identityOf, isRegularFile, type OpenFile } from '../platform/files.ts';
import { targetExists } from './staged-file.ts';

/**
 * Refuses a target before any work is done.
 * @throws AppError TARGET_EQUALS_SOURCE, TARGET_EXISTS, TARGET_NOT_WRITABLE (a device, a folder)
 */
export async function refuseTarget(
  { target, replace }: { readonly target: string; readonly replace: boolean },
  source: OpenFile,
): Promise<void> {
  const there = await identityOf(target);
  if (there === source.identity) {
    throw new AppError('TARGET_EQUALS_SOURCE', 'The new file would replace the document itself. Choose another name.', {
      file: path.basename(target),
    });
  }
  if (there !== undefined) await refusePlace(target, replace);
}

/** The same for what is made of no document. @throws AppError TARGET_EXISTS, TARGET_NOT_WRITABLE (a device, a folder) */
export async function refusePlace(target: string, replace: boolean): Promise<void> {
  if ((await identityOf(target)) === undefined) return;
  if (!replace) throw targetExists(target);
  if (await isRegularFile(target)) return;
  const file = path.basename(target);
  throw new AppError(
    'TARGET_NOT_WRITABLE',
    `“${file}” is not a regular file and is not replaced. Choose another name.`,
    { file },
  );
}

/**
 * Refuses to write over a file that is only read for the work.
 * @param inputs files, and folders whose files are read
 * @throws AppError TARGET_EQUALS_SOURCE
 */
export async function refuseToReplace(target: string, inputs: readonly string[]): Promise<void> {
  const there = await identityOf(target);
  if (there === undefined) return;
  const folder = await identityOf(path.dirname(target));
  for (const input of inputs) {
    const read = await identityOf(input);
    if (read === undefined || (read !== there && read !== folder)) continue;
    const file = path.basename(target);
    const why =
      read === there ? 'is needed for the verification' : 'lies in a folder that is read for the verification';
    throw new AppError('TARGET_EQUALS_SOURCE', `“${file}” ${why} and is not replaced. Choose another name.`, { file });
  }
}
