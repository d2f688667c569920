import { GERMAN_WORDS } from './de-said/words.ts';
import { DE_SENTENCES } from './de-sentences.ts';

/** The literal parts of an English sentence around its gaps, and the sentence in the other language. */
interface Pattern {
  readonly parts: readonly string[];
  readonly other: string;
}

/** How main puts the page before a sentence that begins in lower case then. */
const ON_PAGE = /^Page (\d+): (\p{Ll}.*)$/su;
/** Texts of main within each other: a reason in a remark about a timestamp in a sentence. */
const DEEPEST = 5;

/**
 * A sentence that main wrote in English in the language of the window: the English sentence is its own key, as in gettext. Gaps hold names,
 * words, or sentences that are looked up themselves; several sentences in a row are looked up one by one.
 * @returns null where the language has none for it; the sentence itself in English
 */
export function translated(sentence: string, language: string): string | null {
  return language === 'de' ? inGerman(sentence, DEEPEST) : sentence;
}

function inGerman(text: string, depth: number): string | null {
  return oneByOne(text, depth) ?? pageList(text, depth) ?? whole(text, depth) ?? onPage(text, depth);
}

function whole(text: string, depth: number): string | null {
  for (const { parts, other } of patterns()) {
    const gaps = gapsIn(text, parts);
    if (gaps !== null) return other.replace(/\{(\d)\}/g, (_, index: string) => inGap(gaps[Number(index)] ?? '', depth));
  }
  return null;
}

/** What stands between the parts, each at its first place after the one before: never searched twice, whatever a document puts there. */
function gapsIn(text: string, parts: readonly string[]): string[] | null {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first ? [] : null;
  if (!text.startsWith(first) || !text.endsWith(last)) return null;
  const end = text.length - last.length;
  const gaps: string[] = [];
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from + 1);
    if (at < 0 || at + part.length > end) return null;
    gaps.push(text.slice(from, at));
    from = at + part.length;
  }
  if (from >= end) return null;
  return [...gaps, text.slice(from, end)];
}

function onPage(text: string, depth: number): string | null {
  const [, page, rest] = ON_PAGE.exec(text) ?? [];
  if (page === undefined || rest === undefined) return null;
  const there = whole(`${rest.charAt(0).toUpperCase()}${rest.slice(1)}`, depth);
  return there === null ? null : `Seite ${page}: ${there}`;
}

/** Several things that happened to one page, each of which is known. */
function pageList(text: string, depth: number): string | null {
  const [, page, rest] = ON_PAGE.exec(text) ?? [];
  const several = rest?.replace(/\.$/, '').split('; ') ?? [];
  if (page === undefined || several.length < 2) return null;
  const lead = `Seite ${page}: `;
  const known = several.map((one) => whole(`Page ${page}: ${one}.`, depth));
  return known.includes(null) ? null : `${lead}${known.map((one) => one?.slice(lead.length)).join(' ')}`;
}

/** Sentences in a row, each of which is known: looked for first, so that no gap at the end of one swallows the next. */
function oneByOne(text: string, depth: number): string | null {
  if (depth === 0) return null;
  for (const { index } of text.matchAll(/[.!?] (?=[\p{Lu}“])/gu)) {
    const first = whole(text.slice(0, index + 1), depth) ?? onPage(text.slice(0, index + 1), depth);
    if (first === null) continue;
    const rest = inGerman(text.slice(index + 2), depth - 1);
    if (rest !== null) return `${first} ${rest}`;
  }
  return null;
}

function inGap(text: string, depth: number): string {
  if (/^“[^“”]*”(?:, “[^“”]*”)*$/.test(text)) return text.replace(/“([^“”]*)”/g, '„$1“');
  if (Object.hasOwn(GERMAN_WORDS, text)) return GERMAN_WORDS[text] ?? text;
  if (depth === 0 || !text.includes(' ')) return text;
  const known = inGerman(text, depth - 1);
  if (known !== null) return known;
  const several = text.split('; ');
  return several.length === 1 ? text : several.map((one) => inGap(one, depth - 1)).join('; ');
}

let known: readonly Pattern[] | null = null;

/** Made at the first question; a longer pattern is tried first, so that one with many gaps does not take what another says better. */
function patterns(): readonly Pattern[] {
  known ??= DE_SENTENCES.map(([english, other]) => ({ parts: english.split(/\{\d\}/), other })).toSorted(
    (a, b) => b.parts.join('').length - a.parts.join('').length,
  );
  return known;
}
