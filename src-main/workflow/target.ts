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
  const file = path.basename(target);
  const there = await identityOf(target);
  if (there === source.identity) {
    throw new AppError('TARGET_EQUALS_SOURCE', 'The new file would replace the document itself. Choose another name.', {
      file,
    });
  }
  if (there === undefined) return;
  if (!replace) throw targetExists(target);
  if (await isRegularFile(target)) return;
  throw new AppError(
    'TARGET_NOT_WRITABLE',
    `“${file}” is not a regular file and is not replaced. Choose another name.`,
    { file },
  );
}

/** Refuses to write over a file that is only read for the work. @throws AppError TARGET_EQUALS_SOURCE */
export async function refuseToReplace(target: string, inputs: readonly string[]): Promise<void> {
  const there = await identityOf(target);
  for (const input of there === undefined ? [] : inputs) {
    if ((await identityOf(input)) !== there) continue;
    const file = path.basename(target);
    throw new AppError(
      'TARGET_EQUALS_SOURCE',
      `“${file}” is needed for the verification and is not replaced. Choose another name.`,
      { file },
    );
  }
}
