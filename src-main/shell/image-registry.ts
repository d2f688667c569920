import { AppError } from '../../shared/contract/app-error.ts';
import { type ImageId, imageId } from '../../shared/contract/signing-choices.ts';
import { OpaqueIds } from './opaque-ids.ts';

const MOST_IMAGES = 20;

/** Pictures that the person chose for marks: the page knows them by opaque ids. */
export interface ImageRegistry {
  add(bytes: Uint8Array): ImageId;
  /** @throws AppError INPUT_INVALID for an id that names nothing */
  get(id: ImageId): Uint8Array;
}

export function createImageRegistry(): ImageRegistry {
  const images = new OpaqueIds<ImageId, Uint8Array>(MOST_IMAGES, (random) => imageId.parse(`image-${random}`));
  return {
    add: (bytes) => images.add(bytes),
    get(id) {
      const bytes = images.get(id);
      if (bytes === undefined) throw new AppError('INPUT_INVALID', 'The picture is no longer known. Choose it again.');
      return bytes;
    },
  };
}
