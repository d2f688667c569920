import { writeTime } from './dates.ts';
import type { AppearanceLook } from './look.ts';
import type { StampFonts, TextLine, Weight } from './set-text.ts';
import { leadOf } from './simple-text.ts';
import { fitsWithin, plainLine, setLine, setLineWithin } from './text-line.ts';

/** What a visible signature says. */
export interface AppearanceText {
  readonly name: string;
  /** Claimed signing time. */
  readonly time: Date;
  readonly reason?: string | undefined;
  readonly location?: string | undefined;
  readonly contact?: string | undefined;
  /** Who issued the certificate. */
  readonly issuer?: string | undefined;
  /** Number of the certificate, hexadecimal. */
  readonly serial?: string | undefined;
  readonly organisation?: string | undefined;
  readonly unit?: string | undefined;
  readonly country?: string | undefined;
  readonly email?: string | undefined;
  /** Distinguished name in words. */
  readonly subject?: string | undefined;
  /** Name of the signature field. */
  readonly field?: string | undefined;
}

/** One line of text; `x`, `y` of its baseline's start in points from the lower left corner of the stamp. */
export interface StampLine {
  readonly line: TextLine;
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly tone: Tone;
}

/** Colours of text: what matters, what goes with it, and verdicts. */
export type Tone = 'name' | 'detail' | 'good' | 'warn' | 'bad';

/** A stamp laid out: a vertical rule at the left edge and lines of text. Points. */
export interface StampLayout {
  readonly rule: { readonly width: number; readonly height: number };
  readonly lines: readonly StampLine[];
  /** Characters that could not be shown. */
  readonly missing: readonly string[];
}

/** Sizes of the details in points: never larger; made smaller for width only down to the second, for height to the third. */
const LARGEST = 11;
const COMFORTABLE = 6;
const SMALLEST = 4.5;
/** Line heights per size, and the name's size in units of the details'. */
const NAME_LINE = 1.3;
const DETAIL_LINE = 1.42;
const NAME_SCALE = 1.55;
const LARGEST_NAME_SCALE = 2.2;

/**
 * Fits the text to a box of this size. The name stays longest: details are dropped from the last one when the height does not hold
 * them at a readable size, then lines are cut with an ellipsis.
 */
export function layOutStamp(
  fonts: StampFonts,
  text: AppearanceText,
  width: number,
  height: number,
  look: AppearanceLook = {},
): StampLayout {
  const short = Math.min(width, height);
  const ruleWidth = Math.min(2.25, short * 0.06);
  const margin = Math.min(4, short * 0.08);
  const x = ruleWidth + Math.min(8, short * 0.16);
  const lead = leadOf(`${text.name} ${text.reason} ${text.location} ${text.issuer}`);
  const room = { width: Math.max(0, width - x - margin), height: Math.max(0, height - 2 * margin) / lead };

  const details = usualDetails(text, look);
  while (details.length > 0 && sizeForHeight(room.height, details.length) < SMALLEST) details.pop();
  const size = detailSize(fonts, details, room);
  const nameSize = sizeOfName(fonts, plainLine(text.name), size, details.length, room);

  const lines: StampLine[] = [];
  const block = NAME_LINE * nameSize + DETAIL_LINE * size * details.length;
  let top = height / 2 + (lead * Math.min(block, room.height)) / 2;
  add('strong', plainLine(text.name), nameSize, NAME_LINE, 'name');
  for (const variants of details) add('regular', firstThatFits(variants, size), size, DETAIL_LINE, 'detail');
  const missing = [...new Set(lines.flatMap(({ line }) => line.missing))];
  return { rule: { width: ruleWidth, height }, lines, missing };

  function firstThatFits(variants: readonly string[], at: number): string {
    return variants.find((line) => fitsWithin(setLine(fonts, line), room.width / at)) ?? variants[0] ?? '';
  }

  function add(weight: Weight, content: string, at: number, lineHeight: number, tone: StampLine['tone']): void {
    const line = at > 0 ? setLineWithin(fonts, content, room.width / at, weight) : setLine(fonts, '');
    const capHeight = (fonts[weight].capHeight / fonts[weight].unitsPerEm) * at;
    lines.push({ line, size: at, x, y: top - (lead * lineHeight * at + capHeight) / 2, tone });
    top -= lead * lineHeight * at;
  }
}

const LABELS = {
  en: {
    digitally: 'Digitally signed',
    signed: 'Signed',
    reason: 'Reason',
    location: 'Location',
    issuer: 'Certified by',
  },
  de: {
    digitally: 'Digital signiert',
    signed: 'Signiert',
    reason: 'Grund',
    location: 'Ort',
    issuer: 'Zertifiziert von',
  },
} as const;

/** Lines below the name, most important first, the date with shorter wordings for narrow boxes. */
function usualDetails({ time, reason, location, issuer }: AppearanceText, look: AppearanceLook): string[][] {
  const style = look.dates ?? 'iso';
  const { day, clock, zone } = writeTime(time, style, look.timeZone);
  const moment = `${day}${style === 'iso' ? '' : ','} ${clock} ${zone}`;
  const labels = LABELS[look.language ?? 'en'];
  const labelled: [string, string | undefined][] = [
    [labels.reason, reason],
    [labels.location, location],
    [labels.issuer, issuer],
  ];
  return [
    [`${labels.digitally} ${moment}`, `${labels.signed} ${moment}`, moment, `${day} ${zone}`],
    ...labelled.flatMap(([label, value]) => {
      const line = plainLine(value ?? '');
      return line === '' ? [] : [[`${label}: ${line}`]];
    }),
  ];
}

/** Size of details with which name and `count` details fill the height. */
function sizeForHeight(height: number, count: number): number {
  return height / (NAME_SCALE * NAME_LINE + DETAIL_LINE * count);
}

interface Room {
  readonly width: number;
  readonly height: number;
}

function detailSize(fonts: StampFonts, details: readonly string[][], room: Room): number {
  const byHeight = Math.min(LARGEST, sizeForHeight(room.height, details.length));
  const widest = Math.max(0, ...details.map(([longest = '']) => setLine(fonts, longest).width));
  const byWidth = widest > 0 ? room.width / widest : byHeight;
  return Math.min(byHeight, Math.max(byWidth, COMFORTABLE));
}

/** The name takes the height the details leave, within a proportion to them, and shrinks to its width before it is cut. */
function sizeOfName(fonts: StampFonts, name: string, detail: number, count: number, room: Room): number {
  const byHeight = (room.height - DETAIL_LINE * detail * count) / NAME_LINE;
  const most = Math.min(byHeight, count === 0 ? LARGEST * LARGEST_NAME_SCALE : detail * LARGEST_NAME_SCALE);
  const { width } = setLine(fonts, name, 'strong');
  const byWidth = width > 0 ? room.width / width : most;
  return Math.max(0, Math.min(most, Math.max(byWidth, Math.min(detail, COMFORTABLE))));
}
