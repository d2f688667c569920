import { AppError } from '../../shared/contract/app-error.ts';
import { HASH_SIZE } from '../../shared/merkle/hash.ts';
import { CompactRange, frontierOf, type NodeSource } from '../../shared/merkle/tree.ts';
import type { Database, Statement } from '../storage/database.ts';
import { nativeHasher } from './tree-hasher.ts';

/** One entry as it stands in the tables; nothing in it is believed yet. */
export interface EntryRow {
  readonly position: number;
  readonly leaf: unknown;
  readonly hashes: unknown;
  readonly operation: unknown;
  /** 1 where a row of personal data exists, even an emptied one. */
  readonly hasPersonal: number;
  readonly salt: unknown;
  readonly data: unknown;
}

/** A checkpoint as it stands in its table. */
export interface CheckpointRow {
  readonly size: number;
  readonly note: string;
}

const ENTRY = `
  SELECT entry.position AS position, leaf, hashes, operation, personal.position IS NOT NULL AS hasPersonal, salt, data
  FROM entry LEFT JOIN personal ON personal.position = entry.position`;

/** The statements of the ledger's tables, prepared once per connection. */
export class Store {
  readonly #size: Statement<[], { last: number | null }>;
  readonly #node: Statement<[number], { hashes: unknown }>;
  readonly #byPosition: Statement<[number], EntryRow>;
  readonly #byOperation: Statement<[Uint8Array], EntryRow>;
  readonly #newestFirst: Statement<[number, number], EntryRow>;
  readonly #after: Statement<[number, number], EntryRow>;
  readonly #checkpointsAfter: Statement<[number, number], CheckpointRow>;
  readonly #lastCheckpoint: Statement<[], CheckpointRow>;
  readonly #personalRows: Statement<[], { count: number }>;
  readonly #insertEntry: Statement<[number, Uint8Array, Uint8Array, Uint8Array | null]>;
  readonly #insertPersonal: Statement<[number, Uint8Array, Uint8Array]>;
  readonly #insertCheckpoint: Statement<[number, string]>;
  readonly #emptyPersonal: Statement<[number]>;

  constructor(database: Database) {
    this.#size = database.prepare('SELECT max(position) AS last FROM entry');
    this.#node = database.prepare('SELECT hashes FROM entry WHERE position = ?');
    this.#byPosition = database.prepare(`${ENTRY} WHERE entry.position = ?`);
    this.#byOperation = database.prepare(`${ENTRY} WHERE operation = ?`);
    this.#newestFirst = database.prepare(`${ENTRY} WHERE entry.position <= ? ORDER BY entry.position DESC LIMIT ?`);
    this.#after = database.prepare(`${ENTRY} WHERE entry.position > ? ORDER BY entry.position LIMIT ?`);
    this.#checkpointsAfter = database.prepare('SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT ?');
    this.#lastCheckpoint = database.prepare('SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1');
    this.#personalRows = database.prepare('SELECT count(*) AS count FROM personal');
    this.#insertEntry = database.prepare('INSERT INTO entry (position, leaf, hashes, operation) VALUES (?, ?, ?, ?)');
    this.#insertPersonal = database.prepare('INSERT INTO personal (position, salt, data) VALUES (?, ?, ?)');
    this.#insertCheckpoint = database.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)');
    this.#emptyPersonal = database.prepare('UPDATE personal SET salt = NULL, data = NULL WHERE position = ?');
  }

  /** Number of entries, positions being without gaps. */
  size(): number {
    return (this.#size.get()?.last ?? -1) + 1;
  }

  entry(position: number): EntryRow | undefined {
    return this.#byPosition.get(position);
  }

  entryOfOperation(operation: Uint8Array): EntryRow | undefined {
    return this.#byOperation.get(operation);
  }

  /** From `position` downwards. */
  entriesDownFrom(position: number, limit: number): EntryRow[] {
    return this.#newestFirst.all(position, limit);
  }

  /** Upwards, after `position`. */
  entriesAfter(position: number, limit: number): EntryRow[] {
    return this.#after.all(position, limit);
  }

  checkpointsAfter(size: number, limit: number): CheckpointRow[] {
    return this.#checkpointsAfter.all(size, limit);
  }

  lastCheckpoint(): CheckpointRow | undefined {
    return this.#lastCheckpoint.get();
  }

  /** Number of rows of personal data, emptied ones included. */
  personalRows(): number {
    return this.#personalRows.get()?.count ?? 0;
  }

  insertEntry(position: number, leaf: Uint8Array, hashes: Uint8Array, operation: Uint8Array | null): void {
    this.#insertEntry.run(position, leaf, hashes, operation);
  }

  insertPersonal(position: number, salt: Uint8Array, data: Uint8Array): void {
    this.#insertPersonal.run(position, salt, data);
  }

  insertCheckpoint(size: number, note: string): void {
    this.#insertCheckpoint.run(size, note);
  }

  emptyPersonal(position: number): void {
    this.#emptyPersonal.run(position);
  }

  /** Nodes of the tree as stored: one row read each. Throws LEDGER_CORRUPT where one is missing. */
  readonly node: NodeSource = (level, index) => {
    const position = (index + 1) * 2 ** level - 1;
    const hashes = this.#node.get(position)?.hashes;
    const start = level * HASH_SIZE;
    if (!Buffer.isBuffer(hashes) || hashes.length < start + HASH_SIZE) throw corrupt(`entry ${position} lacks a hash`);
    return hashes.subarray(start, start + HASH_SIZE);
  };

  /** The tree of the first `size` entries, ready to grow. */
  tree(size: number): CompactRange {
    return new CompactRange(
      nativeHasher,
      size,
      frontierOf(size).map(({ level, index }) => this.node(level, index)),
    );
  }
}

/** The ledger is not as it was written; `why` names the first thing found. */
export function corrupt(why: string): AppError {
  return new AppError(
    'LEDGER_CORRUPT',
    `The ledger is damaged or was altered: ${why}. Run “countersign ledger verify” and restore a backup.`,
  );
}
