import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../../../shared/contract/app-error.ts';
import { imageDrawing } from '../../../../src-main/pades/appearance/image.ts';
import { readJpeg } from '../../../../src-main/pades/appearance/jpeg.ts';
import { decodePng } from '../../../../src-main/pades/appearance/png.ts';
import { type PdfObject, PdfRef, PdfStream } from '../../../../src-main/pdf/objects.ts';
import { chunk, makePng, type PngSpec } from '../../../support/png.ts';

const SIZE = { width: 13, height: 11 };
const KINDS: [string, Pick<PngSpec, 'type' | 'depth' | 'palette' | 'transparency'>, number][] = [
  ...[1, 2, 4, 8, 16].map((depth): [string, Pick<PngSpec, 'type' | 'depth'>, number] => [
    `grey ${depth}`,
    { type: 0, depth },
    1,
  ]),
  ...[8, 16].flatMap((depth): [string, Pick<PngSpec, 'type' | 'depth'>, number][] => [
    [`colour ${depth}`, { type: 2, depth }, 3],
    [`grey with alpha ${depth}`, { type: 4, depth }, 2],
    [`colour with alpha ${depth}`, { type: 6, depth }, 4],
  ]),
];

/** A pattern in which neighbours differ. */
const pattern =
  (samples: number, depth: number) =>
  (x: number, y: number): number[] =>
    Array.from({ length: samples }, (_, i) => (x * 7919 + y * 104729 + i * 31337 + x * y * 17) % 2 ** depth);

describe('PNG', () => {
  test.each(KINDS)('%s, all filters, interlaced or not', (_name, kind, samples) => {
    const at = pattern(samples, kind.depth);
    const most = 2 ** kind.depth - 1;
    for (const interlaced of [false, true]) {
      const {
        width,
        height,
        channels,
        samples: read,
        alpha,
      } = decodePng(makePng({ ...SIZE, ...kind, at, interlaced, filter: (row) => row % 5 }));
      expect([width, height, channels]).toEqual([13, 11, samples < 3 ? 1 : 3]);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const expected = at(x, y).map((value) => Math.round((value * 255) / most));
          const pixel = y * width + x;
          expect([...read.subarray(pixel * channels, (pixel + 1) * channels)]).toEqual(expected.slice(0, channels));
          if (samples > channels) expect(alpha?.[pixel]).toBe(expected[channels]);
        }
      }
    }
  });

  test.each([1, 2, 4, 8])('palette of %i bits with transparency', (depth) => {
    const palette = Array.from({ length: 3 * 2 ** depth }, (_, i) => (i * 37) % 256);
    const at = pattern(1, depth);
    const { samples, alpha } = decodePng(makePng({ ...SIZE, type: 3, depth, at, palette, transparency: [0, 128] }));
    for (let pixel = 0; pixel < 13 * 11; pixel++) {
      const index = at(pixel % 13, Math.floor(pixel / 13))[0] ?? 0;
      expect([...samples.subarray(3 * pixel, 3 * pixel + 3)]).toEqual(palette.slice(3 * index, 3 * index + 3));
      expect(alpha?.[pixel]).toBe([0, 128][index] ?? 255);
    }
  });

  test('one colour named as transparent', () => {
    const at = (x: number): number[] => [x, 0, 200];
    const { alpha } = decodePng(makePng({ ...SIZE, type: 2, depth: 8, at, transparency: [0, 4, 0, 0, 0, 200] }));
    expect([...(alpha ?? [])].slice(0, 6)).toEqual([255, 255, 255, 255, 0, 255]);
  });

  test('what is no picture, or too large a one, is refused by its own code and never by accident', () => {
    const good = makePng({ ...SIZE, type: 6, depth: 8, at: pattern(4, 8), filter: (row) => row % 5 });
    const huge = Buffer.from(good);
    huge.writeUInt32BE(2_000_000_000, 16);
    const empty = Buffer.from(good);
    empty.writeUInt32BE(0, 16);
    const missing = makePng({ ...SIZE, type: 3, depth: 8, at: pattern(1, 8) });
    const bomb = Buffer.concat([good.subarray(0, 33), chunk('IDAT', good.subarray(41, 60)), good.subarray(-12)]);
    for (const bytes of [
      huge,
      empty,
      missing,
      bomb,
      good.subarray(0, 30),
      good.subarray(0, 60),
      Buffer.from('GIF89a'),
    ]) {
      expect(codeOf(thrownBy(() => imageDrawing(bytes, false)))).toBe('IMAGE_UNREADABLE');
    }
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (flips) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of flips) bytes[at] = value;
        const error = thrownBy(() => imageDrawing(bytes, false));
        if (error !== undefined) expect(codeOf(error)).toBe('IMAGE_UNREADABLE');
      }),
      { numRuns: 300 },
    );
  });
});

