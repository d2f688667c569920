import { copyFile, stat, truncate } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signCheckpoint } from '../../../shared/merkle/checkpoint.ts';
import type { FsckReport } from '../../../src-main/ledger/fsck.ts';
import { readLedgerKey } from '../../../src-main/ledger/ledger-key.ts';
import { newEntry, openTestLedger, temporaryHome } from '../../support/ledger.ts';

/** Eleven entries in three batches; entry 4 erased by entry 11. */
let original: Awaited<ReturnType<typeof temporaryHome>>;
let exported: string;
beforeAll(async () => {
  original = await temporaryHome();
  const ledger = await openTestLedger(original);
  await ledger.appendBatch(Array.from({ length: 6 }, () => newEntry()));
  await ledger.append(newEntry());
  await ledger.appendBatch(Array.from({ length: 4 }, () => newEntry()));
  await ledger.erase(4);
  exported = ledger.checkpoint().note;
  expect(await ledger.verify({ against: exported })).toMatchObject({ ok: true, size: 12, checkpoints: 5 });
  ledger.close();
});
afterAll(() => original.remove());

/** Alters a copy of the ledger behind its back and verifies it. */
async function tampered(
  alter: string | ((file: string) => Promise<void> | void),
  against?: string,
): Promise<FsckReport> {
  const home = await temporaryHome();
  for (const name of ['ledger.db', 'ledger.key']) await copyFile(original.at(name), home.at(name));
  if (typeof alter === 'string') {
    const database = new Sqlite(home.at('ledger.db'));
    database.pragma('foreign_keys = OFF');
    database.exec(alter);
    database.close();
  } else {
    await alter(home.at('ledger.db'));
  }
  const ledger = await openTestLedger(home);
  try {
    return await ledger.verify(against === undefined ? {} : { against });
  } finally {
    ledger.close();
    await home.remove();
  }
}

/** Replaces one digit of a text inside a blob, keeping its length. */
const otherTime = 'leaf = CAST(replace(CAST(leaf AS TEXT), \'"time":"2\', \'"time":"3\') AS BLOB)';

