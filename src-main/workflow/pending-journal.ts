import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { coalesced } from '../platform/coalesced.ts';
import { homeError, syncFolder } from '../platform/files.ts';
import { randomHex } from '../platform/random.ts';
import type { PendingNote } from './pending-run.ts';

const JOURNAL = /^(.+)\.[0-9a-f]{16}\.journal$/;

/** Identity of the process whose journal has this name; undefined for another file. */
export function journalOwner(name: string): string | undefined {
  return JOURNAL.exec(name)?.[1];
}

/**
 * The notes of one process, in the order in which they were made, one JSON object on a line. They are a few hundred bytes each and go
 * into the memory of the system at once, so they survive the end of the process; `sync` makes them survive the end of the machine.
 */
export class Journal {
  readonly #folder: string;
  readonly #file: string;
  readonly #descriptor: number;
  readonly #sync = coalesced(() => this.#force());
  #named = false;

  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  constructor(folder: string, owner: string) {
    this.#folder = folder;
    this.#file = path.join(folder, `${owner}.${randomHex(8)}.journal`);
    try {
      this.#descriptor = openSync(this.#file, 'ax', 0o600);
    } catch (error) {
      throw homeError(error, folder);
    }
  }

  /** @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  write(note: PendingNote): void {
    // Begun with a line break: what a full disk has cut off before does not run into it.
    const bytes = Buffer.from(`\n${JSON.stringify(note)}\n`);
    try {
      const written = writeSync(this.#descriptor, bytes);
      // The rest says why there is no more room.
      if (written < bytes.length) writeSync(this.#descriptor, bytes, written);
    } catch (error) {
      throw homeError(error, this.#folder);
    }
  }

  /** For a note that only spares work. */
  writeIfPossible(note: PendingNote): void {
    try {
      this.write(note);
    } catch {
      // What is not noted as ended is found in the ledger.
    }
  }

  /** All notes written so far are on the disk when it returns; one fsync serves all who ask at once. @throws AppError HOME_NOT_WRITABLE, DISK_FULL */
  sync(): Promise<void> {
    return this.#sync();
  }

  /** When all runs have ended. */
  async remove(): Promise<void> {
    closeSync(this.#descriptor);
    await unlink(this.#file).catch(() => undefined);
  }

  async #force(): Promise<void> {
    try {
      await promisify(fdatasync)(this.#descriptor);
      if (!this.#named) await syncFolder(this.#folder);
      this.#named = true;
    } catch (error) {
      throw homeError(error, this.#folder);
    }
  }
}
