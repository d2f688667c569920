import type { BatchState } from '../../../shared/domain/batch.ts';
import { type BatchFailure, type BatchOutcome, wantsPassword } from './journal.ts';

/** How a batch is as a whole. */
export interface BatchFacts {
  readonly state: Exclude<BatchState, 'draft'>;
  readonly files: number;
  readonly signed: number;
  readonly failed: number;
  /** Among those that failed: documents that did not open for want of a password. */
  readonly locked: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  /** Why it stopped, or paused by itself. */
  readonly failure: BatchFailure | null;
}

/** How many are signed, how many failed, and of those how many for want of a password. */
export function countsOf(outcomes: Iterable<BatchOutcome>): Pick<BatchFacts, 'signed' | 'failed' | 'locked'> {
  const counts = { signed: 0, failed: 0, locked: 0 };
  for (const outcome of outcomes) {
    if (outcome.state === 'signed') counts.signed += 1;
    else {
      counts.failed += 1;
      if (wantsPassword(outcome.failure)) counts.locked += 1;
    }
  }
  return counts;
}
