import type { Glyph, StampFonts } from './font-files.ts';
import { isSimple } from './simple-text.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Glyphs of one font, from left to right. */
export interface FontRun {
  readonly font: TrueTypeFont;
  readonly glyphs: readonly Glyph[];
  /** The text reads from the last glyph to the first. */
  readonly rightToLeft: boolean;
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

/** Sets a line. */
export function setLine(fonts: StampFonts, text: string, weight: Weight = 'regular'): TextLine {
  if (isSimple(fonts[weight], text)) return lineOf(text, [simpleRun(fonts[weight], text)], [], false);
  if (fonts.setComplex === undefined) throw new RangeError('the fonts were not loaded for this text');
  return fonts.setComplex(fonts, text, weight);
}

/** True where the line is no wider than `width` at size 1. A size computed from this very width does not fail by the last bit. */
export function fitsWithin(line: TextLine, width: number): boolean {
  return line.width <= width * (1 + 1e-9);
}

/** Sets as much of the text as fits into `width` at size 1, an ellipsis at the end where something was left out. */
export function setLineWithin(fonts: StampFonts, text: string, width: number, weight: Weight = 'regular'): TextLine {
  const whole = setLine(fonts, text, weight);
  if (fitsWithin(whole, width)) return whole;
  const pieces = graphemesOf(text);
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

/** A line of these runs. */
export function lineOf(
  text: string,
  runs: readonly FontRun[],
  missing: readonly string[],
  rightToLeft: boolean,
): TextLine {
  const widths = runs.map(
    ({ font, glyphs }) => glyphs.reduce((sum, { advance }) => sum + advance, 0) / font.unitsPerEm,
  );
  return { text, runs, width: widths.reduce((sum, width) => sum + width, 0), missing, rightToLeft };
}

/** One glyph per code point. */
export function simpleRun(font: TrueTypeFont, text: string): FontRun {
  const glyphs = [...text].map((character, cluster): Glyph => {
    const id = glyphFor(font, character);
    return { id, cluster, text: character, advance: font.advanceOf(id), dx: 0, dy: 0 };
  });
  return { font, glyphs, rightToLeft: false };
}

let graphemes: Intl.Segmenter | undefined;

/** What a person takes for one character. */
export function graphemesOf(text: string): string[] {
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/** 0 where the font has none. */
export function glyphFor(font: TrueTypeFont, character: string): number {
  return font.glyphOf(character.codePointAt(0) ?? 0);
}
