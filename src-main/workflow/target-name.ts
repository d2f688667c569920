import path from 'node:path';
import { identityOf } from '../platform/files.ts';

/** `NAME-signed.pdf` in the folder, or `NAME-signed-2.pdf` … where that is taken; for `extended` likewise. Absolute; does not exist yet. */
export async function freeTarget(source: string, folder: string, made: 'signed' | 'extended'): Promise<string> {
  const { name } = path.parse(source);
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, number === 1 ? `${name}-${made}.pdf` : `${name}-${made}-${number}.pdf`);
    if ((await identityOf(candidate)) === undefined) return candidate;
  }
}
