import { AppError } from '../../shared/contract/app-error.ts';
import { type ImageId, imageId } from '../../shared/contract/signing-choices.ts';
import { randomHex } from '../platform/random.ts';

const MOST_IMAGES = 20;

/** Pictures that the person chose for marks: the page knows them by opaque ids. */
export interface ImageRegistry {
  add(bytes: Uint8Array): ImageId;
  /** @throws AppError INPUT_INVALID for an id that names nothing */
  get(id: ImageId): Uint8Array;
}

export function createImageRegistry(): ImageRegistry {
  const images = new Map<ImageId, Uint8Array>();
  return {
    add(bytes) {
      const id = imageId.parse(`image-${randomHex(16)}`);
      images.set(id, bytes);
      const oldest = images.keys().next();
      if (images.size > MOST_IMAGES && !oldest.done) images.delete(oldest.value);
      return id;
    },
    get(id) {
      const bytes = images.get(id);
      if (bytes === undefined) throw new AppError('INPUT_INVALID', 'The picture is no longer known. Choose it again.');
      return bytes;
    },
  };
}
