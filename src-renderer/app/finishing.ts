import i18next from 'i18next';
import type { Output } from '../../shared/contract/contract.ts';
import type { DocumentId } from '../../shared/contract/ids.ts';
import { failureOf } from '../components/failure.ts';
import { begin } from '../features/placement/history.ts';
import { NOWHERE } from '../features/placement/spot.ts';
import { show } from './documents.ts';
import { loadStatus } from './facts.ts';
import { loadOutbox } from './outbox.ts';
import { keepPassword, passwordOf } from './passwords.ts';
import { findDocument, patchDocument, type Step, tell } from './store.ts';

/** Brings the new file into view with its verdict and how far it came; the document it was made of is as before. */
export function finish(id: DocumentId, made: Output<'signing.sign'>, kind: 'signed' | 'extended'): void {
  const source = findDocument(id);
  const { document, report, entry, level, warnings } = made;
  patchDocument(id, {
    step: 'verdict',
    running: null,
    preparation: null,
    extension: null,
    chosenTarget: null,
    container: null,
    mark: begin(NOWHERE),
  });
  keepPassword(document.id, passwordOf(id));
  show(document, {
    check: { kind: 'done', report },
    step: 'result',
    result: { kind, entry, sourceName: source?.info.name ?? '', level, warnings },
  });
  void loadStatus();
  if (level.outbox !== null) void loadOutbox();
}

/** Work on a document that failed or was cancelled: the person is where they were, and told why. */
export function stopped(id: DocumentId, step: Step, error: unknown): void {
  const failure = failureOf(error);
  const cancelled = failure.code === 'CANCELLED';
  patchDocument(id, { step, running: null, failure: cancelled ? null : failure });
  if (cancelled) tell(i18next.t('progress.cancelled'), 'plain');
  void loadStatus();
}
