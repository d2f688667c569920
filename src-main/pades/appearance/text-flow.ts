import type { StampFonts, TextLine, Weight } from './set-text.ts';
import { graphemesOf, leadOf } from './simple-text.ts';
import type { StampLine } from './stamp-layout.ts';
import type { TemplateLine } from './template.ts';
import { setLine, setLineWithin } from './text-line.ts';

/** Lines in a room with its origin lower left. */
export interface Flow {
  readonly lines: readonly StampLine[];
  readonly missing: readonly string[];
}

/** Sizes in points, and line heights per size. */
const LARGEST = 14;
const SMALLEST = 3.5;
const LINE = 1.36;
const HEADING_SCALE = 1.45;
const STEPS = 14;
/** More characters than this cannot be read in any box that a page has room for. */
const MOST_CHARACTERS = 8000;

/** Scripts that write no spaces between words. */
const UNSPACED = /[\p{sc=Hani}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;
const NOT_AT_START =
  /^[\p{Pe}\p{Pf}\p{Po}\p{Mn}\p{Mc}\u30fc\u3005\u3041\u3043\u3045\u3047\u3049\u3063\u3083\u3085\u3087]/u;
const NOT_AT_END = /[\p{Ps}\p{Pi}]$/u;

/** A piece that is never broken while it fits on a line; `width` at size 1. */
interface Piece {
  readonly text: string;
  readonly width: number;
}

/**
 * Sets paragraphs into a room: the largest size at which all of it fits, lines broken where their script allows it. What does not fit
 * even at the smallest size ends in an ellipsis. Paragraphs written from right to left stand at the right.
 */
export function flowText(
  fonts: StampFonts,
  paragraphs: readonly TemplateLine[],
  room: { readonly width: number; readonly height: number },
): Flow {
  const blocks = paragraphs.map(({ text, heading }) => {
    const weight: Weight = heading ? 'strong' : 'regular';
    return {
      heading,
      weight,
      scale: heading ? HEADING_SCALE : 1,
      pieces: piecesOf(fonts, text.slice(0, MOST_CHARACTERS), weight),
    };
  });
  const size = largestThatFits((at) => {
    const fits = blocks.every(({ pieces, scale }) =>
      pieces.every(({ text, width }) => text.trim() === '' || width * scale * at <= room.width),
    );
    return fits && heightOf(broken(at), at) <= room.height;
  });
  const set = broken(size);
  let top = (room.height + Math.min(room.height, heightOf(set, size))) / 2;
  const lines: StampLine[] = [];
  const missing = new Set<string>();
  for (const [index, { block, text }] of set.entries()) {
    const at = size * block.scale;
    const height = lineHeight(text) * at;
    const below = set[index + 1];
    const isLast =
      below !== undefined && top - height - lineHeight(below.text) * size * below.block.scale < -0.05 * size;
    if (top - height < -0.05 * size && lines.length > 0) break;
    const rest = isLast ? `${text}…` : text;
    const line = setLineWithin(fonts, rest, room.width / at, block.weight);
    for (const character of line.missing) missing.add(character);
    const font = fonts[block.weight];
    const capHeight = (font.capHeight / font.unitsPerEm) * at;
    const x = line.rightToLeft ? Math.max(0, room.width - line.width * at) : 0;
    lines.push({ line, size: at, x, y: top - (height + capHeight) / 2, tone: block.heading ? 'name' : 'detail' });
    top -= height;
    if (isLast) break;
  }
  return { lines, missing: [...missing] };

  function broken(at: number): { block: (typeof blocks)[number]; text: string }[] {
    return blocks.flatMap((block) =>
      breakLines(block.pieces, room.width / (at * block.scale)).map((text) => ({ block, text })),
    );
  }

  function heightOf(rows: ReturnType<typeof broken>, at: number): number {
    return rows.reduce((sum, { block, text }) => sum + lineHeight(text) * at * block.scale, 0);
  }
}

/**
 * Breaks a text into lines no wider than `width` at size 1, where its script allows it; what has no such place, such as a digest, is broken
 * where the line ends.
 */
export function wrapText(fonts: StampFonts, text: string, weight: Weight, width: number): TextLine[] {
  const pieces = piecesOf(fonts, text, weight).flatMap((piece) => (piece.width > width ? cut(piece) : [piece]));
  return breakLines(pieces, width).map((line) => setLine(fonts, line, weight));

  function cut(piece: Piece): Piece[] {
    const parts = graphemesOf(piece.text);
    const each = Math.max(1, Math.floor((parts.length * width) / piece.width) - 1);
    return Array.from({ length: Math.ceil(parts.length / each) }, (_item, index) => {
      const part = parts.slice(index * each, (index + 1) * each).join('');
      return { text: part, width: setLine(fonts, part, weight).width };
    });
  }
}

function lineHeight(text: string): number {
  return LINE * leadOf(text);
}

function largestThatFits(fits: (size: number) => boolean): number {
  if (fits(LARGEST)) return LARGEST;
  let low = SMALLEST;
  let high = LARGEST;
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Greedy: as many pieces on a line as fit; spaces at a break disappear. */
function breakLines(pieces: readonly Piece[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const piece of pieces) {
    if (line !== '' && used + piece.width > width * (1 + 1e-9) && piece.text.trim() !== '') {
      lines.push(line.trimEnd());
      line = '';
      used = 0;
    }
    if (line === '' && lines.length > 0 && piece.text.trim() === '') continue;
    line += piece.text;
    used += piece.width;
  }
  return [...lines, line.trimEnd()];
}

let words: Intl.Segmenter | undefined;

function piecesOf(fonts: StampFonts, text: string, weight: Weight): Piece[] {
  const texts: string[] = [];
  words ??= new Intl.Segmenter('und', { granularity: 'word' });
  for (const { segment } of words.segment(text)) {
    const last = texts.at(-1);
    if (last === undefined || mayBreak(last, segment)) texts.push(segment);
    else texts[texts.length - 1] = last + segment;
  }
  return texts.map((piece) => ({ text: piece, width: setLine(fonts, piece, weight).width }));
}

function mayBreak(before: string, after: string): boolean {
  const spaceAfter = /^\s/u.test(after);
  const spaceBefore = /\s$/u.test(before);
  if (spaceAfter || spaceBefore) return spaceAfter !== spaceBefore;
  if (NOT_AT_START.test(after) || NOT_AT_END.test(before)) return false;
  return /[-\u2010\u2013/]$/u.test(before) || UNSPACED.test(`${before.at(-1)}${after.at(0)}`);
}
