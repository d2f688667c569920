import path from 'node:path';
import { AppError } from '../../shared/contract/app-error.ts';
import type { LockedFile } from '../../shared/contract/document-calls.ts';
import { type LockedId, lockedId } from '../../shared/contract/ids.ts';
import { OpaqueIds } from './opaque-ids.ts';

/** Where a file lies that asked for a password. */
export interface LockedPlace {
  readonly path: string;
  /** A copy that was dropped on the window. */
  readonly uploaded: boolean;
}

const MOST_LOCKED = 200;

/** Files that ask for a password, under opaque ids until it is given. */
export interface LockedFiles {
  add(place: LockedPlace): LockedFile;
  /** @throws AppError DOCUMENT_NOT_OPEN */
  get(id: LockedId): LockedPlace;
  remove(id: LockedId): void;
}

export function createLockedFiles(): LockedFiles {
  const places = new OpaqueIds<LockedId, LockedPlace>(MOST_LOCKED, (random) => lockedId.parse(`locked-${random}`));
  return {
    add: (place) => ({ id: places.add(place), name: path.basename(place.path) }),
    get(id) {
      const place = places.get(id);
      if (place === undefined)
        throw new AppError('DOCUMENT_NOT_OPEN', 'This file is not waiting any more. Open it again.');
      return place;
    },
    remove: (id) => places.remove(id),
  };
}
