import { hashState } from '../pades/sign/sign-pdf.ts';
import { openFile } from '../platform/files.ts';
import { feed } from './staged-file.ts';

/** Hexadecimal SHA-256 of a file, or undefined where there is none that can be read. */
export async function digestOf(file: string): Promise<string | undefined> {
  try {
    const source = await openFile(file);
    try {
      const hash = hashState('sha256');
      await feed(source, [hash], { report: () => undefined });
      return hash.digest('hex');
    } finally {
      await source.close();
    }
  } catch {
    return undefined;
  }
}
