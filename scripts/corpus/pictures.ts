import { runProgram } from './programs.ts';
import type { Mark } from './sign-protocol.ts';

/** A page in grey, one byte a pixel, rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Longer side of a rendered page, pixels. */
const SIDE = 300;
const PAGES = 3;
/** Anti-aliasing may fall otherwise by this much. */
const TOLERANCE = 8;

/** The first pages as poppler shows them; none where it cannot. */
export async function render(file: string): Promise<Picture[]> {
  const args = ['-gray', '-cropbox', '-scale-to', String(SIDE), '-f', '1', '-l', String(PAGES), file];
  const { status, stdout } = await runProgram('pdftoppm', args, 30);
  return status === 0 ? pictures(stdout) : [];
}

/** PGM pictures one behind the other. */
function pictures(bytes: Buffer): Picture[] {
  const found: Picture[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = /^P5\s(\d+)\s(\d+)\s(\d+)\s/.exec(bytes.toString('latin1', at, at + 60));
    if (header === null) break;
    const width = Number(header[1]);
    const height = Number(header[2]);
    const start = at + header[0].length;
    found.push({ width, height, pixels: bytes.subarray(start, start + width * height) });
    at = start + width * height;
  }
  return found;
}

/** Whether two renders are the same but for our mark; a sentence of what differs, else empty. */
export function difference(before: readonly Picture[], after: readonly Picture[], mark: Mark | null): string {
  // What could not be shown before may be shown now.
  if (before.length === 0) return '';
  if (before.length !== after.length) return `${before.length} pages rendered before, ${after.length} after`;
  for (const [index, was] of before.entries()) {
    const is = after[index];
    if (is === undefined || is.width !== was.width || is.height !== was.height)
      return `page ${index + 1} has another size`;
    const changed = changedPixels(was, is, mark?.others.includes(index + 1) === true ? null : mark);
    if (changed > 0) return `${changed} pixels of page ${index + 1} changed outside the mark`;
  }
  return '';
}

function changedPixels(was: Picture, is: Picture, mark: Mark | null): number {
  const scale = mark === null ? 0 : was.width / mark.width;
  const box = mark === null ? undefined : mark.rect;
  let changed = 0;
  for (let y = 0; y < was.height; y++) {
    for (let x = 0; x < was.width; x++) {
      const at = y * was.width + x;
      if (Math.abs((was.pixels[at] ?? 0) - (is.pixels[at] ?? 0)) <= TOLERANCE) continue;
      const up = was.height - 1 - y;
      const inside =
        box !== undefined &&
        x >= box.x0 * scale - 2 &&
        x <= box.x1 * scale + 2 &&
        up >= box.y0 * scale - 2 &&
        up <= box.y1 * scale + 2;
      if (!inside) changed++;
    }
  }
  return changed;
}
