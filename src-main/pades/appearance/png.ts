import { inflateSync } from 'node:zlib';
import { unreadable } from './image-errors.ts';

/** A picture as rows from the top. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Eight bits a sample. */
  readonly samples: Uint8Array;
  /** Eight bits a pixel, 0 is transparent; absent where all of it is opaque. */
  readonly alpha?: Uint8Array | undefined;
}

/** A photograph of any telephone is smaller. */
const MOST_PIXELS = 50_000_000;
const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples in a pixel by colour type (PNG, 11.2.1); the types that are not here do not exist. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Passes of an interlaced picture (PNG, 8.2): first column, first row, steps. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => bytes[index] === byte);
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: number;
  readonly interlaced: boolean;
}

/**
 * Decodes a PNG (Third Edition) of any kind: every colour type, depth and interlacing, with palette and transparency. Colour profiles
 * are passed over: the samples are taken as sRGB.
 * @throws AppError IMAGE_UNREADABLE
 */
export function decodePng(bytes: Uint8Array): Raster {
  const { header, palette, transparency, data } = readChunks(bytes);
  const { width, height, depth, type } = header;
  const perPixel = SAMPLES[type] ?? 1;
  const depths = type === 3 ? [1, 2, 4, 8] : type === 0 ? [1, 2, 4, 8, 16] : [8, 16];
  if (SAMPLES[type] === undefined || !depths.includes(depth)) throw unreadable('it is of a kind that does not exist');
  if (width === 0 || height === 0) throw unreadable('it is empty');
  if (width * height > MOST_PIXELS) throw unreadable(`it has ${width} × ${height} pixels, which is too many`);
  if (type === 3 && palette === undefined) throw unreadable('its palette is missing');
  const samples = unpack(header, perPixel, inflated(header, perPixel, data));
  return toRaster(header, samples, palette, transparency);
}

function readChunks(bytes: Uint8Array): {
  header: Header;
  palette: Uint8Array | undefined;
  transparency: Uint8Array | undefined;
  data: Uint8Array;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  let transparency: Uint8Array | undefined;
  const data: Uint8Array[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.length < length) break;
    if (name === 'IHDR' && length === 13) {
      header = {
        width: view.getUint32(at + 8),
        height: view.getUint32(at + 12),
        depth: content[8] ?? 0,
        type: content[9] ?? 0,
        interlaced: content[12] === 1,
      };
    }
    if (name === 'PLTE') palette = content;
    if (name === 'tRNS') transparency = content;
    if (name === 'IDAT') data.push(content);
    if (name === 'IEND') break;
    at += 12 + length;
  }
  if (header === undefined || data.length === 0) throw unreadable('it is damaged or cut off');
  return { header, palette, transparency, data: Buffer.concat(data) };
}

/** Sizes of the passes, the whole picture being one where it is not interlaced. */
function passesOf({ width, height, interlaced }: Header) {
  const passes = interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  return passes.map(([x, y, dx, dy]) => ({
    x,
    y,
    dx,
    dy,
    columns: Math.max(0, Math.ceil((width - x) / dx)),
    rows: Math.max(0, Math.ceil((height - y) / dy)),
  }));
}

function rowBytes(columns: number, { depth }: Header, perPixel: number): number {
  return Math.ceil((columns * perPixel * depth) / 8);
}

/** Never more than the header promises. */
function inflated(header: Header, perPixel: number, data: Uint8Array): Uint8Array {
  const sizes = passesOf(header).map(({ columns, rows }) =>
    columns === 0 ? 0 : rows * (1 + rowBytes(columns, header, perPixel)),
  );
  const size = sizes.reduce((sum, value) => sum + value, 0);
  try {
    const bytes = inflateSync(data, { maxOutputLength: size + 65_536 });
    if (bytes.length < size) throw unreadable('it is cut off');
    return bytes;
  } catch (error) {
    throw unreadable('its data are damaged', error);
  }
}

/** Undoes the filters (PNG, 9.2) and gives one number per sample, the passes put together. */
function unpack(header: Header, perPixel: number, bytes: Uint8Array): Uint16Array {
  const { width, height, depth } = header;
  const samples = new Uint16Array(width * height * perPixel);
  const behind = Math.max(1, (perPixel * depth) >> 3);
  let at = 0;
  for (const { x, y, dx, dy, columns, rows } of passesOf(header)) {
    if (columns === 0) continue;
    const length = rowBytes(columns, header, perPixel);
    let above = new Uint8Array(length);
    for (let row = 0; row < rows; row++) {
      const filter = bytes[at] ?? 0;
      const line = bytes.slice(at + 1, at + 1 + length);
      at += 1 + length;
      unfilter(filter, line, above, behind);
      above = line;
      const start = (y + row * dy) * width + x;
      for (let column = 0; column < columns; column++) {
        for (let part = 0; part < perPixel; part++) {
          samples[(start + column * dx) * perPixel + part] = sampleAt(line, column * perPixel + part, depth);
        }
      }
    }
  }
  return samples;
}

function unfilter(filter: number, line: Uint8Array, above: Uint8Array, behind: number): void {
  if (filter > 4) throw unreadable('its data are damaged');
  for (let i = 0; i < line.length; i++) {
    const a = i >= behind ? (line[i - behind] ?? 0) : 0;
    const b = above[i] ?? 0;
    const c = i >= behind ? (above[i - behind] ?? 0) : 0;
    const added = filter === 1 ? a : filter === 2 ? b : filter === 3 ? (a + b) >> 1 : filter === 4 ? paeth(a, b, c) : 0;
    line[i] = (line[i] ?? 0) + added;
  }
}

function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function sampleAt(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return ((line[2 * index] ?? 0) << 8) | (line[2 * index + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
}

function toRaster(
  { width, height, depth, type }: Header,
  raw: Uint16Array,
  palette: Uint8Array | undefined,
  transparency: Uint8Array | undefined,
): Raster {
  const pixels = width * height;
  const channels = type === 0 || type === 4 ? 1 : 3;
  const perPixel = SAMPLES[type] ?? 1;
  const samples = new Uint8Array(pixels * channels);
  const alpha = new Uint8Array(pixels).fill(255);
  const scale = 255 / (2 ** depth - 1);
  const clear = keyOf(transparency, channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * perPixel;
    if (type === 3) {
      const index = raw[from] ?? 0;
      for (let part = 0; part < 3; part++) samples[pixel * 3 + part] = palette?.[index * 3 + part] ?? 0;
      alpha[pixel] = transparency?.[index] ?? 255;
      continue;
    }
    for (let part = 0; part < channels; part++) {
      samples[pixel * channels + part] = Math.round((raw[from + part] ?? 0) * scale);
    }
    if (perPixel > channels) alpha[pixel] = Math.round((raw[from + channels] ?? 0) * scale);
    else if (clear?.every((value, part) => raw[from + part] === value)) alpha[pixel] = 0;
  }
  const opaque = alpha.every((value) => value === 255);
  return { width, height, channels, samples, alpha: opaque ? undefined : alpha };
}

/** The one colour that a picture without alpha may name as transparent. */
function keyOf(transparency: Uint8Array | undefined, channels: number): number[] | undefined {
  if (transparency === undefined || transparency.length < 2 * channels) return undefined;
  return Array.from({ length: channels }, (_, i) => ((transparency[2 * i] ?? 0) << 8) | (transparency[2 * i + 1] ?? 0));
}
