import { AppError } from '../../shared/contract/app-error.ts';
import { readInk } from '../pades/appearance/ink-file.ts';
import type { Mark } from '../pades/appearance/look.ts';
import { readSmallFile } from '../platform/files.ts';

/** Where a mark comes from. At most one of them. */
export interface MarkSource {
  /** PNG or JPEG. */
  readonly image?: string | undefined;
  /** JSON or SVG (see readInk). */
  readonly handwriting?: string | undefined;
  /** Given, or made from the name. */
  readonly initials?: string | true | undefined;
}

/** Before a file of this size is read it is refused: it is no picture of a signature. */
const MOST_BYTES = 50_000_000;

/** @throws AppError USAGE for more than one, INPUT_*, IMAGE_UNREADABLE for handwriting that cannot be read */
export async function readMark({ image, handwriting, initials }: MarkSource): Promise<Mark | undefined> {
  if ([image, handwriting, initials].filter((source) => source !== undefined).length > 1) {
    throw new AppError('USAGE', 'An image, handwriting and initials take the same place. Give one of them.');
  }
  if (image !== undefined) return { kind: 'image', bytes: await readSmallFile(image, MOST_BYTES) };
  if (handwriting !== undefined)
    return { kind: 'handwriting', ink: readInk(await readSmallFile(handwriting, MOST_BYTES)) };
  if (initials === undefined) return undefined;
  return { kind: 'initials', text: initials === true ? undefined : initials };
}
