import type { TrueTypeFont } from './true-type.ts';

/** Text set in one font: the glyphs, what each stands for, the width at size 1. */
export interface FontRun {
  readonly glyphs: readonly number[];
  /** Text of each glyph, as copied out of the document. */
  readonly texts: readonly string[];
  /** Advance width in text space units: points at size 1. */
  readonly width: number;
  /** Characters the font does not have; a substitute stands in their place. */
  readonly missing: readonly string[];
}

/** Shown where the font has no glyph; the second where it lacks even that. */
const SUBSTITUTES = ['\ufffd', '?'];

/**
 * Makes text of unknown origin safe to show on one line: composed characters, white space as single spaces, and no control or
 * formatting characters, so that no writing direction can be forced on a name.
 */
export function plainLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
}

/** Sets text one glyph per code point, which is right for Latin, Greek and Cyrillic in composed form. */
export function setText(font: TrueTypeFont, text: string): FontRun {
  const characters = [...text];
  const missing: string[] = [];
  const texts: string[] = [];
  const glyphs = characters.map((character) => {
    const glyph = glyphFor(font, character);
    texts.push(glyph === 0 ? substituteIn(font) : character);
    if (glyph !== 0) return glyph;
    missing.push(character);
    return glyphFor(font, substituteIn(font));
  });
  const units = glyphs.reduce((sum, glyph) => sum + font.advanceOf(glyph), 0);
  return { glyphs, texts, width: units / font.unitsPerEm, missing };
}

/** True where the run is no wider than `width` at size 1. A size computed from this very width does not fail by the last bit. */
export function fitsWithin(run: FontRun, width: number): boolean {
  return run.width <= width * (1 + 1e-9);
}

/** Sets as much of the text as fits into `width` at size 1, an ellipsis at the end where something was left out. */
export function setTextWithin(font: TrueTypeFont, text: string, width: number): FontRun {
  const whole = setText(font, text);
  if (fitsWithin(whole, width)) return whole;
  const characters = [...text];
  let low = 0;
  let high = characters.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsWithin(cut(middle), width)) low = middle;
    else high = middle - 1;
  }
  const shortened = cut(low);
  return { ...(fitsWithin(shortened, width) ? shortened : setText(font, '')), missing: whole.missing };

  function cut(length: number): FontRun {
    return setText(font, `${characters.slice(0, length).join('').trimEnd()}…`);
  }
}

function glyphFor(font: TrueTypeFont, character: string): number {
  return font.glyphOf(character.codePointAt(0) ?? 0);
}

function substituteIn(font: TrueTypeFont): string {
  return SUBSTITUTES.find((substitute) => glyphFor(font, substitute) !== 0) ?? ' ';
}
