import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Systems on which the program that opens addresses is looked for by its name, so that a test may put its own in front. */
export const CAN_FAKE_OPENER = process.platform === 'linux';

export interface FakeOpener {
  /** From now on it does nothing, as where no browser is there. */
  hold(): void;
  /** How often it did nothing since then. */
  readonly held: number;
  /** From now on it goes to the address again. */
  go(): void;
  /** Takes it away. */
  remove(): void;
}

/**
 * A program of the name by which the system's browser is opened: it goes to the address, follows redirects and shows nothing.
 * @param folder where it is put
 */
export function fakeOpener(folder: string): FakeOpener {
  const bin = join(folder, 'fake-opener');
  const held = join(bin, 'held');
  mkdirSync(bin, { recursive: true });
  const file = join(bin, 'xdg-open');
  const script = `
const { appendFileSync, existsSync } = require('node:fs');
if (existsSync(${JSON.stringify(held)})) appendFileSync(${JSON.stringify(held)}, '.');
else fetch(process.argv[2]).catch(() => undefined);`;
  writeFileSync(file, `#!${process.execPath}\n${script}\n`);
  chmodSync(file, 0o755);
  const before = process.env.PATH ?? '';
  process.env.PATH = `${bin}${delimiter}${before}`;
  return {
    hold: () => writeFileSync(held, ''),
    get held() {
      return existsSync(held) ? readFileSync(held, 'utf8').length : 0;
    },
    go: () => rmSync(held, { force: true }),
    remove() {
      process.env.PATH = before;
    },
  };
}
