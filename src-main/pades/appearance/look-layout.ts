import type { Box } from '../../../shared/geometry/page-space.ts';
import type { Drawing } from './drawing.ts';
import type { AppearanceLook } from './look.ts';
import type { StampFonts } from './set-text.ts';
import { type AppearanceText, layOutStamp, type StampLine } from './stamp-layout.ts';
import { fillTemplate } from './template.ts';
import { flowText } from './text-flow.ts';
import { plainLine, setLine } from './text-line.ts';

/** A visible signature laid out. Points from the lower left corner of its box. */
export interface LookLayout {
  /** Filled with the accent colour. */
  readonly bars: readonly Box[];
  readonly lines: readonly StampLine[];
  /** Where the drawing goes: its proportions, as large as fits. */
  readonly drawing?: Box | undefined;
  /** Characters that could not be shown. */
  readonly missing: readonly string[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** From this proportion a mark stands beside the text, below it above. */
const BESIDE = 1.6;
/** Most of the box that a mark takes beside text. */
const MARK_SHARE = { beside: 0.42, above: 0.55 } as const;
const LINE_WIDTH = 0.6;

/**
 * Lays out mark and text in a box of this size.
 * @param drawing what the look's mark is drawn as; absent for initials and where there is no mark
 * @throws AppError USAGE for a template or a time zone that cannot be used
 */
export function layOutLook(
  fonts: StampFonts,
  text: AppearanceText,
  look: AppearanceLook,
  drawing: Drawing | undefined,
  size: Size,
): LookLayout {
  const whole: Box = { x0: 0, y0: 0, x1: size.width, y1: size.height };
  const margin = Math.min(4, Math.min(size.width, size.height) * 0.08);
  if (look.mark === undefined) return textPart(fonts, text, look, whole);
  if (look.text === '') return markPart(fonts, text, look, drawing, inset(whole, margin));
  const [markBox, textBox] = divided(whole, margin, drawing);
  const mark = markPart(fonts, text, look, drawing, markBox);
  const words = textPart(fonts, text, look, textBox);
  const baseline = look.mark.kind === 'image' || size.width / size.height >= BESIDE ? [] : [underline(markBox)];
  return {
    bars: [...mark.bars, ...baseline, ...words.bars],
    lines: [...mark.lines, ...words.lines],
    drawing: mark.drawing,
    missing: [...new Set([...mark.missing, ...words.missing])],
  };
}

/** What the fonts have to be loaded for. */
export function textsOf(text: AppearanceText, look: AppearanceLook): string[] {
  const values = Object.values(text).filter((value) => typeof value === 'string');
  return [...values, look.text ?? '', look.mark?.kind === 'initials' ? (look.mark.text ?? '') : ''];
}

/** Mark and text, side by side or one above the other. */
function divided(whole: Box, margin: number, drawing: Drawing | undefined): [Box, Box] {
  const width = whole.x1 - whole.x0;
  const height = whole.y1 - whole.y0;
  const box = inset(whole, margin);
  if (width / height >= BESIDE) {
    const proportion = drawing === undefined ? 1 : drawing.width / drawing.height;
    const share = Math.min(width * MARK_SHARE.beside, (height - 2 * margin) * proportion);
    const split = box.x0 + share;
    return [
      { ...box, x1: split },
      { ...whole, x0: Math.min(whole.x1, split + margin) },
    ];
  }
  const split = whole.y1 - height * MARK_SHARE.above;
  return [
    { ...box, y0: split },
    { ...whole, y1: split },
  ];
}

function textPart(fonts: StampFonts, text: AppearanceText, look: AppearanceLook, box: Box): LookLayout {
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  if (look.text === undefined) {
    const { rule, lines, missing } = layOutStamp(fonts, text, width, height, look);
    const bar = { x0: box.x0, y0: box.y0, x1: box.x0 + rule.width, y1: box.y0 + rule.height };
    return { bars: [bar], lines: moved(lines, box), missing };
  }
  const short = Math.min(width, height);
  const bar = { ...box, x1: box.x0 + Math.min(2.25, short * 0.06) };
  const room = inset({ ...box, x0: bar.x1 + Math.min(3, short * 0.06) }, Math.min(4, short * 0.08));
  const { lines, missing } = flowText(fonts, fillTemplate(look.text, text, look), {
    width: Math.max(0, room.x1 - room.x0),
    height: Math.max(0, room.y1 - room.y0),
  });
  return { bars: look.text === '' ? [] : [bar], lines: moved(lines, room), missing };
}

function markPart(
  fonts: StampFonts,
  text: AppearanceText,
  look: AppearanceLook,
  drawing: Drawing | undefined,
  box: Box,
): LookLayout {
  if (drawing !== undefined) return { bars: [], lines: [], drawing: fitted(drawing, box), missing: [] };
  const given = look.mark?.kind === 'initials' ? look.mark.text : undefined;
  const line = setLine(fonts, plainLine(given ?? initialsOf(text.name)), 'strong');
  const { capHeight, unitsPerEm } = fonts.strong;
  const cap = capHeight / unitsPerEm;
  const width = box.x1 - box.x0;
  const height = box.y1 - box.y0;
  const size = Math.max(0, Math.min((height * 0.72) / cap, line.width > 0 ? (width * 0.92) / line.width : 0, 72));
  const x = box.x0 + (width - line.width * size) / 2;
  const y = box.y0 + (height - cap * size) / 2;
  return { bars: [], lines: [{ line, size, x, y, tone: 'name' }], missing: line.missing };
}

/** First letters of the words of a name; all of a name in a script that has no words of letters. */
function initialsOf(name: string): string {
  const letters = plainLine(name)
    .split(/[\s-]+/u)
    .filter((word) => /^\p{Lu}/u.test(word) && !/^\p{L}+\.$/u.test(word))
    .map((word) => [...word][0] ?? '');
  return letters.length === 0 ? [...plainLine(name)].slice(0, 4).join('') : letters.slice(0, 4).join('');
}

/** As large as the box allows, in its middle. */
function fitted(drawing: Drawing, box: Box): Box {
  const width = Math.max(0, box.x1 - box.x0);
  const height = Math.max(0, box.y1 - box.y0);
  const scale = Math.min(width / drawing.width, height / drawing.height);
  const x0 = box.x0 + (width - drawing.width * scale) / 2;
  const y0 = box.y0 + (height - drawing.height * scale) / 2;
  return { x0, y0, x1: x0 + drawing.width * scale, y1: y0 + drawing.height * scale };
}

/** The line that one signs on. */
function underline(box: Box): Box {
  return { x0: box.x0, x1: box.x1, y0: box.y0 - LINE_WIDTH, y1: box.y0 };
}

function moved(lines: readonly StampLine[], by: Box): StampLine[] {
  return lines.map((line) => ({ ...line, x: line.x + by.x0, y: line.y + by.y0 }));
}

function inset(box: Box, by: number): Box {
  return {
    x0: box.x0 + by,
    y0: box.y0 + by,
    x1: Math.max(box.x0 + by, box.x1 - by),
    y1: Math.max(box.y0 + by, box.y1 - by),
  };
}
