import bidiFactory from 'bidi-js';
import type { Glyph, StampFonts } from './font-files.ts';
import { isSimple } from './simple-text.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Glyphs of one font, from left to right. */
export interface FontRun {
  readonly font: TrueTypeFont;
  readonly glyphs: readonly Glyph[];
}

/** One line of text, set. */
export interface TextLine {
  /** What is shown, in the order in which it is read. */
  readonly text: string;
  readonly runs: readonly FontRun[];
  /** Advance width in text space units: points at size 1. */
  readonly width: number;
  /** Characters that no font has; a substitute stands in their place. */
  readonly missing: readonly string[];
  /** The direction of the text as a whole. */
  readonly rightToLeft: boolean;
}

export type Weight = 'regular' | 'strong';

/** Shown where no font has a glyph; the second where even that is lacking. */
const SUBSTITUTES = ['\ufffd', '?'];
/** What changes a neighbour's look or the direction and is not seen itself. */
const UNSEEN = /^(?:[\u200c-\u200f\u2066-\u2069]|\p{Variation_Selector})$/u;
/** They fix the order of what is between them and are gone once it is fixed (UAX 9, 2.7). */
const ISOLATES = /[\u2066-\u2069]/gu;
const NEUTRAL = /^[\p{sc=Zyyy}\p{sc=Zinh}]/u;

const bidi = bidiFactory();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * Makes text of unknown origin safe to show on one line: composed characters, white space as single spaces, and no control or
 * formatting characters but joiners within a word, so that no writing direction can be forced on a name.
 */
export function plainLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/(?<![\p{L}\p{M}])[\u200c\u200d]|(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
}

/**
 * Sets a line: characters in the order in which they are seen (Unicode Standard Annex 9), each in a font that has it, shaped where its
 * script asks for it.
 */
export function setLine(fonts: StampFonts, text: string, weight: Weight = 'regular'): TextLine {
  const first = fonts[weight];
  if (isSimple(first, text)) return lineOf(text, [simpleRun(first, text)], [], false);
  const { shown, missing } = withSubstitutes(fonts, first, text);
  const { levels, paragraphs } = bidi.getEmbeddingLevels(shown);
  const items = inFonts(fonts, first, shown, levels);
  const runs = seenOrder(items).map(({ font, text: part, level }): FontRun => {
    if (isSimple(font, part) || fonts.shape === undefined) return simpleRun(font, part);
    return { font, glyphs: fonts.shape(font, part, level % 2 === 1) };
  });
  return lineOf(shown.replace(ISOLATES, ''), runs, missing, (paragraphs[0]?.level ?? 0) % 2 === 1);
}

/** True where the line is no wider than `width` at size 1. A size computed from this very width does not fail by the last bit. */
export function fitsWithin(line: TextLine, width: number): boolean {
  return line.width <= width * (1 + 1e-9);
}

/** Sets as much of the text as fits into `width` at size 1, an ellipsis at the end where something was left out. */
export function setLineWithin(fonts: StampFonts, text: string, width: number, weight: Weight = 'regular'): TextLine {
  const whole = setLine(fonts, text, weight);
  if (fitsWithin(whole, width)) return whole;
  const pieces = [...graphemes.segment(text)].map(({ segment }) => segment);
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsWithin(cut(middle), width)) low = middle;
    else high = middle - 1;
  }
  const shortened = cut(low);
  return { ...(fitsWithin(shortened, width) ? shortened : setLine(fonts, '', weight)), missing: whole.missing };

  function cut(length: number): TextLine {
    return setLine(fonts, `${pieces.slice(0, length).join('').trimEnd()}…`, weight);
  }
}

/** Text in one font and direction. */
interface Item {
  readonly font: TrueTypeFont;
  readonly text: string;
  /** Embedding level: odd from right to left. */
  readonly level: number;
}

function lineOf(text: string, runs: readonly FontRun[], missing: readonly string[], rightToLeft: boolean): TextLine {
  const widths = runs.map(
    ({ font, glyphs }) => glyphs.reduce((sum, { advance }) => sum + advance, 0) / font.unitsPerEm,
  );
  return { text, runs, width: widths.reduce((sum, width) => sum + width, 0), missing, rightToLeft };
}

function simpleRun(font: TrueTypeFont, text: string): FontRun {
  const glyphs = [...text].map((character, cluster): Glyph => {
    const id = glyphFor(font, character);
    return { id, cluster, text: character, advance: font.advanceOf(id), dx: 0, dy: 0 };
  });
  return { font, glyphs };
}

/** The text with what no font has replaced, a whole sequence at a time: half a letter would be another letter. */
function withSubstitutes(
  fonts: StampFonts,
  first: TrueTypeFont,
  text: string,
): { shown: string; missing: readonly string[] } {
  const missing = new Set<string>();
  const substitute = SUBSTITUTES.find((sign) => glyphFor(first, sign) !== 0) ?? ' ';
  const shown = [...graphemes.segment(text)].map(({ segment }) => {
    if (fontFor(fonts, first, undefined, segment) !== undefined) return segment;
    missing.add(segment);
    return substitute;
  });
  return { shown: shown.join(''), missing: [...missing] };
}

function inFonts(fonts: StampFonts, first: TrueTypeFont, text: string, levels: Uint8Array): Item[] {
  const items: Item[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    if (segment.search(ISOLATES) === 0) continue;
    const last = items.at(-1);
    const level = levels[index] ?? 0;
    const font = fontFor(fonts, first, last?.font, segment) ?? first;
    if (last !== undefined && last.font === font && last.level === level) {
      items[items.length - 1] = { ...last, text: last.text + segment };
    } else items.push({ font, text: segment, level });
  }
  return items;
}

/** The font of a grapheme: that of its neighbour for signs of no script, so that no word changes its font at a hyphen. */
function fontFor(
  fonts: StampFonts,
  first: TrueTypeFont,
  neighbour: TrueTypeFont | undefined,
  grapheme: string,
): TrueTypeFont | undefined {
  const candidates = [first, ...fonts.further];
  if (neighbour !== undefined && NEUTRAL.test(grapheme)) candidates.unshift(neighbour);
  return candidates.find((font) =>
    [...grapheme].every((character) => UNSEEN.test(character) || glyphFor(font, character) !== 0),
  );
}

/** Rule L2 of Unicode Standard Annex 9, for items instead of characters. */
function seenOrder(items: readonly Item[]): Item[] {
  const order = [...items];
  const levels = order.map(({ level }) => level);
  for (let level = Math.max(0, ...levels); level > 0; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while (end < order.length && (order[end]?.level ?? 0) >= level) end++;
      if (end > start + 1) order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end;
    }
  }
  return order;
}

function glyphFor(font: TrueTypeFont, character: string): number {
  return font.glyphOf(character.codePointAt(0) ?? 0);
}
