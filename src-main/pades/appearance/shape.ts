import { type ShapedGlyph, startHarfBuzz } from './harfbuzz.ts';
import type { Glyph } from './set-text.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Sets text by the font's own rules (OpenType layout): joining, ligatures, reordering, the places of marks. */
export type Shape = (font: TrueTypeFont, text: string, rightToLeft: boolean) => readonly Glyph[];

let started: Promise<Shape> | undefined;

/** Started once. @throws Error where the program is not complete */
export function startShaping(): Promise<Shape> {
  started ??= startHarfBuzz().then((harfBuzz) => {
    const fonts = new WeakMap<TrueTypeFont, number>();
    return (font, text, rightToLeft) => {
      const opened = fonts.get(font) ?? harfBuzz.openFont(font.bytes);
      fonts.set(font, opened);
      return withTexts(harfBuzz.shape(opened, text, rightToLeft), text);
    };
  });
  return started;
}

/** Gives the text of each cluster to its widest glyph, which is its letter: the others are marks and parts. */
function withTexts(shaped: readonly ShapedGlyph[], text: string): Glyph[] {
  const glyphs = shaped.map((glyph) => ({ ...glyph, text: '' }));
  const letters = new Map<number, Glyph>();
  for (const glyph of glyphs) {
    const widest = letters.get(glyph.cluster);
    if (widest === undefined || glyph.advance > widest.advance) letters.set(glyph.cluster, glyph);
  }
  const starts = [...letters.keys()].sort((a, b) => a - b);
  const texts = new Map(starts.map((start, index) => [start, text.slice(start, starts[index + 1])]));
  return glyphs.map((glyph) =>
    letters.get(glyph.cluster) === glyph ? { ...glyph, text: texts.get(glyph.cluster) ?? '' } : glyph,
  );
}
