import { plainLine, plainLines } from '../../shared/domain/plain-text.ts';

/** Letters of scripts that are written from right to left. */
const LEFTWARDS =
  '\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}\\p{Script=Adlam}';
/** Those, and what changes the direction of others. */
const TURNS = new RegExp(`[${LEFTWARDS}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]`, 'u');
/** A name in quotation marks, or words that are written from right to left with what stands between them. */
const NAMES = new RegExp(`“[^“”]*”|[${LEFTWARDS}](?:[${LEFTWARDS}\\p{M}\\p{N}\\s'’.-]*[${LEFTWARDS}\\p{M}])?`, 'gu');

/** Whether something in it is written from right to left, or changes the direction of what is around it. */
export function turns(text: string): boolean {
  return TURNS.test(text);
}

/**
 * A name within a text: one that is written from right to left stands by itself (U+2068 and U+2069, Unicode Annex 9) and moves nothing
 * around it. Where a name is an element of its own, `Name` does the same.
 */
export function isolated(name: string): string {
  return turns(name) ? `\u2068${plainLine(name)}\u2069` : name;
}

/** A sentence of which nobody knows where its names begin and end: what may be one of them stands by itself. */
export function withNamesIsolated(sentence: string): string {
  if (!turns(sentence)) return sentence;
  return plainLines(sentence).replace(NAMES, (name) =>
    name.startsWith('“') ? `“${isolated(name.slice(1, -1))}”` : isolated(name),
  );
}
