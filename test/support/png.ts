import { crc32, deflateSync } from 'node:zlib';

export interface PngSpec {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly type: 0 | 2 | 3 | 4 | 6;
  /** Samples of a pixel, as many as the type has, each up to the depth's largest number. */
  readonly at: (x: number, y: number) => readonly number[];
  readonly interlaced?: boolean;
  /** Which of the five filters a row uses. */
  readonly filter?: (row: number) => number;
  readonly palette?: readonly number[];
  readonly transparency?: readonly number[];
}

const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** A PNG of any kind, written by code that shares nothing with the reader. */
export function makePng(spec: PngSpec): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(spec.width, 0);
  header.writeUInt32BE(spec.height, 4);
  header.set([spec.depth, spec.type, 0, 0, spec.interlaced ? 1 : 0], 8);
  const passes = spec.interlaced ? PASSES : ([[0, 0, 1, 1]] as const);
  const data = Buffer.concat(passes.map((pass) => rowsOf(spec, pass)));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(spec.palette === undefined ? [] : [chunk('PLTE', Buffer.from(spec.palette))]),
    ...(spec.transparency === undefined ? [] : [chunk('tRNS', Buffer.from(spec.transparency))]),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function chunk(name: string, content: Uint8Array): Buffer {
  const bytes = Buffer.alloc(12 + content.length);
  bytes.writeUInt32BE(content.length, 0);
  bytes.write(name, 4, 'latin1');
  bytes.set(content, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + content.length)), 8 + content.length);
  return bytes;
}

function rowsOf(spec: PngSpec, [x0, y0, dx, dy]: readonly [number, number, number, number]): Buffer {
  const rows: Buffer[] = [];
  let above: Buffer | undefined;
  for (let y = y0; y < spec.height; y += dy) {
    let bits = '';
    let samples = 0;
    for (let x = x0; x < spec.width; x += dx) {
      const pixel = spec.at(x, y);
      samples = pixel.length;
      for (const value of pixel) bits += value.toString(2).padStart(spec.depth, '0');
    }
    if (bits === '') continue;
    const line = Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
    const filter = spec.filter?.(rows.length) ?? 0;
    rows.push(filtered(filter, line, above ?? Buffer.alloc(line.length), Math.max(1, (samples * spec.depth) >> 3)));
    above = line;
  }
  return Buffer.concat(rows);
}

function filtered(filter: number, line: Buffer, above: Buffer, behind: number): Buffer {
  const coded = line.map((value, i) => {
    const [a, b, c] = [line[i - behind] ?? 0, above[i] ?? 0, i >= behind ? (above[i - behind] ?? 0) : 0];
    const nearest = [a, b, c].reduce((best, each) =>
      Math.abs(a + b - c - each) < Math.abs(a + b - c - best) ? each : best,
    );
    return value - ([0, a, b, (a + b) >> 1, nearest][filter] ?? 0);
  });
  return Buffer.from([filter, ...coded]);
}
