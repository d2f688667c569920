import { Blob, Buffer, ClusterLevel, Direction, Face, Font, shape as shapeBuffer } from 'harfbuzzjs';
import type { Glyph } from './set-text.ts';
import type { TrueTypeFont } from './true-type.ts';

const fonts = new WeakMap<TrueTypeFont, Font>();

/** Sets text by the font's own rules (OpenType layout): joining, ligatures, reordering, the places of marks. */
export function shape(font: TrueTypeFont, text: string, rightToLeft: boolean): readonly Glyph[] {
  const buffer = new Buffer();
  buffer.addText(text);
  buffer.guessSegmentProperties();
  buffer.setDirection(rightToLeft ? Direction.RTL : Direction.LTR);
  buffer.setClusterLevel(ClusterLevel.MONOTONE_CHARACTERS);
  shapeBuffer(opened(font), buffer);
  const infos = buffer.getGlyphInfos();
  const positions = buffer.getGlyphPositions();
  const glyphs = infos.map(({ codepoint, cluster }, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    return { id: codepoint, cluster, text: '', advance: xAdvance, dx: xOffset, dy: yOffset };
  });
  return withTexts(glyphs, text);
}

/** Gives the text of each cluster to its widest glyph, which is its letter: the others are marks and parts. */
function withTexts(glyphs: readonly Glyph[], text: string): Glyph[] {
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

function opened(font: TrueTypeFont): Font {
  const known = fonts.get(font) ?? new Font(new Face(new Blob(font.bytes)));
  fonts.set(font, known);
  return known;
}
