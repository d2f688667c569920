import type { TrueTypeFont } from './true-type.ts';

/** What a text needs of fonts. */
export interface StampFonts {
  readonly regular: TrueTypeFont;
  readonly strong: TrueTypeFont;
  /** Fonts for scripts that the two above lack, in order of preference. One weight. */
  readonly further: readonly TrueTypeFont[];
  /** Sets text that is not simple; absent where there is none. */
  readonly setComplex?: ((fonts: StampFonts, text: string, weight: Weight) => TextLine) | undefined;
}

/** A glyph in its place. Lengths in font units. */
export interface Glyph {
  readonly id: number;
  /** Glyphs of one number stand for one text together. */
  readonly cluster: number;
  /** Text as copied out of the document, at one glyph of the cluster; '' at the others. */
  readonly text: string;
  readonly advance: number;
  /** Offset of the outline from the pen. */
  readonly dx: number;
  readonly dy: number;
}

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
