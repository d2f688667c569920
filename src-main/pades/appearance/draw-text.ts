import { type EmbeddedFont, embedFont, thousandths } from './embedded-font.ts';
import { rounded } from './numbers.ts';
import type { FontRun, Glyph } from './set-text.ts';
import type { StampLine } from './stamp-layout.ts';
import type { TrueTypeFont } from './true-type.ts';

/** Embedded fonts with their names among the resources. */
export type NamedFonts = ReadonlyMap<TrueTypeFont, { readonly name: string; readonly embedded: EmbeddedFont }>;

/** Embeds what these lines need of their fonts. */
export function embedFonts(lines: readonly StampLine[]): NamedFonts {
  const runs = lines.flatMap(({ line }) => line.runs);
  const used = [...new Set(runs.map(({ font }) => font))];
  return new Map(
    used.map((font, i) => {
      const own = runs.filter((run) => run.font === font);
      return [font, { name: `F${i}`, embedded: embedFont(font, own) }];
    }),
  );
}

const TONES = {
  name: '0.09 0.12 0.16',
  detail: '0.36 0.4 0.46',
  good: '0.05 0.4 0.24',
  warn: '0.52 0.32 0',
  bad: '0.66 0.11 0.11',
} as const satisfies Record<StampLine['tone'], string>;

/** Operators that show a line (ISO 32000-2, 9.4). The colour space is set before. */
export function drawLine({ line, size, x, y, tone }: StampLine, fonts: NamedFonts): string[] {
  if (line.runs.every(({ glyphs }) => glyphs.length === 0) || size <= 0) return [];
  const operators = ['BT', `${TONES[tone]} sc`, `1 0 0 1 ${rounded(x)} ${rounded(y)} Tm`];
  for (const run of line.runs) {
    const named = fonts.get(run.font);
    if (named === undefined || run.glyphs.length === 0) continue;
    operators.push(`/${named.name} ${rounded(size)} Tf`, ...showRun(run, named.embedded, size));
  }
  return [...operators, 'ET'];
}

/**
 * Shows a run. Where the glyphs of a word do not follow its letters one by one, the word's text is given for all of them (ISO 32000-2,
 * 14.9.4). From right to left the programs that read text need no such help, and would turn the given text around.
 */
function showRun({ font, glyphs, rightToLeft }: FontRun, embedded: EmbeddedFont, size: number): string[] {
  if (rightToLeft || glyphs.every(isLetter)) return show(font, glyphs, embedded, size);
  return wordsOf(glyphs).flatMap((word) => {
    const shown = show(font, word, embedded, size);
    if (word.every(isLetter)) return shown;
    const text = word.map((glyph) => glyph.text).join('');
    return [`/Span << /ActualText <FEFF${utf16Hex(text)}> >> BDC`, ...shown, 'EMC'];
  });
}

/** One glyph for one character, with a place of its own. */
function isLetter({ text, advance }: Glyph): boolean {
  return advance !== 0 && [...text].length === 1;
}

/** Words and what is between them. */
function wordsOf(glyphs: readonly Glyph[]): Glyph[][] {
  const words: Glyph[][] = [];
  let inSpace: boolean | undefined;
  for (const glyph of glyphs) {
    const space = glyph.text === ' ';
    const last = words.at(-1);
    if (last !== undefined && space === inSpace) last.push(glyph);
    else words.push([glyph]);
    inSpace = space;
  }
  return words;
}

function utf16Hex(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex').toUpperCase();
}

/** One TJ for glyphs of the same height; numbers between them move the pen where the font's own width is not the advance. */
function show(font: TrueTypeFont, glyphs: readonly Glyph[], embedded: EmbeddedFont, size: number): string[] {
  const shown: string[] = [];
  let array = '';
  let codes = '';
  let rise = 0;
  /** How far the pen is behind where the next glyph's origin has to be, font units. */
  let lag = 0;
  for (const glyph of glyphs) {
    if (glyph.dy !== rise) {
      flush();
      rise = glyph.dy;
      shown.push(`${rounded((rise / font.unitsPerEm) * size)} Ts`);
    }
    move(lag + glyph.dx);
    codes += embedded.codeOf(glyph).toString(16).padStart(4, '0');
    lag = glyph.advance - glyph.dx - font.advanceOf(glyph.id);
  }
  move(lag);
  flush();
  if (rise !== 0) shown.push('0 Ts');
  return shown;

  function move(units: number): void {
    if (units === 0) return;
    if (codes !== '') array += `<${codes}>`;
    codes = '';
    array += ` ${-thousandths(font, units)} `;
  }

  function flush(): void {
    if (codes !== '') array += `<${codes}>`;
    if (array !== '') shown.push(`[${array.trim()}] TJ`);
    codes = '';
    array = '';
  }
}
