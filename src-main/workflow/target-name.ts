import path from 'node:path';
import { type Made, resultName } from '../../shared/domain/result-name.ts';
import { identityOf } from '../platform/files.ts';

/**
 * Path in the folder under which what is made of `source` can be saved. Absolute; does not exist yet.
 * @param isTaken what is not to be used though it does not exist
 */
export async function freeTarget(
  source: string,
  folder: string,
  made: Made,
  isPdf: boolean,
  isTaken: (candidate: string) => boolean = () => false,
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, resultName(path.basename(source), made, isPdf, number));
    if (!isTaken(candidate) && (await identityOf(candidate)) === undefined) return candidate;
  }
}

/** Path NAME.ENDING in the folder, or NAME-2.ENDING and so on: the first that is free. */
export async function freeName(folder: string, name: string, ending: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, `${name}${number === 1 ? '' : `-${number}`}.${ending}`);
    if ((await identityOf(candidate)) === undefined) return candidate;
  }
}
