import { bytesToHex } from '@noble/hashes/utils.js';
import { AppError } from '../../shared/contract/app-error.ts';
import { openCheckpoint, signCheckpoint } from '../../shared/merkle/checkpoint.ts';
import { equalBytes } from '../../shared/merkle/hash.ts';
import { makeConsistencyProof, makeInclusionProof } from '../../shared/merkle/make-proof.ts';
import { formatTlogProof } from '../../shared/merkle/tlog-proof.ts';
import { CompactRange } from '../../shared/merkle/tree.ts';
import { rootFromInclusion } from '../../shared/merkle/verify-proof.ts';
import type { Clock } from '../platform/clock.ts';
import { identityOfSync, systemCode } from '../platform/files.ts';
import { ensureHome, type Home } from '../platform/home.ts';
import { type Database, openDatabase, openReader, writeTransaction } from '../storage/database.ts';
import { storageError } from '../storage/storage-error.ts';
import { AppendQueue } from './append-queue.ts';
import { type Appended, type LedgerEntry, type NewEntry, openEntry, type SealedEntry, sealEntries } from './entry.ts';
import { type FsckOptions, type FsckReport, fsck } from './fsck.ts';
import { encodeLeaf } from './leaf.ts';
import { createLedgerKey, type LedgerKey, readLedgerKey } from './ledger-key.ts';
import { entries as entriesMigration } from './migrations/0001-entries.ts';
import { type CheckpointRow, corrupt, Store } from './store.ts';
import { joinHashes, nativeHasher } from './tree-hasher.ts';

/** What shows that an entry stands in the ledger; with the ledger's verifier key a third party needs nothing else. */
export interface EntryProof {
  readonly entry: LedgerEntry;
  /** Leaf data exactly as hashed: JSON, ASCII. */
  readonly leaf: Uint8Array;
  /** Sibling hashes, the leaf's first (RFC 9162, 2.1.3.1). */
  readonly proof: readonly Uint8Array[];
  /** The newest checkpoint, signed. */
  readonly checkpoint: string;
  /** Index, proof and checkpoint as a C2SP tlog-proof file. */
  readonly tlogProof: string;
}

const DATABASE_FILE = 'ledger.db';
const KEY_FILE = 'ledger.key';

/**
 * Opens the ledger of a home, and founds it where there is none. Any number of processes may hold it open and append.
 * @throws AppError HOME_NOT_WRITABLE, LEDGER_NEWER, LEDGER_CORRUPT, LEDGER_BUSY, LEDGER_KEY_UNREADABLE, DISK_FULL
 */
export async function openLedger(options: { home: Home; clock: Clock }): Promise<Ledger> {
  const { home, clock } = options;
  await ensureHome(home);
  const file = home.at(DATABASE_FILE);
  const database = await openDatabase(file, [entriesMigration]);
  try {
    return new Ledger(database, file, await identify(database, home.at(KEY_FILE)), clock);
  } catch (error) {
    database.close();
    throw storageError(error, DATABASE_FILE);
  }
}

/**
 * Finds the ledger's key, or founds the ledger: key, identity, checkpoint of nothing. The write lock is held from the look to the
 * record, so that one of several processes does it; a key file left by a crash in between is taken over.
 */
async function identify(database: Database, keyFile: string): Promise<LedgerKey> {
  const identity = database.prepare<[], { verifier_key: string }>('SELECT verifier_key FROM identity');
  if (identity.get() === undefined) {
    await writeTransaction(database, () => {
      if (identity.get() !== undefined) return;
      const key = readLedgerKey(keyFile) ?? createLedgerKey(keyFile);
      database.prepare('INSERT INTO identity (single, verifier_key) VALUES (1, ?)').run(key.verifierKey);
      signHead(new Store(database), key, new CompactRange(nativeHasher));
    });
  }
  const key = readLedgerKey(keyFile);
  if (key === undefined || key.verifierKey !== identity.get()?.verifier_key) {
    throw new AppError(
      'LEDGER_KEY_UNREADABLE',
      `The key file “${KEY_FILE}” is ${key === undefined ? 'missing' : 'not that of this ledger'}. Restore it from a backup.`,
      { file: KEY_FILE },
    );
  }
  return key;
}

/** Stores the signed checkpoint of a tree. */
function signHead(store: Store, key: LedgerKey, tree: CompactRange): void {
  const checkpoint = { origin: key.name, size: tree.size, root: tree.root(), extensions: [] };
  store.insertCheckpoint(tree.size, signCheckpoint(checkpoint, [key]));
}

