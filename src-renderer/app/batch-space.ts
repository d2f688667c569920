import type { BatchFilter, BatchId, BatchPreparation, BatchView } from '../../shared/domain/batch.ts';
import type { Failure } from '../components/failure.ts';
import type { BatchChoices } from '../features/batch/batch-draft.tsx';
import type { PictureKind } from '../features/placement/look-choice.tsx';
import { USUAL } from '../features/signing/draft.ts';

/** What the window knows of signing many files. */
export interface BatchSpace {
  /** The newest first; null until they were asked for. */
  readonly list: readonly BatchView[] | null;
  readonly current: BatchId | null;
  readonly choices: BatchChoices;
  /** What kind of picture is in view for the mark, be it there or not yet. */
  readonly pictureKind: PictureKind;
  readonly imageName: string | null;
  readonly preparation: BatchPreparation | null;
  readonly failure: Failure | null;
  /** Which of its files are in view. */
  readonly show: BatchFilter;
  /** Dropped files that are being taken; null where none are. */
  readonly gathering: { readonly done: number; readonly count: number } | null;
  /** The password of its documents is asked for. */
  readonly askingPassword: boolean;
  /** What the PIN is asked for. */
  readonly asking: 'start' | 'give' | 'resume' | null;
  /** A call is under way that takes the PIN. */
  readonly busy: boolean;
}

export const NO_BATCHES: BatchSpace = {
  list: null,
  current: null,
  choices: {
    certificate: null,
    placement: null,
    appearance: USUAL,
    level: 'B-B',
    reason: '',
    location: '',
    others: 'beside',
  },
  pictureKind: 'none',
  imageName: null,
  preparation: null,
  failure: null,
  show: 'all',
  gathering: null,
  askingPassword: false,
  asking: null,
  busy: false,
};
