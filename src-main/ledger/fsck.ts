import { setImmediate as nextTurn } from 'node:timers/promises';
import { bytesToHex } from '@noble/hashes/utils.js';
import { AppError, isAppError } from '../../shared/contract/app-error.ts';
import { type Checkpoint, openCheckpoint } from '../../shared/merkle/checkpoint.ts';
import { equalBytes, HASH_SIZE } from '../../shared/merkle/hash.ts';
import type { NoteVerifier } from '../../shared/merkle/signed-note.ts';
import { CompactRange } from '../../shared/merkle/tree.ts';
import type { Database } from '../storage/database.ts';
import { storageError } from '../storage/storage-error.ts';
import { Findings } from './findings.ts';
import { decodeLeaf, type Leaf } from './leaf.ts';
import { commitmentTo, SALT_SIZE } from './personal-data.ts';
import { type CheckpointRow, type EntryRow, Store } from './store.ts';
import { nativeHasher } from './tree-hasher.ts';

export interface FsckOptions {
  readonly signal?: AbortSignal;
  /** Called with a fraction from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /**
   * A signed checkpoint kept elsewhere. Only against one of these can it be seen that the newest entries were removed
   * together with their checkpoints.
   */
  readonly against?: string;
}

export interface FsckReport {
  readonly ok: boolean;
  /** Entries found. */
  readonly size: number;
  /** Hexadecimal root hash, recomputed from the entries' content. */
  readonly root: string;
  /** Checkpoints found. */
  readonly checkpoints: number;
  /** One sentence per finding. */
  readonly problems: string[];
}

/** Entries per turn of the event loop: a few milliseconds of work. */
const PAGE = 512;

/**
 * Recomputes the ledger from its entries' content: leaf hashes, every stored node, the root and signature of every checkpoint,
 * every commitment to personal data, and that whatever is missing was erased by an entry that says so. All checkpoints being
 * roots of one sequence, they are consistent with each other.
 * @throws AppError CANCELLED
 */
export async function fsck(database: Database, key: NoteVerifier, options: FsckOptions): Promise<FsckReport> {
  const run = new Fsck(database, key);
  database.exec('BEGIN');
  try {
    await run.all(options);
  } catch (error) {
    const translated = storageError(error, 'ledger.db');
    if (!isAppError(translated) || translated.code !== 'LEDGER_CORRUPT') throw translated;
    run.findings.add('file', translated.message);
  }
  return run.report();
}

class Fsck {
  readonly findings = new Findings();
  readonly #store: Store;
  readonly #key: NoteVerifier;
  readonly #tree = new CompactRange(nativeHasher);
  /** Positions whose personal data is gone, and those an entry says it has erased. */
  readonly #emptied = new Set<number>();
  readonly #erased = new Set<number>();
  #waiting: CheckpointRow[] = [];
  #lastCheckpointRead = Number.MIN_SAFE_INTEGER;
  #checkpoints = 0;
  #personalRows = 0;
  #against: Checkpoint | undefined;

  constructor(database: Database, key: NoteVerifier) {
    this.#store = new Store(database);
    this.#key = key;
  }

  async all({ signal, onProgress, against }: FsckOptions): Promise<void> {
    const size = this.#store.size();
    if (against !== undefined) this.#against = this.#openGiven(against);
    this.#checkpointsOf(0);
    let last = Number.MIN_SAFE_INTEGER;
    for (;;) {
      if (signal?.aborted) throw new AppError('CANCELLED', 'The verification of the ledger was cancelled.');
      const page = this.#store.entriesAfter(last, PAGE);
      for (const row of page) this.#entry(row);
      last = page.at(-1)?.position ?? last;
      onProgress?.(size === 0 ? 1 : Math.min(1, this.#tree.size / size));
      if (page.length < PAGE) break;
      await nextTurn();
    }
    this.#end();
  }

  report(): FsckReport {
    const problems = this.findings.sentences();
    return {
      ok: problems.length === 0,
      size: this.#tree.size,
      root: bytesToHex(this.#tree.root()),
      checkpoints: this.#checkpoints,
      problems,
    };
  }

  #entry(row: EntryRow): void {
    const position = this.#tree.size;
    this.#personalRows += row.hasPersonal;
    if (row.position !== position) {
      this.findings.add(
        'position',
        `Where entry ${position} should stand, entry ${row.position} stands: entries were removed or renumbered.`,
      );
    }
    const content = Buffer.isBuffer(row.leaf) ? row.leaf : new Uint8Array();
    const leaf = decodeLeaf(content);
    if (leaf === undefined) this.findings.add('leaf', `The content of entry ${position} cannot be read.`);
    this.#hashes(position, row.hashes, this.#tree.append(nativeHasher.leaf(content)));
    if (leaf !== undefined) {
      this.#operation(position, row.operation, leaf);
      this.#personal(position, row, leaf);
      if (leaf.erases !== null) this.#erased.add(leaf.erases);
    }
    this.#checkpointsOf(this.#tree.size);
  }

  #hashes(position: number, stored: unknown, computed: readonly Uint8Array[]): void {
    if (!Buffer.isBuffer(stored) || stored.length !== computed.length * HASH_SIZE) {
      this.findings.add('node', `Entry ${position} does not hold the ${computed.length} hashes that belong to it.`);
      return;
    }
    for (let level = 0; level < computed.length; level++) {
      const hash = computed[level] ?? stored;
      if (
        hash.length === HASH_SIZE &&
        stored.compare(hash, 0, HASH_SIZE, level * HASH_SIZE, (level + 1) * HASH_SIZE) === 0
      )
        continue;
      this.findings.add(
        level === 0 ? 'leaf' : 'node',
        level === 0
          ? `Entry ${position} was altered: its content and its leaf hash do not belong together.`
          : `The tree node over the ${2 ** level} entries up to ${position} does not follow from them.`,
      );
    }
  }

  #operation(position: number, stored: unknown, leaf: Leaf): void {
    const found = Buffer.isBuffer(stored) ? stored.toString('hex') : stored;
    if (found !== leaf.operation)
      this.findings.add('operation', `Entry ${position} is filed under another operation than its content names.`);
  }

