import { GERMAN_WORDS } from './de-said/words.ts';
import { DE_SENTENCES } from './de-sentences.ts';
import { isolated, turns, withNamesIsolated } from './isolated.ts';

type Language = 'en' | 'de';

/** The literal parts of an English sentence around its gaps, and the sentence in each language. */
interface Pattern {
  readonly parts: readonly string[];
  readonly texts: Readonly<Record<Language, string>>;
}

/** How main puts the page before a sentence that begins in lower case then. */
const ON_PAGE = /^Page (\d+): (\p{Ll}.*)$/su;
/** Texts of main within each other: a reason in a remark about a timestamp in a sentence. */
const DEEPEST = 5;

/**
 * A sentence that main wrote in English in the language of the window: the English sentence is its own key, as in gettext. Gaps hold names,
 * words, or sentences that are looked up themselves; several sentences in a row are looked up one by one. A name that is written from
 * right to left moves nothing around it.
 * @returns null where the language has none for it; the sentence itself in English
 */
export function translated(sentence: string, language: string): string | null {
  if (language === 'de') return said(sentence, 'de', DEEPEST);
  if (!turns(sentence)) return sentence;
  return said(sentence, 'en', DEEPEST) ?? withNamesIsolated(sentence);
}

function said(text: string, to: Language, depth: number): string | null {
  return oneByOne(text, to, depth) ?? pageList(text, to, depth) ?? whole(text, to, depth) ?? onPage(text, to, depth);
}

function whole(text: string, to: Language, depth: number): string | null {
  for (const { parts, texts } of patterns()) {
    const gaps = gapsIn(text, parts);
    if (gaps !== null)
      return texts[to].replace(/\{(\d)\}/g, (_, index: string) => inGap(gaps[Number(index)] ?? '', to, depth));
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

function onPage(text: string, to: Language, depth: number): string | null {
  const [, page, rest] = ON_PAGE.exec(text) ?? [];
  if (page === undefined || rest === undefined) return null;
  const there = whole(`${rest.charAt(0).toUpperCase()}${rest.slice(1)}`, to, depth);
  if (there === null) return null;
  return to === 'de' ? `Seite ${page}: ${there}` : `Page ${page}: ${rest.charAt(0)}${there.slice(1)}`;
}

/** Several things that happened to one page, each of which is known. */
function pageList(text: string, to: Language, depth: number): string | null {
  const [, page, rest] = ON_PAGE.exec(text) ?? [];
  const several = rest?.replace(/\.$/, '').split('; ') ?? [];
  if (page === undefined || several.length < 2) return null;
  const lead = to === 'de' ? `Seite ${page}: ` : `Page ${page}: `;
  const known = several.map((one) => whole(`Page ${page}: ${one}.`, to, depth)?.slice(lead.length) ?? null);
  if (known.includes(null)) return null;
  return `${lead}${to === 'de' ? known.join(' ') : `${known.map((one) => one?.slice(0, -1)).join('; ')}.`}`;
}

/** Sentences in a row, each of which is known: looked for first, so that no gap at the end of one swallows the next. */
function oneByOne(text: string, to: Language, depth: number): string | null {
  if (depth === 0) return null;
  for (const { index } of text.matchAll(/[.!?] (?=[\p{Lu}“])/gu)) {
    const first = whole(text.slice(0, index + 1), to, depth) ?? onPage(text.slice(0, index + 1), to, depth);
    if (first === null) continue;
    const rest = said(text.slice(index + 2), to, depth - 1);
    if (rest !== null) return `${first} ${rest}`;
  }
  return null;
}

function inGap(text: string, to: Language, depth: number): string {
  if (/^“[^“”]*”(?:, “[^“”]*”)*$/.test(text)) {
    const [open, close] = to === 'de' ? ['„', '“'] : ['“', '”'];
    return text.replace(/“([^“”]*)”/g, (_, name: string) => `${open}${isolated(name)}${close}`);
  }
  if (Object.hasOwn(GERMAN_WORDS, text)) return to === 'de' ? (GERMAN_WORDS[text] ?? text) : text;
  if (depth === 0 || !text.includes(' ')) return isolated(text);
  const known = said(text, to, depth - 1);
  if (known !== null) return known;
  const several = text.split('; ');
  return several.length === 1 ? isolated(text) : several.map((one) => inGap(one, to, depth - 1)).join('; ');
}

let known: readonly Pattern[] | null = null;

/** Made at the first question; a longer pattern is tried first, so that one with many gaps does not take what another says better. */
function patterns(): readonly Pattern[] {
  known ??= DE_SENTENCES.map(([en, de]) => ({ parts: en.split(/\{\d\}/), texts: { en, de } })).toSorted(
    (a, b) => b.parts.join('').length - a.parts.join('').length,
  );
  return known;
}
