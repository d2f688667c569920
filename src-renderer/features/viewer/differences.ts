/** Pixels of a picture, four octets each, rows from the top (as `ImageData`). */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

/** A part of a page, as fractions of its width and height from the upper left. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels along one side of the squares that are compared as one. */
const TILE = 6;
/** Squares between two places that are still one: the letters of a word, the lines of a paragraph. */
const NEAR = 2;
/** Of 255: what rounding of the same drawing may differ in a channel. */
const TOLERANCE = 16;
/** Places named of one page; more are told as the one that holds them all. */
const MOST = 60;

/** Where two pictures differ, from the top down. Where their sizes differ, the whole page does. */
export function differences(a: Pixels, b: Pixels): Box[] {
  if (a.width !== b.width || a.height !== b.height) return [{ x: 0, y: 0, width: 1, height: 1 }];
  const columns = Math.ceil(a.width / TILE);
  const rows = Math.ceil(a.height / TILE);
  const marked = new Uint8Array(columns * rows);
  for (let y = 0; y < a.height; y += 1)
    for (let x = 0; x < a.width; x += 1)
      if (differs(a.data, b.data, (y * a.width + x) * 4))
        marked[Math.floor(y / TILE) * columns + Math.floor(x / TILE)] = 1;
  const boxes = connected(marked, columns, rows).map(({ left, top, right, bottom }) => {
    const x = (left * TILE) / a.width;
    const y = (top * TILE) / a.height;
    return {
      x,
      y,
      width: Math.min(1, ((right + 1) * TILE) / a.width) - x,
      height: Math.min(1, ((bottom + 1) * TILE) / a.height) - y,
    };
  });
  boxes.sort((p, q) => p.y - q.y || p.x - q.x);
  return boxes.length > MOST ? [around(boxes)] : boxes;
}

function differs(a: Uint8ClampedArray, b: Uint8ClampedArray, at: number): boolean {
  for (let channel = 0; channel < 3; channel += 1)
    if (Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0)) > TOLERANCE) return true;
  return false;
}

interface Extent {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The extents of marked squares that lie near one another. */
function connected(marked: Uint8Array, columns: number, rows: number): Extent[] {
  const found: Extent[] = [];
  for (let start = 0; start < marked.length; start += 1) {
    if (marked[start] !== 1) continue;
    marked[start] = 2;
    const extent = { left: columns, top: rows, right: 0, bottom: 0 };
    const waiting = [start];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const x = at % columns;
      const y = Math.floor(at / columns);
      extent.left = Math.min(extent.left, x);
      extent.right = Math.max(extent.right, x);
      extent.top = Math.min(extent.top, y);
      extent.bottom = Math.max(extent.bottom, y);
      for (let ny = Math.max(0, y - NEAR); ny <= Math.min(rows - 1, y + NEAR); ny += 1)
        for (let nx = Math.max(0, x - NEAR); nx <= Math.min(columns - 1, x + NEAR); nx += 1) {
          const near = ny * columns + nx;
          if (marked[near] !== 1) continue;
          marked[near] = 2;
          waiting.push(near);
        }
    }
    found.push(extent);
  }
  return found;
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