  #personal(position: number, { hasPersonal, salt, data }: EntryRow, leaf: Leaf): void {
    if (leaf.commitment === null) {
      if (hasPersonal) this.findings.add('personal', `Entry ${position} has personal data that it does not vouch for.`);
    } else if (!hasPersonal) {
      this.findings.add('personal', `The personal data of entry ${position} was removed.`);
    } else if (salt === null && data === null) {
      this.#emptied.add(position);
    } else if (
      !Buffer.isBuffer(salt) ||
      !Buffer.isBuffer(data) ||
      salt.length !== SALT_SIZE ||
      commitmentTo(data, salt) !== leaf.commitment
    ) {
      this.findings.add('personal', `The personal data of entry ${position} was altered.`);
    }
  }

  /** Checks the checkpoints that stand for exactly this many entries. */
  #checkpointsOf(size: number): void {
    for (let next = this.#nextCheckpoint(); next !== undefined && next.size <= size; next = this.#nextCheckpoint()) {
      this.#waiting.shift();
      this.#checkpoints++;
      this.#checkpoint(next, size);
    }
    if (this.#against?.size === size && !equalBytes(this.#against.root, this.#tree.root())) {
      this.findings.add(
        'against',
        `The first ${size} entries are not those the given checkpoint was signed for: history was rewritten.`,
      );
    }
  }

  #nextCheckpoint(): CheckpointRow | undefined {
    if (this.#waiting.length === 0) {
      this.#waiting = this.#store.checkpointsAfter(this.#lastCheckpointRead, PAGE);
      this.#lastCheckpointRead = this.#waiting.at(-1)?.size ?? this.#lastCheckpointRead;
    }
    return this.#waiting[0];
  }

  #checkpoint(row: CheckpointRow, size: number): void {
    const label = `The checkpoint of ${row.size} entries`;
    try {
      const checkpoint = openCheckpoint(row.note, this.#key);
      if (checkpoint.origin !== this.#key.name || checkpoint.size !== row.size || row.size !== size) {
        this.findings.add('checkpoint', `${label} is filed under another size or ledger than it names.`);
      } else if (!equalBytes(checkpoint.root, this.#tree.root())) {
        this.findings.add(
          'checkpoint',
          `${label} has another root hash than these entries: ${bytesToHex(checkpoint.root)} signed, ${bytesToHex(this.#tree.root())} computed.`,
        );
      }
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.findings.add('checkpoint', `${label} is not a checkpoint signed by this ledger's key.`);
    }
  }

  #openGiven(note: string): Checkpoint | undefined {
    try {
      return openCheckpoint(note, this.#key);
    } catch (error) {
      if (!isAppError(error)) throw error;
      this.findings.add('against', `The given checkpoint cannot be used: ${error.message}`);
      return undefined;
    }
  }

  /** What can be seen only when all entries were read. */
  #end(): void {
    const size = this.#tree.size;
    for (let next = this.#nextCheckpoint(); next !== undefined; next = this.#nextCheckpoint()) {
      this.#waiting.shift();
      this.#checkpoints++;
      this.findings.add(
        'missing',
        `A checkpoint was signed for ${next.size} entries, but only ${size} are there: entries were removed.`,
      );
    }
    if (this.#against !== undefined && this.#against.size > size) {
      this.findings.add(
        'against',
        `The given checkpoint was signed for ${this.#against.size} entries, but only ${size} are there: entries were removed.`,
      );
    }
    if ((this.#store.lastCheckpoint()?.size ?? -1) < size) {
      this.findings.add('uncovered', `No checkpoint covers all ${size} entries.`);
    }
    for (const position of this.#emptied) {
      if (!this.#erased.has(position)) {
        this.findings.add(
          'personal',
          `The personal data of entry ${position} is gone, and no entry says that it was erased.`,
        );
      }
    }
    for (const position of this.#erased) {
      if (!this.#emptied.has(position)) {
        this.findings.add(
          'personal',
          `The personal data of entry ${position} was to be erased but is not in that state.`,
        );
      }
    }
    const stray = this.#store.personalRows() - this.#personalRows;
    if (stray > 0) this.findings.add('personal', `${stray} records of personal data belong to no entry.`);
  }
}
