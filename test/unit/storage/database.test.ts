import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../shared/contract/app-error.ts';
import { type Migration, openDatabase, openReader, writeTransaction } from '../../../src-main/storage/database.ts';

const first: Migration = { version: 1, name: 'one', sql: 'CREATE TABLE t (a INTEGER NOT NULL) STRICT' };
const second: Migration = { version: 2, name: 'two', sql: 'ALTER TABLE t ADD COLUMN b TEXT' };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'countersign-storage-'));
  file = path.join(folder, 'test.db');
});
afterEach(() => rm(folder, { recursive: true }));

const coded = (code: string) => expect.objectContaining({ code });

describe('openDatabase', () => {
  test('commits are durable, foreign keys hold, the file is the owner’s alone', async () => {
    const database = await openDatabase(file, [first]);
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    await writeTransaction(database, () => database.exec('INSERT INTO t VALUES (1)'));
    if (process.platform !== 'win32') {
      for (const name of [file, `${file}-wal`, `${file}-shm`]) expect((await stat(name)).mode & 0o777).toBe(0o600);
    }
    database.close();
  });

  test('each migration runs once, in order', async () => {
    (await openDatabase(file, [first])).close();
    (await openDatabase(file, [first, second])).close();
    const database = await openDatabase(file, [first, second]);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    expect(database.prepare('SELECT a, b FROM t').all()).toEqual([]);
    database.close();
  });

  test('a schema of a newer program is refused and left alone', async () => {
    (await openDatabase(file, [first, second])).close();
    await expect(openDatabase(file, [first])).rejects.toThrow(coded('LEDGER_NEWER'));
    const database = await openDatabase(file, [first, second]);
    expect(database.pragma('user_version', { simple: true })).toBe(2);
    database.close();
  });

  test('a migration that fails leaves nothing behind', async () => {
    const broken: Migration = { version: 2, name: 'broken', sql: 'CREATE TABLE u (a); CREATE TABLE t (a)' };
    await expect(openDatabase(file, [first, broken])).rejects.toThrow();
    const database = await openDatabase(file, []);
    expect(database.prepare("SELECT name FROM sqlite_master WHERE name IN ('t', 'u')").all()).toEqual([]);
    database.close();
  });

  test('what is not a database is not touched', async () => {
    const text = 'Dear diary, this is not a database. '.repeat(40);
    await writeFile(file, text);
    await expect(openDatabase(file, [first])).rejects.toThrow(coded('LEDGER_CORRUPT'));
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('a folder that is not there is named', async () => {
    await expect(openDatabase(path.join(folder, 'none', 'test.db'), [first])).rejects.toThrow(
      coded('TARGET_NOT_WRITABLE'),
    );
  });
});

describe('writeTransaction', () => {
  test('is all or nothing, and passes the error on', async () => {
    const database = await openDatabase(file, [first]);
    const failing = writeTransaction(database, () => {
      database.exec('INSERT INTO t VALUES (1)');
      throw new AppError('CANCELLED', 'Stopped.');
    });
    await expect(failing).rejects.toThrow(coded('CANCELLED'));
    expect(database.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
    database.close();
  });

  test('waits for another writer without holding the thread', async () => {
    const [one, two] = [await openDatabase(file, [first]), await openDatabase(file, [first])];
    one.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const ticking = setInterval(() => turns++, 1);
    const waiting = writeTransaction(two, () => two.exec('INSERT INTO t VALUES (2)'));
    // Were the thread held, no turn would come before the other writer gives up.
    await expect.poll(() => turns, { interval: 1 }).toBeGreaterThan(1);
    clearInterval(ticking);
    one.exec('INSERT INTO t VALUES (1)');
    one.exec('COMMIT');
    await waiting;
    expect(two.prepare('SELECT a FROM t ORDER BY rowid').all()).toEqual([{ a: 1 }, { a: 2 }]);
    one.close();
    two.close();
  });

  test('a reader cannot write', async () => {
    (await openDatabase(file, [first])).close();
    const reader = await openReader(file);
    expect(() => reader.exec('INSERT INTO t VALUES (1)')).toThrow();
    reader.close();
  });
});
