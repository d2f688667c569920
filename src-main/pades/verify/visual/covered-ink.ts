import type { PagePicture } from '../../../platform/page-renderer.ts';
import { distance, hull, onPicture, type PixelBox, wordsOf } from './compare-pictures.ts';

/** Pixels of a tile. About the height of a line of text at the scale that pages are compared at. */
const TILE = 12;
/** Steps of a channel by which ink stands out from the paper. */
const INK = 40;
/** Pixels of ink in a tile that make something to read or see, not a speck. */
const MARK = 4;
/** How far the paper around ink matters to reading it, in pixels. */
const REACH = 2;
/** Part of the contrast between ink and paper that has to stay where ink gave way, and where only more ink came: writing over a rule is no loss. */
const LEGIBLE = { repainted: 0.5, inked: 0.2 } as const;
/** Part of the ink that has to have come closer to the colour of the paper to count as repainted. */
const REPAINTED = 0.15;
/** Pixels of a straight run that make it a rule to write on, not part of a letter. */
const RULE = 28;
/** Rows of a tile that a line of dots or dashes takes at most. */
const LEADER = 3;
/** Pixels of new ink beside old in a tile that make writing over it. */
const OVERWRITTEN = 8;

export interface BoxPictures {
  /** As signed. */
  readonly before: PagePicture;
  /** As it is now. */
  readonly after: PagePicture;
  /** As signed, without annotations: given for a box whose own widget was there already, whose old look is not what it covers. */
  readonly bare: PagePicture | undefined;
}

/**
 * Where a box covers text or drawings that were there: ink of the page as signed that is there no more, or cannot be told from what
 * surrounds it. A box that was not there may not be written over text either; over a rule or a dotted line it may, and so may fields that
 * were there: for that they were made.
 * @returns the covered part; undefined where nothing is lost
 */
export function coveredInk(pictures: BoxPictures, box: PixelBox): PixelBox | undefined {
  let found: PixelBox | undefined;
  for (const lost of lossesIn(pictures, box)) {
    if (lost !== undefined) found = found === undefined ? lost : hull(found, lost);
  }
  return found;
}

/** As `coveredInk`, piece by piece: each where something is lost in it, undefined where nothing is. */
export function* lossesIn(pictures: BoxPictures, box: PixelBox): Generator<PixelBox | undefined, void> {
  const { before, after, bare } = pictures;
  if (before.width !== after.width || before.height !== after.height) {
    yield box;
    return;
  }
  const area = onPicture(before, box);
  const ink = inkIn(pictures, area);
  if (ink === undefined) return;
  const letters = bare === undefined ? withoutRules(ink) : undefined;
  for (const tile of tilesOf(area)) {
    const lost = isLost(pictures, ink, tile) || (letters !== undefined && isOverwritten(pictures, letters, tile));
    yield lost ? tile : undefined;
  }
}

/**
 * Where something to read or see stands under a box that is still to be drawn, rules and dotted lines to write on left out.
 * @returns the part of the box that holds it; undefined where there is nothing
 */
export function inkUnder(picture: PagePicture, box: PixelBox): PixelBox | undefined {
  const area = onPicture(picture, box);
  const ink = inkIn({ before: picture, after: picture, bare: undefined }, area);
  if (ink === undefined) return undefined;
  const letters = withoutRules(ink);
  let found: PixelBox | undefined;
  for (const tile of tilesOf(area)) {
    const rows = new Set<number>();
    let count = 0;
    for (let y = tile.top; y < tile.bottom; y++) {
      for (let x = tile.left; x < tile.right; x++) {
        if (!inkAt(letters, x, y)) continue;
        count += 1;
        rows.add(y);
      }
    }
    if (count >= MARK && rows.size > LEADER) found = found === undefined ? tile : hull(found, tile);
  }
  return found;
}

function* tilesOf({ left, top, right, bottom }: PixelBox): Generator<PixelBox> {
  for (let y = top; y < bottom; y += TILE) {
    for (let x = left; x < right; x += TILE) {
      yield { left: x, top: y, right: Math.min(right, x + TILE), bottom: Math.min(bottom, y + TILE) };
    }
  }
}

/** Ink of an area, row by row. */
interface Ink {
  readonly area: PixelBox;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
  /** Colour of what it is on, as one pixel. */
  readonly paper: Uint8Array;
}

function inkIn({ before, bare }: BoxPictures, area: PixelBox): Ink | undefined {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  if (width <= 0 || height <= 0) return undefined;
  const ground = bare ?? before;
  const paper = commonest(ground, area);
  const colours = wordsOf(ground);
  const pixels = new Uint8Array(width * height);
  let count = 0;
  // Most pixels have the colour of the one before.
  let last = -1;
  let isInk = false;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (area.top + y) * before.width + area.left + x;
      const colour = colours[at] ?? 0;
      if (colour !== last) {
        last = colour;
        isInk = distance(ground.rgba, at, paper, 0) > INK;
      }
      if (!isInk) continue;
      // What the field's own look hid already is not hidden by what replaced it.
      if (bare !== undefined && distance(bare.rgba, at, before.rgba, at) > INK) continue;
      pixels[y * width + x] = 1;
      count += 1;
    }
  }
  return count === 0 ? undefined : { area, width, height, pixels, paper };
}

