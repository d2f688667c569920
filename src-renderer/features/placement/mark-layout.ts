/** What the mark will say. Empty strings are left out. */
export interface MarkText {
  readonly name: string;
  readonly time: Date;
  readonly reason: string;
  readonly location: string;
  readonly issuer: string;
}

/** One line; `x`, `y` of its baseline's start in points from the lower left corner of the mark. */
export interface MarkLine {
  readonly text: string;
  readonly strong: boolean;
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

export interface MarkLayout {
  readonly ruleWidth: number;
  readonly lines: readonly MarkLine[];
}

/** Width of text at size 1 in the regular or the strong weight. */
export type Measure = (text: string, strong: boolean) => number;

const LARGEST = 11;
const COMFORTABLE = 6;
const SMALLEST = 4.5;
const NAME_LINE = 1.3;
const DETAIL_LINE = 1.42;
const NAME_SCALE = 1.55;
const LARGEST_NAME_SCALE = 2.2;
/** Height of capitals in Inter, at size 1. */
const CAP_HEIGHT = 1490 / 2048;

/**
 * Lays the preview out as the signature will be drawn. The page cannot run the code that draws it (another room, other fonts at
 * hand), so a test compares the two line by line: what is seen while placing is what will be written.
 */
export function layOutMark(text: MarkText, width: number, height: number, measure: Measure): MarkLayout {
  const short = Math.min(width, height);
  const ruleWidth = Math.min(2.25, short * 0.06);
  const margin = Math.min(4, short * 0.08);
  const x = ruleWidth + Math.min(8, short * 0.16);
  const room = { width: Math.max(0, width - x - margin), height: Math.max(0, height - 2 * margin) };
  const fits = (line: string, strong: boolean, size: number) =>
    measure(line, strong) <= (room.width / size) * (1 + 1e-9);

  const details = detailLines(text);
  const sizeForHeight = () => room.height / (NAME_SCALE * NAME_LINE + DETAIL_LINE * details.length);
  while (details.length > 0 && sizeForHeight() < SMALLEST) details.pop();
  const byHeight = Math.min(LARGEST, sizeForHeight());
  const widest = Math.max(0, ...details.map(([longest = '']) => measure(longest, false)));
  const size = Math.min(byHeight, Math.max(widest > 0 ? room.width / widest : byHeight, COMFORTABLE));
  const most = Math.min(
    (room.height - DETAIL_LINE * size * details.length) / NAME_LINE,
    (details.length === 0 ? LARGEST : size) * LARGEST_NAME_SCALE,
  );
  const nameWidth = measure(text.name, true);
  const nameSize = Math.max(
    0,
    Math.min(most, Math.max(nameWidth > 0 ? room.width / nameWidth : most, Math.min(size, COMFORTABLE))),
  );

  const lines: MarkLine[] = [];
  const block = NAME_LINE * nameSize + DETAIL_LINE * size * details.length;
  let top = height / 2 + Math.min(block, room.height) / 2;
  const add = (line: string, strong: boolean, at: number, lineHeight: number) => {
    const shown = cut(line, (candidate) => fits(candidate, strong, at));
    lines.push({ text: shown, strong, size: at, x, y: top - (lineHeight * at + CAP_HEIGHT * at) / 2 });
    top -= lineHeight * at;
  };
  add(text.name, true, nameSize, NAME_LINE);
  for (const wordings of details)
    add(wordings.find((line) => fits(line, false, size)) ?? wordings[0] ?? '', false, size, DETAIL_LINE);
  return { ruleWidth, lines };
}

/** The words that are written into the document: they are the same in every language of the window. */
function detailLines({ time, reason, location, issuer }: MarkText): string[][] {
  const [day, clock] = time.toISOString().slice(0, 19).split('T');
  const labelled = [
    ['Reason', reason],
    ['Location', location],
    ['Certified by', issuer],
  ] as const;
  return [
    [`Digitally signed ${day} ${clock} UTC`, `Signed ${day} ${clock} UTC`, `${day} ${clock} UTC`, `${day} UTC`],
    ...labelled.flatMap(([label, value]) => (value.trim() === '' ? [] : [[`${label}: ${value.trim()}`]])),
  ];
}

/** As much of the line as fits, an ellipsis at the end where something was left out. */
function cut(line: string, fits: (candidate: string) => boolean): string {
  if (fits(line)) return line;
  const characters = [...line];
  const shortened = (length: number) => `${characters.slice(0, length).join('').trimEnd()}…`;
  let low = 0;
  let high = characters.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(shortened(middle))) low = middle;
    else high = middle - 1;
  }
  return fits(shortened(low)) ? shortened(low) : '';
}
