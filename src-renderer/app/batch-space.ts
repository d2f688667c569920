import type { BatchId, BatchPreparation, BatchView } from '../../shared/domain/batch.ts';
import type { Failure } from '../components/failure.ts';
import type { BatchChoices } from '../features/batch/batch-draft.tsx';

/** What the window knows of signing many files. */
export interface BatchSpace {
  /** The newest first; null until they were asked for. */
  readonly list: readonly BatchView[] | null;
  readonly current: BatchId | null;
  readonly choices: BatchChoices;
  readonly preparation: BatchPreparation | null;
  readonly failure: Failure | null;
  /** What the PIN is asked for. */
  readonly asking: 'start' | 'give' | 'resume' | null;
  /** A call is under way that takes the PIN. */
  readonly busy: boolean;
}

export const NO_BATCHES: BatchSpace = {
  list: null,
  current: null,
  choices: { certificate: null, level: 'B-B', reason: '', location: '' },
  preparation: null,
  failure: null,
  asking: null,
  busy: false,
};