/** How often each colour was seen, to five bits a channel. All zero between two calls of `commonest`. */
const COUNTS = new Uint32Array(1 << 15);

/** The colour that most pixels of an area have, to five bits a channel. */
function commonest({ rgba, width }: PagePicture, { left, top, right, bottom }: PixelBox): Uint8Array {
  const colourAt = (at: number): number =>
    (((rgba[at] ?? 0) >> 3) << 10) | (((rgba[at + 1] ?? 0) >> 3) << 5) | ((rgba[at + 2] ?? 0) >> 3);
  let [best, most] = [0x7fff, 0];
  for (let y = top; y < bottom; y++) {
    for (let at = 4 * (y * width + left); at < 4 * (y * width + right); at += 4) {
      const colour = colourAt(at);
      const count = (COUNTS[colour] ?? 0) + 1;
      COUNTS[colour] = count;
      if (count > most) {
        best = colour;
        most = count;
      }
    }
  }
  for (let y = top; y < bottom; y++) {
    for (let at = 4 * (y * width + left); at < 4 * (y * width + right); at += 4) COUNTS[colourAt(at)] = 0;
  }
  return Uint8Array.of(((best >> 10) & 31) * 8 + 4, ((best >> 5) & 31) * 8 + 4, (best & 31) * 8 + 4, 255);
}

/** True where the contrast between the ink of a tile and the paper around it fell under what can be read. */
function isLost({ before, after }: BoxPictures, ink: Ink, tile: PixelBox): boolean {
  const on = [0, 0, 0, 0, 0, 0];
  const off = [0, 0, 0, 0, 0, 0];
  let [inked, blank, changed, repainted] = [0, 0, 0, 0];
  for (let y = tile.top; y < tile.bottom; y++) {
    for (let x = tile.left; x < tile.right; x++) {
      const at = y * before.width + x;
      const isInk = inkAt(ink, x, y);
      if (!isInk && !isNear(ink, x, y)) continue;
      const sums = isInk ? on : off;
      for (let channel = 0; channel < 3; channel++) {
        sums[channel] = (sums[channel] ?? 0) + (before.rgba[4 * at + channel] ?? 0);
        sums[3 + channel] = (sums[3 + channel] ?? 0) + (after.rgba[4 * at + channel] ?? 0);
      }
      if (isInk) inked += 1;
      else blank += 1;
      if (distance(before.rgba, at, after.rgba, at) <= INK) continue;
      changed += 1;
      if (isInk && distance(after.rgba, at, ink.paper, 0) < distance(before.rgba, at, ink.paper, 0)) repainted += 1;
    }
  }
  if (inked < MARK || changed === 0) return false;
  // Solid ink all over a tile has no paper to stand out from: it is lost where it changed.
  if (blank === 0) return changed * 2 > inked;
  const needed = repainted > REPAINTED * inked ? LEGIBLE.repainted : LEGIBLE.inked;
  return contrast(on, off, inked, blank, 3) < needed * contrast(on, off, inked, blank, 0);
}

function contrast(on: readonly number[], off: readonly number[], inked: number, blank: number, from: number): number {
  let largest = 0;
  for (let channel = from; channel < from + 3; channel++) {
    largest = Math.max(largest, Math.abs((on[channel] ?? 0) / inked - (off[channel] ?? 0) / blank));
  }
  return largest;
}

/** True where ink was put right beside letters. */
function isOverwritten({ before, after }: BoxPictures, letters: Ink, tile: PixelBox): boolean {
  const rows = new Set<number>();
  let [old, added] = [0, 0];
  for (let y = tile.top; y < tile.bottom; y++) {
    for (let x = tile.left; x < tile.right; x++) {
      if (inkAt(letters, x, y)) {
        old += 1;
        rows.add(y);
        continue;
      }
      const at = y * before.width + x;
      if (isNear(letters, x, y) && distance(before.rgba, at, after.rgba, at) > INK) added += 1;
    }
  }
  return old >= MARK && rows.size > LEADER && added >= OVERWRITTEN;
}

/** Ink without its long straight runs: rules and frames. */
function withoutRules(ink: Ink): Ink {
  const { width, height } = ink;
  const pixels = ink.pixels.slice();
  const drop = (length: number, lines: number, at: (line: number, step: number) => number): void => {
    for (let line = 0; line < lines; line++) {
      for (let step = 0, run = 0; step <= length; step++) {
        if (step < length && ink.pixels[at(line, step)] === 1) {
          run += 1;
          continue;
        }
        if (run >= RULE) for (let back = step - run; back < step; back++) pixels[at(line, back)] = 0;
        run = 0;
      }
    }
  };
  drop(width, height, (line, step) => line * width + step);
  drop(height, width, (line, step) => step * width + line);
  return { ...ink, pixels };
}

function inkAt({ area, width, height, pixels }: Ink, x: number, y: number): boolean {
  const [column, row] = [x - area.left, y - area.top];
  return column >= 0 && row >= 0 && column < width && row < height && pixels[row * width + column] === 1;
}

function isNear(ink: Ink, x: number, y: number): boolean {
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) if (inkAt(ink, x + dx, y + dy)) return true;
  }
  return false;
}
