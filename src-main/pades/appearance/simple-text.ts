import type { TrueTypeFont } from './true-type.ts';

/** Scripts and signs of which each composed character is one glyph that stands after the one before it. */
const SIMPLE = /^[\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{Nd}\p{P}\p{S}\p{Zs}]*$/u;
/** Digits and signs that belong to scripts which are set otherwise. */
const COMPLEX = /[\p{scx=Arab}\p{scx=Deva}\p{scx=Hani}\p{Emoji_Presentation}]/u;

/** True where one glyph per code point in this font, from left to right, is the right way to set the text. */
export function isSimple(font: TrueTypeFont, text: string): boolean {
  if (!SIMPLE.test(text) || COMPLEX.test(text)) return false;
  return [...text].every((character) => font.glyphOf(character.codePointAt(0) ?? 0) !== 0);
}
