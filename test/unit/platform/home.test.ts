import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureHome, locateHome } from '../../../src-main/platform/home.ts';
import { temporaryFolder } from '../../support/tools.ts';

const homeAt = (folder: string) => locateHome({ COUNTERSIGN_HOME: folder });

describe('the home', () => {
  it('is made with every folder above it, for its owner only, once for all who make it at the same time', async () => {
    const folder = path.join(temporaryFolder(), 'a b', 'ü', 'home');
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureHome(homeAt(folder), 'logs')));
    expect(new Set(made)).toEqual(new Set([path.join(folder, 'logs')]));
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('may be named from where the person stands', () => {
    expect(homeAt('here').path).toBe(path.resolve('here'));
    expect(locateHome({ COUNTERSIGN_HOME: '', XDG_DATA_HOME: '/data', APPDATA: '/data' }).path).toMatch(/Countersign$/);
  });

  it('cannot be a file or lie in one', async () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const place of [file, path.join(file, 'home')])
      await expect(ensureHome(homeAt(place))).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
    mkdirSync(`${file}.d`);
    await ensureHome(homeAt(`${file}.d`));
  });

  it.skipIf(process.platform !== 'linux')('is refused, not tried for ever, where no folder can be made', async () => {
    await expect(ensureHome(homeAt('/proc/nothing/home'))).rejects.toMatchObject({ code: 'HOME_NOT_WRITABLE' });
  });
});
