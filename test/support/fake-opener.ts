import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Systems on which the program that opens addresses is looked for by its name, so that a test may put its own in front. */
export const CAN_FAKE_OPENER = process.platform === 'linux';

/**
 * A program of the name by which the system's browser is opened: it goes to the address, follows redirects and shows nothing.
 * @param folder where it is put
 * @returns the way to take it away again
 */
export function fakeOpener(folder: string): () => void {
  const bin = join(folder, 'fake-opener');
  mkdirSync(bin, { recursive: true });
  const file = join(bin, 'xdg-open');
  writeFileSync(file, `#!${process.execPath}\nfetch(process.argv[2]).catch(() => undefined);\n`);
  chmodSync(file, 0o755);
  const before = process.env.PATH ?? '';
  process.env.PATH = `${bin}${delimiter}${before}`;
  return () => {
    process.env.PATH = before;
  };
}
