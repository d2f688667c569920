import { AppError } from '../../../shared/contract/app-error.ts';

/** @param why the end of a sentence that begins with "the image" */
export function unreadable(why: string, cause?: unknown): AppError {
  const options = cause === undefined ? undefined : { cause };
  return new AppError(
    'IMAGE_UNREADABLE',
    `The image for the signature cannot be used: ${why}. Save it again as PNG or JPEG and try that.`,
    {},
    options,
  );
}
