import { coalesced } from '../platform/coalesced.ts';
import type { LedgerEntry, NewEntry } from './entry.ts';

/** What the queue leads to; see Ledger. */
interface Appending {
  appendBatch(entries: readonly NewEntry[]): Promise<number>;
  entry(index: number): LedgerEntry;
}

interface Waiting {
  readonly entry: NewEntry;
  readonly resolve: (entry: LedgerEntry | Promise<LedgerEntry>) => void;
  readonly reject: (error: unknown) => void;
}

/** A commit forces the disk and blocks the thread: where many entries come, at most a tenth of the time goes into that. */
const REST = 9;

/** Entries that come one by one and at the same time: they share commit and checkpoint. */
export class AppendQueue {
  readonly #ledger: Appending;
  readonly #waiting: Waiting[] = [];
  readonly #commit = coalesced(() => this.#commitWaiting());
  #timer: NodeJS.Timeout | undefined;
  /** When the thread has had its rest from the last commit (performance.now()). */
  #rested = 0;

  constructor(ledger: Appending) {
    this.#ledger = ledger;
  }

  /**
   * Durable when the promise is kept. Errors are those of this entry alone; see Ledger.append.
   * @param patient true where more entries will come soon: then a commit waits a moment for them
   */
  append(entry: NewEntry, patient: boolean): Promise<LedgerEntry> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve, reject });
      const pause = patient ? this.#rested - performance.now() : 0;
      if (pause <= 0) void this.#commit();
      else this.#timer ??= setTimeout(() => void this.#commit(), pause);
    });
  }

  /** Never fails: each that waits is told by itself. */
  async #commitWaiting(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const began = performance.now();
    const group = this.#waiting.splice(0);
    if (group.length === 0) return;
    try {
      const first = await this.#ledger.appendBatch(group.map(({ entry }) => entry));
      for (const [at, { resolve }] of group.entries()) resolve(this.#entryAt(first + at));
    } catch (error) {
      const [only, ...others] = group;
      if (others.length === 0) only?.reject(error);
      // One that may not be recorded must not keep the others out.
      else for (const { entry, resolve, reject } of group) await this.#appendOne(entry).then(resolve, reject);
    }
    const ended = performance.now();
    this.#rested = ended + (ended - began) * REST;
  }

  async #appendOne(entry: NewEntry): Promise<LedgerEntry> {
    return this.#ledger.entry(await this.#ledger.appendBatch([entry]));
  }

  async #entryAt(index: number): Promise<LedgerEntry> {
    return this.#ledger.entry(index);
  }
}
