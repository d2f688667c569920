import path from 'node:path';
import { identityOf } from '../platform/files.ts';

/** `NAME-signed.pdf` beside the document, or `NAME-signed-2.pdf` … where that is taken. Absolute; does not exist yet. */
export async function freeTarget(source: string, folder: string): Promise<string> {
  const { name } = path.parse(source);
  for (let number = 1; ; number += 1) {
    const candidate = path.join(folder, number === 1 ? `${name}-signed.pdf` : `${name}-signed-${number}.pdf`);
    if ((await identityOf(candidate)) === undefined) return candidate;
  }
}
