import { AppError } from '../../shared/contract/app-error.ts';
import { type DocumentId, type TargetId, targetId } from '../../shared/contract/ids.ts';
import { OpaqueIds } from './opaque-ids.ts';
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
  const targets = new OpaqueIds<TargetId, { document: DocumentId; choice: SaveChoice }>(MOST_TARGETS, (random) =>
    targetId.parse(`target-${random}`),
  );
  return {
    add: (document, choice) => targets.add({ document, choice }),
    get(document, id) {
      const target = targets.get(id);
      if (target === undefined || target.document !== document) {
        throw new AppError('INPUT_INVALID', 'The place to save to is no longer known. Choose it again.');
      }
      return target.choice;
    },
    remove: (id) => targets.remove(id),
  };
}
