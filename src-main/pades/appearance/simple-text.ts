import type { FontRun, Glyph, TextLine } from './set-text.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Scripts and signs of which each composed character is one glyph that stands after the one before it. */
const SIMPLE = /^[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{Nd}\p{P}\p{S}\p{Zs}]*$/u;
/** Digits and signs that belong to scripts which are set otherwise. */
const COMPLEX = /[\p{scx=Arab}\p{scx=Deva}\p{scx=Hani}\p{Emoji_Presentation}]/u;

/** Scripts whose letters reach so far above and below their line that they would touch those of the next one. */
const TALL = /[\p{sc=Mymr}\p{sc=Khmr}]/u;

/** How many times as high as usual the line of a text is. */
export function leadOf(text: string): number {
  return TALL.test(text) ? 1.35 : 1;
}

/** True where one glyph per code point in this font, from left to right, is the right way to set the text. */
export function isSimple(font: TrueTypeFont, text: string): boolean {
  if (!SIMPLE.test(text) || COMPLEX.test(text)) return false;
  return [...text].every((character) => font.glyphOf(character.codePointAt(0) ?? 0) !== 0);
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
