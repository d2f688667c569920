import { deflateSync } from 'node:zlib';
import type { Box } from '../../../shared/geometry/page-space.ts';
import { PdfDict, PdfName, type PdfObject, type PdfRef, PdfStream } from '../../pdf/objects.ts';
import { GREY, SRGB } from './colour.ts';
import type { Drawing } from './drawing.ts';
import type { ObjectSink } from './embedded-font.ts';
import { unreadable } from './image-errors.ts';
import { isJpeg, readJpeg } from './jpeg.ts';
import { rounded } from './numbers.ts';
import { decodePng, isPng, type Raster } from './png.ts';

const MOST_BYTES = 20_000_000;
/** Longer sides are made smaller: 600 dots per inch over the width of a hand. */
const LONGEST_SIDE = 2400;

/**
 * A picture to be drawn: PNG with its transparency, or JPEG as it is, turned as its camera says. Colours are taken as sRGB.
 * @param plain the file allows no transparency (PDF/A): a pixel is then drawn or not, with nothing between
 * @throws AppError IMAGE_UNREADABLE
 */
export function imageDrawing(bytes: Uint8Array, plain: boolean): Drawing {
  if (bytes.length > MOST_BYTES) throw unreadable(`it is larger than ${MOST_BYTES / 1_000_000} MB`);
  if (isPng(bytes)) return rasterDrawing(reduced(decodePng(bytes)), plain);
  if (isJpeg(bytes)) return jpegDrawing(bytes);
  throw unreadable('it is neither PNG nor JPEG');
}

function rasterDrawing(raster: Raster, plain: boolean): Drawing {
  const { width, height, channels, alpha } = raster;
  return {
    width,
    height,
    draw: (box, name) => paint(name, [box.x1 - box.x0, 0, 0, box.y1 - box.y0, box.x0, box.y0]),
    put: (update) => {
      const entries: [string, PdfObject][] = [];
      if (alpha !== undefined && plain) entries.push(['Mask', put(update, stencil(raster, alpha))]);
      if (alpha !== undefined && !plain) {
        entries.push([
          'SMask',
          put(update, image(width, height, 8, alpha, [['ColorSpace', new PdfName('DeviceGray')]])),
        ]);
      }
      const samples = plain ? onWhite(raster) : raster.samples;
      return put(update, image(width, height, 8, samples, [['ColorSpace', channels === 1 ? GREY : SRGB], ...entries]));
    },
  };
}

function jpegDrawing(bytes: Uint8Array): Drawing {
  const { width, height, channels, orientation } = readJpeg(bytes);
  const turned = orientation >= 5;
  return {
    width: turned ? height : width,
    height: turned ? width : height,
    draw: (box, name) => paint(name, orientedMatrix(orientation, box)),
    put: (update) => {
      const dict = imageEntries(width, height, 8, [
        ['ColorSpace', channels === 1 ? GREY : SRGB],
        ['Filter', new PdfName('DCTDecode')],
        ['Length', bytes.length],
      ]);
      return put(update, new PdfStream(dict, bytes));
    },
  };
}

function paint(name: string, matrix: readonly number[]): string[] {
  return ['q', `${matrix.map(rounded).join(' ')} cm`, `/${name} Do`, 'Q'];
}

/** Where the corners of the unit square go so that the stored picture stands upright in the box (Exif 2.32, 4.6.4, orientation). */
function orientedMatrix(orientation: number, { x0, y0, x1, y1 }: Box): number[] {
  const [w, h] = [x1 - x0, y1 - y0];
  switch (orientation) {
    case 2:
      return [-w, 0, 0, h, x1, y0];
    case 3:
      return [-w, 0, 0, -h, x1, y1];
    case 4:
      return [w, 0, 0, -h, x0, y1];
    case 5:
      return [0, -h, -w, 0, x1, y1];
    case 6:
      return [0, -h, w, 0, x0, y1];
    case 7:
      return [0, h, w, 0, x0, y0];
    case 8:
      return [0, h, -w, 0, x1, y0];
    default:
      return [w, 0, 0, h, x0, y0];
  }
}

/** A mask of one bit a pixel, 1 where nothing is drawn (ISO 32000-2, 8.9.6.3): no transparency in the sense of the imaging model. */
function stencil({ width, height }: Raster, alpha: Uint8Array): PdfStream {
  const row = Math.ceil(width / 8);
  const bits = new Uint8Array(row * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    if ((alpha[pixel] ?? 0) >= 128) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    const at = y * row + (x >> 3);
    bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
  }
  return image(width, height, 1, bits, [['ImageMask', true]]);
}

/** Colours as they look on white paper. */
function onWhite({ samples, alpha, channels }: Raster): Uint8Array {
  if (alpha === undefined) return samples;
  return samples.map((sample, index) => {
    const share = (alpha[Math.floor(index / channels)] ?? 0) / 255;
    return Math.round(sample * share + 255 * (1 - share));
  });
}

function image(
  width: number,
  height: number,
  bits: number,
  bytes: Uint8Array,
  entries: readonly (readonly [string, PdfObject])[],
): PdfStream {
  const data = new Uint8Array(deflateSync(bytes));
  const packed = [...entries, ['Filter', new PdfName('FlateDecode')], ['Length', data.length]] as const;
  return new PdfStream(imageEntries(width, height, bits, packed), data);
}

function imageEntries(
  width: number,
  height: number,
  bits: number,
  entries: readonly (readonly [string, PdfObject])[],
): PdfDict {
  return new PdfDict([
    ['Type', new PdfName('XObject')],
    ['Subtype', new PdfName('Image')],
    ['Width', width],
    ['Height', height],
    ['BitsPerComponent', bits],
    ...entries,
  ]);
}

/** Averages squares of pixels until the longest side is short enough, weighing colours by their opacity. */
function reduced(raster: Raster): Raster {
  const factor = Math.ceil(Math.max(raster.width, raster.height) / LONGEST_SIDE);
  if (factor <= 1) return raster;
  const { channels, samples, alpha } = raster;
  const width = Math.max(1, Math.floor(raster.width / factor));
  const height = Math.max(1, Math.floor(raster.height / factor));
  const smaller = new Uint8Array(width * height * channels);
  const opacity = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sums = [0, 0, 0];
      let weight = 0;
      let count = 0;
      for (let dy = 0; dy < factor && y * factor + dy < raster.height; dy++) {
        for (let dx = 0; dx < factor && x * factor + dx < raster.width; dx++) {
          const from = (y * factor + dy) * raster.width + x * factor + dx;
          const share = alpha?.[from] ?? 255;
          for (let part = 0; part < channels; part++)
            sums[part] = (sums[part] ?? 0) + (samples[from * channels + part] ?? 0) * share;
          weight += share;
          count += 1;
        }
      }
      const to = y * width + x;
      for (let part = 0; part < channels; part++) {
        smaller[to * channels + part] = weight === 0 ? 255 : Math.round((sums[part] ?? 0) / weight);
      }
      opacity[to] = Math.round(weight / count);
    }
  }
  return { width, height, channels, samples: smaller, alpha: alpha === undefined ? undefined : opacity };
}

function put(update: ObjectSink, object: PdfObject): PdfRef {
  const ref = update.reserve();
  update.put(ref, object);
  return ref;
}
