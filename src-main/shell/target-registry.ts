import { AppError } from '../../shared/contract/app-error.ts';
import { type DocumentId, type TargetId, targetId } from '../../shared/contract/ids.ts';
import { randomHex } from '../platform/random.ts';
import type { SaveChoice } from './shell.ts';

const MOST_TARGETS = 1000;

/** Places where a result may be saved, under opaque ids, each good for the one document it was chosen for. */
export interface TargetRegistry {
  add(document: DocumentId, choice: SaveChoice): TargetId;
  /** @throws AppError INPUT_INVALID for an id that names nothing, or that was given out for another document */
  get(document: DocumentId, id: TargetId): SaveChoice;
  remove(id: TargetId): void;
}

export function createTargetRegistry(): TargetRegistry {
  const targets = new Map<TargetId, { document: DocumentId; choice: SaveChoice }>();
  return {
    add(document, choice) {
      const id = targetId.parse(`target-${randomHex(16)}`);
      targets.set(id, { document, choice });
      const oldest = targets.keys().next();
      if (targets.size > MOST_TARGETS && !oldest.done) targets.delete(oldest.value);
      return id;
    },
    get(document, id) {
      const target = targets.get(id);
      if (target === undefined || target.document !== document) {
        throw new AppError('INPUT_INVALID', 'The place to save to is no longer known. Choose it again.');
      }
      return target.choice;
    },
    remove: (id) => {
      targets.delete(id);
    },
  };
}
