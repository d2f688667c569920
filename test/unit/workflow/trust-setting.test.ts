import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, locateHome } from '../../../src-main/platform/home.ts';
import { systemAnchors } from '../../../src-main/workflow/further-anchors.ts';
import { trustSystem, trustsSystem } from '../../../src-main/workflow/trust-setting.ts';

describe('whether the home trusts what the operating system trusts', () => {
  let home: Home;
  beforeEach(async () => {
    home = locateHome({ COUNTERSIGN_HOME: await mkdtemp(path.join(os.tmpdir(), 'countersign-trust-setting-')) });
  });
  afterEach(() => rm(home.path, { recursive: true, force: true }));

  it('is kept, and is no where nothing was chosen', async () => {
    expect(await trustsSystem(home)).toBe(false);
    await trustSystem(home, true);
    expect(await trustsSystem(home)).toBe(true);
    await trustSystem(home, false);
    expect(await trustsSystem(home)).toBe(false);
  });

  it('is not guessed from a file that says something else', async () => {
    for (const text of ['', 'null', '{"system":"yes"}', '{"system":true,"more":1}']) {
      await writeFile(home.at('trust.json'), text);
      await expect(trustsSystem(home)).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE' });
    }
  });

  it('asks the system for nothing where it is not wanted', async () => {
    expect(await systemAnchors('no')).toEqual([]);
  });
});
