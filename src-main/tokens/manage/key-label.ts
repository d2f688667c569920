import { AppError } from '../../../shared/contract/app-error.ts';
import { plainLine } from '../../../shared/domain/plain-text.ts';

/** UTF-16 units. Longer than any name of a key; what a token takes is less, and it says so itself. */
const LONGEST = 200;

/**
 * A CKA_LABEL as somebody typed it.
 * @throws AppError USAGE where it is empty, too long, or no plain line: it would be shown otherwise than it is wherever the token is listed
 */
export function givenLabel(label: string): string {
  const why =
    label.trim() === ''
      ? 'is empty'
      : label.length > LONGEST
        ? `is longer than ${LONGEST} characters`
        : plainLine(label) === label
          ? undefined
          : 'has characters that are not seen, such as line breaks';
  if (why === undefined) return label;
  throw new AppError('USAGE', `The name for the key on the token ${why}. Give it a short name on one line.`);
}

/** A CKA_LABEL from a file that somebody else made: one plain line, cut where it is too long. */
export function foundLabel(name: string): string {
  return [...plainLine(name)].slice(0, LONGEST / 2).join('');
}
