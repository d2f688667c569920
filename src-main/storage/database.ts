import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database as SqliteDatabase, Statement as SqliteStatement } from 'better-sqlite3';
import { AppError } from '../../shared/contract/app-error.ts';
import { inputError, outputError, syncFolder, systemCode } from '../platform/files.ts';
import { isBusy, storageError } from './storage-error.ts';

/** An open SQLite database. Statements are synchronous and meant to be short; writes go through `writeTransaction`. */
export type Database = SqliteDatabase;

/** A prepared statement: what it takes and the row it gives. */
export type Statement<Parameters extends unknown[] = unknown[], Row = unknown> = SqliteStatement<Parameters, Row>;

/** One step of a schema. Steps are numbered from 1 without gaps and never changed once released. */
export interface Migration {
  readonly version: number;
  /** What it adds, in words. */
  readonly name: string;
  readonly sql: string;
}

/** How long a statement or a writer waits for another process, in milliseconds. */
export const BUSY_TIMEOUT = 10_000;

/**
 * Opens or creates a database, readable by its owner only, and brings its schema up to date.
 * Every commit is on the disk when it returns (WAL, synchronous = FULL); what is deleted is overwritten (secure_delete).
 * Several processes may have it open. The module is loaded by the first call.
 * @throws AppError LEDGER_NEWER where a later version of the program has written the schema; LEDGER_CORRUPT, LEDGER_BUSY, DISK_FULL,
 *   HOME_NOT_WRITABLE
 */
export async function openDatabase(file: string, migrations: readonly Migration[]): Promise<Database> {
  await createPrivately(file);
  const database = await connect(file, false);
  try {
    database.pragma('foreign_keys = ON');
    database.pragma('secure_delete = ON');
    database.pragma('cache_size = -32000');
    await switchToWal(database);
    database.pragma('synchronous = FULL');
    await migrate(database, path.basename(file), migrations);
    return database;
  } catch (error) {
    database.close();
    throw storageError(error, path.basename(file));
  }
}

/**
 * A second connection that cannot write, for long readings of one state while others go on writing.
 * @throws AppError LEDGER_CORRUPT, HOME_NOT_WRITABLE
 */
export function openReader(file: string): Promise<Database> {
  return connect(file, true);
}

async function connect(file: string, readonly: boolean): Promise<Database> {
  const { default: Sqlite } = await import('better-sqlite3');
  try {
    return new Sqlite(file, { readonly, fileMustExist: true, timeout: BUSY_TIMEOUT });
  } catch (error) {
    throw storageError(error, path.basename(file));
  }
}

/** SQLite would create the file with the process's mask; its -wal and -shm files take over the mode they find here. */
async function createPrivately(file: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.close();
    await syncFolder(path.dirname(file));
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return;
    throw systemCode(error) === 'EISDIR'
      ? inputError(error, path.basename(file))
      : outputError(error, path.dirname(file));
  }
}

/** SQLite does not wait for another process at this one step, so the waiting is done here. */
async function switchToWal(database: Database): Promise<void> {
  for (let waited = 0; database.pragma('journal_mode', { simple: true }) !== 'wal'; waited += 10) {
    try {
      database.pragma('journal_mode = WAL');
    } catch (error) {
      if (!isBusy(error) || waited >= BUSY_TIMEOUT) throw error;
      await sleep(10);
    }
  }
}

async function migrate(database: Database, name: string, migrations: readonly Migration[]): Promise<void> {
  const version = (): number => Number(database.pragma('user_version', { simple: true }));
  const newest = migrations.at(-1)?.version ?? 0;
  if (version() === newest) return;
  await writeTransaction(database, () => {
    const found = version();
    if (found > newest) {
      throw new AppError(
        'LEDGER_NEWER',
        `“${name}” was written by a newer version of Countersign (schema ${found}, this one knows ${newest}). Install the newer version.`,
        { found, known: newest },
      );
    }
    for (const migration of migrations.slice(found)) {
      database.exec(migration.sql);
      database.pragma(`user_version = ${migration.version}`);
    }
  });
}

/**
 * Runs `work` as the only writer of all processes and makes what it wrote durable, all of it or nothing.
 * `work` is synchronous; waiting for other writers is not, so the thread stays free.
 * @throws AppError LEDGER_BUSY after `BUSY_TIMEOUT`, DISK_FULL …, or what `work` throws
 */
export async function writeTransaction<T>(database: Database, work: () => T): Promise<T> {
  await begin(database);
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw storageError(error, path.basename(database.name));
  }
}

async function begin(database: Database): Promise<void> {
  const pause = 2;
  for (let waited = 0; ; waited += pause) {
    // Another writer of this very connection.
    while (database.inTransaction) await sleep(0);
    database.pragma('busy_timeout = 0');
    try {
      database.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= BUSY_TIMEOUT) throw storageError(error, path.basename(database.name));
    } finally {
      database.pragma(`busy_timeout = ${BUSY_TIMEOUT}`);
    }
    await sleep(pause);
  }
}
