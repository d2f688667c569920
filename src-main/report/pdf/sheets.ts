import type { StampFonts, TextLine } from '../../pades/appearance/set-text.ts';
import { leadOf } from '../../pades/appearance/simple-text.ts';
import type { StampLine, Tone } from '../../pades/appearance/stamp-layout.ts';
import { wrapText } from '../../pades/appearance/text-flow.ts';
import { plainLine } from '../../pades/appearance/text-line.ts';
import type { Tag } from './tags.ts';

/** A4 in points, and where content stands on it. */
export const PAPER = { width: 595.28, height: 841.89 } as const;
export const MARGIN = { side: 56, top: 58, bottom: 66 } as const;
export const WIDTH = PAPER.width - 2 * MARGIN.side;

/** Longer texts end in an ellipsis: the other forms of the report have all of it. */
const MOST_CHARACTERS = 3000;

export type Fill =
  | 'good'
  | 'warn'
  | 'bad'
  | 'detail'
  | 'rule'
  | 'shade'
  | `${'good' | 'warn' | 'bad' | 'detail'}-light`;

/** A coloured rectangle, origin lower left. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly fill: Fill;
}

/** A line in its place, and what of the structure it belongs to; undefined for what stands on every page. */
export interface PlacedLine {
  readonly line: StampLine;
  readonly tag: Tag | undefined;
}

/** One page. */
export interface Sheet {
  readonly rectangles: Rectangle[];
  readonly lines: PlacedLine[];
}

/** Text broken into lines, ready to be placed. */
export interface SetText {
  readonly lines: readonly TextLine[];
  readonly size: number;
  readonly tone: Tone;
  readonly tag: Tag | undefined;
}

/** Height of a line per size. */
const LEAD = 1.42;

/** Pages that are filled from top to bottom. */
export class Sheets {
  readonly pages: Sheet[] = [{ rectangles: [], lines: [] }];
  readonly #fonts: StampFonts;
  /** Where the next thing begins. */
  top = PAPER.height - MARGIN.top;

  constructor(fonts: StampFonts) {
    this.#fonts = fonts;
  }

  get page(): Sheet {
    const last = this.pages.at(-1);
    if (last === undefined) throw new RangeError('there is always a page');
    return last;
  }

  /** Room that is left on this page. */
  get left(): number {
    return this.top - MARGIN.bottom;
  }

  /** Breaks a text for a column. */
  set(
    text: string,
    width: number,
    { size, tone = 'name', strong = false, tag }: { size: number; tone?: Tone; strong?: boolean; tag: Tag | undefined },
  ): SetText {
    const plain = plainLine(text);
    const shown = plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}…` : plain;
    return { lines: wrapText(this.#fonts, shown, strong ? 'strong' : 'regular', width / size), size, tone, tag };
  }

  /** Begins a page unless this much room is left. @returns whether it did */
  need(height: number): boolean {
    if (height <= this.left || this.top === PAPER.height - MARGIN.top) return false;
    this.pages.push({ rectangles: [], lines: [] });
    this.top = PAPER.height - MARGIN.top;
    return true;
  }

  /** Places one line with its upper edge at `top`; text from right to left at the right of its column. */
  put(
    { size, tone, tag }: SetText,
    line: TextLine,
    { x, width, top }: { x: number; width: number; top: number },
  ): void {
    const indent = line.rightToLeft ? Math.max(0, width - line.width * size) : 0;
    const baseline = top - size * (LEAD * leadOf(line.text) * 0.5 + 0.36);
    this.page.lines.push({ line: { line, size, x: x + indent, y: baseline, tone }, tag });
  }

  fill(rectangle: Rectangle): void {
    this.page.rectangles.push(rectangle);
  }
}

/** Height of one line. */
export function lineHeight(line: TextLine, size: number): number {
  return LEAD * size * leadOf(line.text);
}

export function heightOf({ lines, size }: SetText): number {
  return lines.reduce((sum, line) => sum + lineHeight(line, size), 0);
}