describe('every alteration is found', () => {
  test.each([
    ['content of an entry', `UPDATE entry SET ${otherTime} WHERE position = 3`, /Entry 3 was altered/],
    ['content that is no longer JSON', "UPDATE entry SET leaf = x'00' WHERE position = 3", /content of entry 3 cannot/],
    [
      'content that is not canonical',
      "UPDATE entry SET leaf = CAST(leaf || ' ' AS BLOB) WHERE position = 3",
      /entry 3 cannot/,
    ],
    ['leaf hash', 'UPDATE entry SET hashes = zeroblob(32) WHERE position = 2', /Entry 2 was altered/],
    [
      'interior node',
      'UPDATE entry SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) AS BLOB) WHERE position = 1',
      /tree node over the 2 entries up to 1/,
    ],
    [
      'missing node',
      'UPDATE entry SET hashes = substr(hashes, 1, 32) WHERE position = 1',
      /Entry 1 does not hold the 2 hashes/,
    ],
    [
      'operation',
      'UPDATE entry SET operation = zeroblob(16) WHERE position = 5',
      /Entry 5 is filed under another operation/,
    ],
    ['an entry removed', 'DELETE FROM entry WHERE position = 5', /Where entry 5 should stand, entry 6 stands/],
    [
      'two entries exchanged',
      'UPDATE entry SET position = -7 WHERE position = 2; UPDATE entry SET position = 2 WHERE position = 3; UPDATE entry SET position = 3 WHERE position = -7',
      /tree node|checkpoint/,
    ],
    [
      'an entry before the first',
      'INSERT INTO entry SELECT -1, leaf, hashes, NULL FROM entry WHERE position = 0',
      /entry -1 stands/,
    ],
    ['newest entries removed', 'DELETE FROM entry WHERE position > 8', /signed for 12 entries, but only 9/],
    [
      'an entry added without a checkpoint',
      'INSERT INTO entry SELECT 12, leaf, hashes, NULL FROM entry WHERE position = 0',
      /No checkpoint covers all 13/,
    ],
    [
      'name changed',
      'UPDATE personal SET data = CAST(\'{"document":"x","signer":null}\' AS BLOB) WHERE position = 0',
      /personal data of entry 0 was altered/,
    ],
    [
      'salt changed',
      'UPDATE personal SET salt = zeroblob(32) WHERE position = 0',
      /personal data of entry 0 was altered/,
    ],
    ['salt shortened', "UPDATE personal SET salt = x'' WHERE position = 0", /personal data of entry 0 was altered/],
    [
      'names exchanged',
      'UPDATE personal SET data = (SELECT data FROM personal WHERE position = 1), salt = (SELECT salt FROM personal WHERE position = 1) WHERE position = 0',
      /personal data of entry 0 was altered/,
    ],
    ['name removed', 'DELETE FROM personal WHERE position = 0', /personal data of entry 0 was removed/],
    [
      'name emptied without a record',
      'UPDATE personal SET salt = NULL, data = NULL WHERE position = 0',
      /entry 0 is gone, and no entry says/,
    ],
    [
      'name put back after erasing',
      "UPDATE personal SET salt = zeroblob(32), data = x'7b7d' WHERE position = 4",
      /entry 4 was altered/,
    ],
    [
      'personal data of nobody',
      "INSERT INTO personal VALUES (77, zeroblob(32), x'7b7d')",
      /1 records of personal data belong to no entry/,
    ],
    [
      'checkpoint text',
      "UPDATE checkpoint SET note = replace(note, char(10) || '6' || char(10), char(10) || '5' || char(10)) WHERE size = 6",
      /checkpoint of 6 entries is not a checkpoint signed/,
    ],
    [
      'checkpoint signature',
      "UPDATE checkpoint SET note = (SELECT substr(c.note, 1, instr(c.note, '—') - 1) || (SELECT substr(d.note, instr(d.note, '—')) FROM checkpoint d WHERE d.size = 7) FROM checkpoint c WHERE c.size = 6) WHERE size = 6",
      /checkpoint of 6 entries is not a checkpoint signed/,
    ],
    [
      'checkpoint emptied',
      "UPDATE checkpoint SET note = '' WHERE size = 6",
      /checkpoint of 6 entries is not a checkpoint signed/,
    ],
    [
      'checkpoint under another size',
      'UPDATE checkpoint SET size = 8 WHERE size = 7',
      /checkpoint of 8 entries is filed under another size/,
    ],
    ['newest checkpoint removed', 'DELETE FROM checkpoint WHERE size = 12', /No checkpoint covers all 12/],
  ])('%s', async (_, sql, sentence) => {
    const report = await tampered(sql);
    expect(report.ok).toBe(false);
    expect(report.problems.join('\n')).toMatch(sentence);
  });

  test('one altered interior node is one finding; one altered entry names the checkpoints it breaks', async () => {
    const node = await tampered(
      'UPDATE entry SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(32) AS BLOB) WHERE position = 1',
    );
    expect(node.problems).toHaveLength(1);
    const entry = await tampered(`UPDATE entry SET ${otherTime} WHERE position = 10`);
    expect(entry.problems.join('\n')).toMatch(
      /checkpoint of 11 entries has another root hash[\s\S]*checkpoint of 12 entries has another/,
    );
  });

  test('newest entries removed with their checkpoints: seen only against a checkpoint kept elsewhere', async () => {
    const cut =
      'DELETE FROM entry WHERE position > 6; DELETE FROM personal WHERE position > 6; DELETE FROM checkpoint WHERE size > 7';
    const wipedErasure = `${cut}; DELETE FROM entry WHERE position = 4`;
    expect((await tampered(cut, exported)).problems.join('\n')).toMatch(
      /given checkpoint was signed for 12 entries, but only 7/,
    );
    expect((await tampered(wipedErasure)).ok).toBe(false);
  });

  test('history rewritten by the holder of the key: seen against a checkpoint kept elsewhere', async () => {
    const rewritten = await temporaryHome();
    await copyFile(original.at('ledger.key'), rewritten.at('ledger.key'));
    const ledger = await openTestLedger(rewritten);
    await ledger.appendBatch(Array.from({ length: 13 }, () => newEntry()));
    expect((await ledger.verify()).ok).toBe(true);
    expect((await ledger.verify({ against: exported })).problems).toEqual([
      expect.stringMatching(/history was rewritten/),
    ]);
    ledger.close();
    await rewritten.remove();
  });

  test('a checkpoint of another ledger, or none at all, is no witness', async () => {
    const other = await temporaryHome();
    const ledger = await openTestLedger(other);
    expect((await tampered('SELECT 1', ledger.checkpoint().note)).problems.join()).toMatch(
      /given checkpoint cannot be used/,
    );
    expect((await tampered('SELECT 1', 'hello')).problems.join()).toMatch(/given checkpoint cannot be used/);
    ledger.close();
    await other.remove();
  });

  test('a checkpoint of the right key for another origin', async () => {
    const key = readLedgerKey(original.at('ledger.key'));
    if (key === undefined) throw new Error('no key');
    const note = signCheckpoint({ origin: 'other.example', size: 6, root: new Uint8Array(32), extensions: [] }, [key]);
    const report = await tampered(`UPDATE checkpoint SET note = '${note}' WHERE size = 6`);
    expect(report.problems.join('\n')).toMatch(/checkpoint of 6 entries is filed under another size or ledger/);
  });

  test('a damaged file is a finding, not a crash', async () => {
    const outcome = await tampered(async (file) => truncate(file, (await stat(file)).size - 8192)).catch(
      (error: unknown) => error,
    );
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'LEDGER_CORRUPT' });
    else expect(outcome).toMatchObject({ ok: false });
  });
});

test('a ledger that does not fit its last checkpoint takes no more entries', async () => {
  for (const sql of [
    'DELETE FROM entry WHERE position = 11',
    'DELETE FROM checkpoint WHERE size = 12',
    'UPDATE entry SET hashes = CAST(substr(hashes, 1, 32) || zeroblob(64) AS BLOB) WHERE position = 11',
  ]) {
    const home = await temporaryHome();
    for (const name of ['ledger.db', 'ledger.key']) await copyFile(original.at(name), home.at(name));
    const database = new Sqlite(home.at('ledger.db'));
    database.exec(sql);
    database.close();
    const ledger = await openTestLedger(home);
    await expect(ledger.append(newEntry())).rejects.toThrow(expect.objectContaining({ code: 'LEDGER_CORRUPT' }));
    ledger.close();
    await home.remove();
  }
});
