import type { StampFonts, TextLine, Weight } from './set-text.ts';
import { graphemesOf, isSimple, lineOf, simpleRun } from './simple-text.ts';

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
