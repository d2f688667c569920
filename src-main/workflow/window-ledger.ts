import type { Ledger } from '../ledger/ledger.ts';
import { viewOf } from './ledger-view.ts';
import type { Answer, LedgerApi, TaskOptions } from './workflow-api.ts';

/** Reads the ledger for the window, and remembers what came of checking all of it. */
export class WindowLedger implements LedgerApi {
  readonly #ledger: Ledger;
  #isVerified: boolean | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** What came of the last check of all of it; null before the first one. */
  get isVerified(): boolean | null {
    return this.#isVerified;
  }

  async list({ offset, limit }: { offset: number; limit: number }): Promise<Answer<'ledger.list'>> {
    return { size: this.#ledger.size, entries: this.#ledger.entries(offset, limit).map(viewOf) };
  }

  async verify({ signal, onProgress }: TaskOptions): Promise<Answer<'ledger.verify'>> {
    const report = await this.#ledger.verify({
      signal,
      onProgress: (fraction) => onProgress({ stage: 'verifying', fraction }),
    });
    this.#isVerified = report.ok;
    return report;
  }

  async prove(index: number): Promise<Answer<'ledger.prove'>> {
    const { checkpoint, proof, entry } = this.#ledger.prove(index);
    return { checkpoint, proof: proof.map((hash) => Buffer.from(hash).toString('hex')), leafHash: entry.leafHash };
  }
}
