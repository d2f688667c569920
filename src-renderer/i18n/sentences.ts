import { DE_REMARKS, DE_SENTENCES, DE_WORDS } from './de-sentences.ts';

interface Pattern {
  readonly test: RegExp;
  readonly other: string;
}

/** How main puts the page before a sentence that begins in lower case then. */
const ON_PAGE = /^Page (\d+): (\p{Ll})(.*)$/su;

/**
 * A sentence that main wrote in English in the language of the window: the English sentence is its own key, as in gettext. A page before it
 * and a remark after it are taken off first, and put back in that language.
 * @returns null where the language has none for it; the sentence itself in English
 */
export function translated(sentence: string, language: string): string | null {
  if (language !== 'de') return sentence;
  const remark = DE_REMARKS.find(([english]) => sentence.endsWith(` ${english}`));
  if (remark === undefined) return whole(sentence);
  const before = whole(sentence.slice(0, -remark[0].length - 1));
  return before === null ? null : `${before} ${remark[1]}`;
}

function whole(sentence: string): string | null {
  for (const { test, other } of patterns()) {
    const match = test.exec(sentence);
    if (match) return other.replace(/\{(\d)\}/g, (_, index: string) => inGap(match[Number(index) + 1] ?? ''));
  }
  const [, page, first = '', rest = ''] = ON_PAGE.exec(sentence) ?? [];
  const there = page === undefined ? null : whole(`${first.toUpperCase()}${rest}`);
  return there === null ? null : `Seite ${page}: ${there}`;
}

function inGap(text: string): string {
  const quoted = /^“([^“”]*)”$/.exec(text)?.[1];
  if (quoted !== undefined) return `„${quoted}“`;
  return Object.hasOwn(DE_WORDS, text) ? (DE_WORDS[text] ?? text) : text;
}

let known: readonly Pattern[] | null = null;

/** Made at the first question; a longer pattern is tried first, so that one with many gaps does not take what another says better. */
function patterns(): readonly Pattern[] {
  known ??= DE_SENTENCES.toSorted(([a], [b]) => b.replace(/\{\d\}/g, '').length - a.replace(/\{\d\}/g, '').length).map(
    ([english, other]) => ({ test: patternOf(english), other }),
  );
  return known;
}

/** Gaps stand in the order of their numbers. */
function patternOf(english: string): RegExp {
  const parts = english.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('(.+?)')}$`, 's');
}
