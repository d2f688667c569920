import { plainLine } from '../../../../shared/domain/plain-text.ts';

/** Characters that are told. */
const TOLD = 80;

/**
 * What a document says, as part of a sentence: on one line, shortened, in quotes, without the characters that would alter the sentence
 * around it. Empty where it says nothing.
 */
export function quoted(text: string): string {
  const characters = [...plainLine(text.replace(/\s+/g, ' ').trim()).replace(/[“”]/g, '"')];
  if (characters.length === 0) return '';
  return `“${characters.length > TOLD ? `${characters.slice(0, TOLD).join('')}…` : characters.join('')}”`;
}
