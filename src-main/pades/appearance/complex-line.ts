import bidiFactory from 'bidi-js';
import type { FontRun, StampFonts, TextLine, Weight } from './set-text.ts';
import { type Shape, startShaping } from './shape.ts';
import { glyphFor, graphemesOf, isSimple, lineOf, simpleRun } from './simple-text.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Shown where no font has a glyph; the second where even that is lacking. */
const SUBSTITUTES = ['\ufffd', '?'];
/** What changes a neighbour's look or the direction and is not seen itself. */
const UNSEEN = /^(?:[\u200c-\u200f\u2066-\u2069]|\p{Variation_Selector})$/u;
/** They fix the order of what is between them and are gone once it is fixed (UAX 9, 2.7). */
const ISOLATES = /[\u2066-\u2069]/gu;
const NEUTRAL = /^[\p{sc=Zyyy}\p{sc=Zinh}]/u;

const bidi = bidiFactory();

/**
 * What sets a line of any script: characters in the order in which they are seen (Unicode Standard Annex 9), each in a font that has
 * it, shaped where its script asks for it.
 * @throws Error where the program is not complete
 */
export async function complexLines(): Promise<NonNullable<StampFonts['setComplex']>> {
  const shape = await startShaping();
  return (fonts, text, weight) => setComplex(shape, fonts, text, weight);
}

function setComplex(shape: Shape, fonts: StampFonts, text: string, weight: Weight): TextLine {
  const first = fonts[weight];
  const { shown, missing } = withSubstitutes(fonts, first, text);
  const { levels, paragraphs } = bidi.getEmbeddingLevels(shown);
  const items = inFonts(fonts, first, shown, levels);
  const runs = seenOrder(items).map(({ font, text: part, level }): FontRun => {
    const rightToLeft = level % 2 === 1;
    if (!rightToLeft && isSimple(font, part)) return simpleRun(font, part);
    return { font, glyphs: shape(font, part, rightToLeft), rightToLeft };
  });
  return lineOf(shown.replace(ISOLATES, ''), runs, missing, (paragraphs[0]?.level ?? 0) % 2 === 1);
}

/** Text in one font and direction. */
interface Item {
  readonly font: TrueTypeFont;
  readonly text: string;
  /** Embedding level: odd from right to left. */
  readonly level: number;
}

/** The text with what no font has replaced, a whole sequence at a time: half a letter would be another letter. */
function withSubstitutes(
  fonts: StampFonts,
  first: TrueTypeFont,
  text: string,
): { shown: string; missing: readonly string[] } {
  const missing = new Set<string>();
  const substitute = SUBSTITUTES.find((sign) => glyphFor(first, sign) !== 0) ?? ' ';
  const shown = graphemesOf(text).map((segment) => {
    if (fontFor(fonts, first, undefined, segment) !== undefined) return segment;
    missing.add(segment);
    return substitute;
  });
  return { shown: shown.join(''), missing: [...missing] };
}

function inFonts(fonts: StampFonts, first: TrueTypeFont, text: string, levels: Uint8Array): Item[] {
  const items: Item[] = [];
  let index = 0;
  for (const segment of graphemesOf(text)) {
    const level = levels[index] ?? 0;
    index += segment.length;
    if (segment.search(ISOLATES) === 0) continue;
    const last = items.at(-1);
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
