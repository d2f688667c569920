import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../shared/contract/settings.ts';
import { readLedgerKey } from '../../../src-main/ledger/ledger-key.ts';
import { locateHome } from '../../../src-main/platform/home.ts';
import { openConfSettings } from '../../../src-main/shell/conf-settings.ts';
import { batchRecords } from '../../../src-main/workflow/batch/journal.ts';
import { rememberedFolder } from '../../../src-main/workflow/batch/target-folder.ts';
import { claimFile, isClaimed } from '../../../src-main/workflow/file-claim.ts';
import { quarantined } from '../../../src-main/workflow/module-health.ts';
import { readNetworkSettings } from '../../../src-main/workflow/network.ts';
import { openOutbox } from '../../../src-main/workflow/outbox.ts';
import { openPendingRuns } from '../../../src-main/workflow/pending.ts';
import { rememberedKeys } from '../../../src-main/workflow/remembered-keys.ts';
import { trustsSystem } from '../../../src-main/workflow/trust-setting.ts';
import { temporaryFolder } from '../../support/tools.ts';

// Reading a pipe that nobody writes to would never end: one of these files would keep the program from starting.
it.skipIf(process.platform === 'win32')('waits for none of its own files that is a pipe now', async () => {
  const root = temporaryFolder();
  const home = locateHome({ COUNTERSIGN_HOME: root });
  for (const folder of ['batches', 'outbox', 'pending']) mkdirSync(path.join(root, folder));
  const names = [
    'keys.json',
    'module-crashes.json',
    'batches/batch-00000000000000000000000000000000.batch',
    'batches/target-folder.json',
    'outbox/00000000000000000000000000000000.json',
    'pending/999999999.0000000000000000.journal',
    'network.json',
    'trust.json',
    'settings.json',
    'held.lock',
    'ledger.key',
  ].map((name) => path.join(root, name));
  execFileSync('mkfifo', names);
  try {
    expect(await rememberedKeys(home)).toMatchObject({ keyStores: [], modules: [] });
    expect(await quarantined(home)).toEqual([]);
    expect(await batchRecords(home)).toEqual([]);
    expect(await rememberedFolder(home)).toBeNull();
    expect(await openOutbox(home).list()).toEqual([]);
    expect(await (await openPendingRuns(home)).abandoned()).toEqual([]);
    await expect(readNetworkSettings(home)).rejects.toMatchObject({
      code: 'SETTINGS_UNREADABLE',
      message: expect.stringMatching(/network\.json” cannot be used: it is no regular file/),
    });
    await expect(trustsSystem(home)).rejects.toMatchObject({ code: 'SETTINGS_UNREADABLE' });
    expect(() => readLedgerKey(home.at('ledger.key'))).toThrow(/cannot be read/);
    const settings = openConfSettings(home);
    expect(settings.get()).toEqual(DEFAULT_SETTINGS);
    expect(() => settings.set({ reason: 'Agreed' })).toThrow(expect.objectContaining({ code: 'HOME_NOT_WRITABLE' }));
    // A lock that is no file is held by nobody.
    const lock = home.at('held.lock');
    expect(await isClaimed(lock)).toBe(false);
    const letGo = await claimFile(lock);
    expect(await isClaimed(lock)).toBe(true);
    await letGo?.();
    expect(existsSync(lock)).toBe(false);
  } finally {
    for (const name of names) rmSync(name, { force: true });
  }
});
