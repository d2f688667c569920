import { plainLine } from '../../shared/domain/plain-text.ts';

/** Letters of scripts that are written from right to left, and what changes the direction of others. */
const TURNS =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * A name within a text: one that is written from right to left stands by itself (U+2068 and U+2069, Unicode Annex 9) and moves nothing
 * around it. Where a name is an element of its own, `Name` does the same.
 */
export function isolated(name: string): string {
  return TURNS.test(name) ? `\u2068${plainLine(name)}\u2069` : name;
}