describe('in a PDF', () => {
  const at = (x: number, y: number): number[] => [255, 0, 0, x === 0 ? 0 : y === 0 ? 100 : 255];
  const png = makePng({ ...SIZE, type: 6, depth: 8, at });

  test('transparency is a soft mask, and a stencil where the file allows none', () => {
    expect(JSON.stringify(put(imageDrawing(png, false)))).toMatch(/SMask/);
    const plain = put(imageDrawing(png, true));
    expect(JSON.stringify(plain)).not.toMatch(/SMask|Device/);
    const mask = plain.find(({ dict }) => dict.get('ImageMask') === true);
    expect(mask?.dict.get('BitsPerComponent')).toBe(1);
    expect(plain.at(-1)?.dict.get('Mask')).toBeInstanceOf(PdfRef);
  });

  test('a large picture is made smaller, keeping its proportions', () => {
    const large = makePng({ width: 5000, height: 100, type: 0, depth: 1, at: (x) => [x & 1] });
    const [image] = put(imageDrawing(large, false));
    expect([image?.dict.get('Width'), image?.dict.get('Height')]).toEqual([1666, 33]);
  });
});

describe('JPEG', () => {
  const frame = (channels: number, marker = 0xc0, precision = 8) =>
    Buffer.from([0xff, marker, 0, 17, precision, 0, 20, 0, 30, channels, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
  const jpeg = (...segments: Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, Buffer.alloc(16)]);
  const exif = (orientation: number) => {
    const tiff = Buffer.alloc(26);
    tiff.write('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01', 'latin1');
    tiff.writeUInt16BE(orientation, 18);
    return Buffer.concat([Buffer.from([0xff, 0xe1, 0, 34]), Buffer.from('Exif\0\0'), tiff]);
  };

  test('size, channels and how the camera was held', () => {
    expect(readJpeg(jpeg(frame(3)))).toEqual({ width: 30, height: 20, channels: 3, orientation: 1 });
    expect(readJpeg(jpeg(exif(6), frame(1, 0xc2)))).toEqual({ width: 30, height: 20, channels: 1, orientation: 6 });
    const turned = imageDrawing(jpeg(exif(6), frame(3)), false);
    expect([turned.width, turned.height]).toEqual([20, 30]);
  });

  test('what no PDF can hold is refused', () => {
    for (const bytes of [
      jpeg(frame(4)),
      jpeg(frame(3, 0xc9)),
      jpeg(frame(3, 0xc0, 12)),
      jpeg(),
      jpeg().subarray(0, 5),
    ]) {
      expect(codeOf(thrownBy(() => imageDrawing(bytes, false)))).toBe('IMAGE_UNREADABLE');
    }
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

function put(drawing: ReturnType<typeof imageDrawing>): PdfStream[] {
  const streams: PdfStream[] = [];
  let next = 1;
  drawing.put?.({
    reserve: () => new PdfRef(next++),
    put: (_ref: PdfRef, object: PdfObject) => {
      if (object instanceof PdfStream) streams.push(new PdfStream(object.dict, new Uint8Array()));
    },
  });
  return streams.map((stream) => ({ ...stream, toJSON: () => [...stream.dict.entries] }));
}