/** An append-only log of what was signed (RFC 9162 tree, C2SP checkpoints). Reads show the newest committed state of all processes. */
export class Ledger {
  /** C2SP verifier key (name+id+key); its name is the origin line of every checkpoint. */
  readonly verifierKey: string;
  readonly #database: Database;
  readonly #file: string;
  /** Which file it is, whatever stands at its path. */
  readonly #identity: string | undefined;
  readonly #store: Store;
  readonly #key: LedgerKey;
  readonly #clock: Clock;
  readonly #queue = new AppendQueue((entries) => this.appendBatch(entries));

  constructor(database: Database, file: string, key: LedgerKey, clock: Clock) {
    this.#database = database;
    this.#file = file;
    this.#identity = identityOfSync(file);
    this.#store = new Store(database);
    this.#key = key;
    this.#clock = clock;
    this.verifierKey = key.verifierKey;
  }

  /** Identity of this ledger in its checkpoints. */
  get origin(): string {
    return this.#key.name;
  }

  /** Number of entries. */
  get size(): number {
    return this.#read(() => this.#store.size());
  }

  /**
   * Records one entry. When the promise is kept, entry and checkpoint are on the disk. Entries that come at the same time share both
   * checkpoint and commit; one that may not be recorded does not keep the others out.
   * @param patient true where more entries will come soon: the commit waits a moment for them
   * @throws AppError INPUT_INVALID (also for an operation that is recorded already), LEDGER_MOVED, LEDGER_CORRUPT, LEDGER_BUSY, DISK_FULL
   */
  append(entry: NewEntry, { patient = false }: { readonly patient?: boolean } = {}): Promise<Appended> {
    return this.#queue.append(entry, patient);
  }

