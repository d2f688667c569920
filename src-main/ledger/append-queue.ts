import { coalesced } from '../platform/coalesced.ts';
import type { Appended, NewEntry } from './entry.ts';

/** As Ledger.appendBatch. */
type AppendBatch = (entries: readonly NewEntry[]) => Promise<readonly Appended[]>;

interface Waiting {
  readonly entry: NewEntry;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** A commit forces the disk and blocks the thread: where many entries come, at most a tenth of the time goes into that. */
const REST = 9;

/** Entries that come one by one and at the same time: they share commit and checkpoint. */
export class AppendQueue {
  readonly #appendBatch: AppendBatch;
  readonly #waiting: Waiting[] = [];
  readonly #commit = coalesced(() => this.#commitWaiting());
  #timer: NodeJS.Timeout | undefined;
  /** When the thread has had its rest from the last commit (performance.now()). */
  #rested = 0;

  constructor(appendBatch: AppendBatch) {
    this.#appendBatch = appendBatch;
  }

  /**
   * Durable when the promise is kept. Errors are those of this entry alone; see Ledger.append.
   * @param patient true where more entries will come soon: then a commit waits a moment for them
   */
  append(entry: NewEntry, patient: boolean): Promise<Appended> {
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
      await this.#appendTogether(group);
    } catch (error) {
      const [only, ...others] = group;
      if (others.length === 0) only?.reject(error);
      // One that may not be recorded must not keep the others out.
      else for (const one of group) await this.#appendTogether([one]).catch(one.reject);
    }
    const ended = performance.now();
    this.#rested = ended + (ended - began) * REST;
  }

  async #appendTogether(group: readonly Waiting[]): Promise<void> {
    const appended = await this.#appendBatch(group.map(({ entry }) => entry));
    for (const [at, one] of appended.entries()) group[at]?.resolve(one);
  }
}
