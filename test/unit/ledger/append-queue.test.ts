import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src-main/ledger/ledger.ts';
import { newEntry, openTestLedger, temporaryHome } from '../../support/ledger.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let ledger: Ledger;
beforeEach(async () => {
  home = await temporaryHome();
  ledger = await openTestLedger(home);
});
afterEach(async () => {
  ledger.close();
  await home.remove();
});

describe('entries that come at the same time', () => {
  it('share commits and checkpoints, and each is told its own place', async () => {
    const entries = Array.from({ length: 200 }, () => newEntry());
    const recorded = await Promise.all(entries.map((entry) => ledger.append(entry, { patient: true })));
    expect(new Set(recorded.map(({ index }) => index)).size).toBe(200);
    for (const [at, { index, leafHash }] of recorded.entries()) {
      expect(ledger.entry(index)).toMatchObject({ operation: entries[at]?.operation, leafHash });
    }
    expect(ledger.checkpoints().length).toBeLessThan(10);
    expect(await ledger.verify()).toMatchObject({ ok: true, size: 200 });
  });

  it('one that may not be recorded fails alone', async () => {
    const twin = newEntry();
    const results = await Promise.allSettled([
      ledger.append(newEntry()),
      ledger.append(twin),
      ledger.append(twin),
      ledger.append(newEntry({ kind: 'Not A Kind' })),
      ledger.append(newEntry()),
    ]);
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(ledger.size).toBe(3);
    expect(await ledger.verify()).toMatchObject({ ok: true });
  });

  it('two writers of one connection do not meet', async () => {
    const batches = await Promise.all([1, 2, 3].map(() => ledger.appendBatch([newEntry(), newEntry()])));
    const places = batches.map((batch) => batch.map(({ index }) => index));
    expect(places.toSorted(([a = 0], [b = 0]) => a - b)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
    expect(await ledger.verify()).toMatchObject({ ok: true, size: 6 });
  });
});