  /** Records entries under one checkpoint, all or none. Gives them in the same order; errors as `append`. */
  async appendBatch(entries: readonly NewEntry[]): Promise<Appended[]> {
    const sealed = sealEntries(entries, this.#clock.now().toISOString());
    return writeTransaction(this.#database, () => {
      this.requireInPlace();
      const tree = this.#soundTree();
      const appended = sealed.map((entry) => this.#insert(tree, entry));
      if (sealed.length > 0) signHead(this.#store, this.#key, tree);
      return appended;
    });
  }

  /**
   * Erases the personal data of an entry for good and records that it was done. Every proof stays as it was.
   * @throws AppError LEDGER_ENTRY_NOT_FOUND, also where there is nothing to erase; LEDGER_CORRUPT, LEDGER_BUSY, DISK_FULL
   */
  async erase(index: number): Promise<void> {
    const time = this.#clock.now().toISOString();
    await writeTransaction(this.#database, () => {
      this.requireInPlace();
      if (!Buffer.isBuffer(this.#store.entry(index)?.data)) {
        throw new AppError('LEDGER_ENTRY_NOT_FOUND', `Entry ${index} holds no personal data to erase.`, { index });
      }
      const tree = this.#soundTree();
      const nothing = { operation: null, sourceSha256: null, resultSha256: null, signerSha256: null, commitment: null };
      const leaf = encodeLeaf({ ...nothing, kind: 'entry.erased', time, erases: index });
      this.#store.insertEntry(tree.size, leaf, joinHashes(tree.append(nativeHasher.leaf(leaf))), null);
      this.#store.emptyPersonal(index);
      signHead(this.#store, this.#key, tree);
    });
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** @throws AppError LEDGER_ENTRY_NOT_FOUND, LEDGER_CORRUPT */
  entry(index: number): LedgerEntry {
    const row = this.#read(() => (Number.isSafeInteger(index) ? this.#store.entry(index) : undefined));
    if (row !== undefined) return openEntry(row);
    const size = this.size;
    throw new AppError(
      'LEDGER_ENTRY_NOT_FOUND',
      size === 0
        ? 'The ledger has no entries yet.'
        : `The ledger has no entry ${index}; they are numbered 0 to ${size - 1}.`,
      { index, size },
    );
  }

  /** Newest first, `offset` of them passed over. */
  entries(offset: number, limit: number): LedgerEntry[] {
    return this.#read(() => this.#store.entriesDownFrom(this.#store.size() - 1 - offset, limit)).map(openEntry);
  }

  /** The entry a signing run has made, if it came that far. `operation`: 16 bytes, hexadecimal. */
  findByOperation(operation: string): LedgerEntry | undefined {
    const row = this.#read(() => this.#store.entryOfOperation(Buffer.from(operation, 'hex')));
    return row === undefined ? undefined : openEntry(row);
  }

  /**
   * The newest signed checkpoint (C2SP tlog-checkpoint); that of a new ledger has size 0.
   * @throws AppError LEDGER_CORRUPT
   */
  checkpoint(): CheckpointRow {
    const row = this.#read(() => this.#store.lastCheckpoint());
    if (row === undefined) throw corrupt('its checkpoints are missing');
    return row;
  }

  /** Signed checkpoints of more than `afterSize` entries, smallest first; without limits all. */
  checkpoints(afterSize = -1, limit = -1): CheckpointRow[] {
    return this.#read(() => this.#store.checkpointsAfter(afterSize, limit));
  }

  /**
   * RFC 9162, 2.1.3.1 for the tree of the first `size` entries, by default all.
   * @throws AppError INPUT_INVALID unless 0 ≤ index < size ≤ this.size; LEDGER_CORRUPT
   */
  inclusionProof(index: number, size = this.size): Uint8Array[] {
    this.#requireSize(size);
    return this.#read(() => makeInclusionProof(nativeHasher, this.#store.node, index, size));
  }

  /**
   * RFC 9162, 2.1.4.1: the first `from` entries are still the first of `to`.
   * @throws AppError INPUT_INVALID unless 0 < from ≤ to ≤ this.size; LEDGER_CORRUPT
   */
  consistencyProof(from: number, to: number): Uint8Array[] {
    this.#requireSize(to);
    return this.#read(() => makeConsistencyProof(nativeHasher, this.#store.node, from, to));
  }

  /**
   * Proves an entry against the newest checkpoint. What it hands out was checked: it leads from the entry's content to the signed root.
   * @throws AppError LEDGER_ENTRY_NOT_FOUND, LEDGER_CORRUPT
   */
  prove(index: number): EntryProof {
    const entry = this.entry(index);
    const leaf = encodeLeaf(entry);
    const { note } = this.checkpoint();
    const { size, root } = openCheckpoint(note, this.#key);
    const proof = this.inclusionProof(index, size);
    if (!equalBytes(root, rootFromInclusion(index, size, nativeHasher.leaf(leaf), proof))) {
      throw corrupt(`entry ${index} does not lead to the signed root`);
    }
    return { entry, leaf, proof, checkpoint: note, tlogProof: formatTlogProof({ index, proof, checkpoint: note }) };
  }

  /**
   * Recomputes everything there is (see `fsck`), on one state of the ledger while others may go on appending.
   * @throws AppError CANCELLED, LEDGER_MOVED; findings are in the report, not thrown
   */
  async verify(options: FsckOptions = {}): Promise<FsckReport> {
    this.requireInPlace();
    const reader = await openReader(this.#file);
    try {
      return await fsck(reader, this.#key, options);
    } finally {
      reader.close();
    }
  }

  /**
   * What is written into a file that was moved away or replaced (a folder restored from a backup) would be seen by nobody after.
   * @throws AppError LEDGER_MOVED
   */
  requireInPlace(): void {
    if (identityOfSync(this.#file) === this.#identity) return;
    throw new AppError(
      'LEDGER_MOVED',
      `“${DATABASE_FILE}” was moved, deleted or replaced while the program had it open. Start the program again.`,
      { file: DATABASE_FILE },
    );
  }

  /** Lets the files go. */
  close(): void {
    this.#database.close();
  }

  /** The tree to append to. A log must never sign what contradicts its last checkpoint, so a ledger that does not fit it takes no more entries. */
  #soundTree(): CompactRange {
    const tree = this.#store.tree(this.#store.size());
    const checkpoint = openCheckpoint(this.checkpoint().note, this.#key);
    if (checkpoint.size !== tree.size || !equalBytes(checkpoint.root, tree.root())) {
      throw corrupt(`it has ${tree.size} entries that do not fit its last checkpoint of ${checkpoint.size}`);
    }
    return tree;
  }

  #insert(tree: CompactRange, { leaf, operation, salt, data }: SealedEntry): Appended {
    const index = tree.size;
    const leafHash = nativeHasher.leaf(leaf);
    const hashes = joinHashes(tree.append(leafHash));
    try {
      this.#store.insertEntry(index, leaf, hashes, operation);
    } catch (error) {
      throw systemCode(error) === 'SQLITE_CONSTRAINT_UNIQUE' ? recordedTwice() : error;
    }
    this.#store.insertPersonal(index, salt, data);
    return { index, leafHash: bytesToHex(leafHash) };
  }

  #requireSize(size: number): void {
    const most = this.size;
    if (size <= most) return;
    throw new AppError('INPUT_INVALID', `The ledger has ${most} entries, so nothing can be proved about ${size}.`, {
      size: most,
    });
  }

  #read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(error, DATABASE_FILE);
    }
  }
}

function recordedTwice(): AppError {
  return new AppError(
    'INPUT_INVALID',
    'This operation is recorded in the ledger already. Each run records itself once.',
  );
}
