import { unreadable } from './image-errors.ts';

/** What the headers of a JPEG file say (ISO/IEC 10918-1, annex B). */
export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** How the stored picture is to be turned (Exif, tag 0x0112): 1 not at all, up to 8. */
  readonly orientation: number;
}

const MOST_SAMPLES = 100_000_000;
/** Baseline, extended and progressive Huffman coding: what DCTDecode knows. */
const KNOWN_FRAMES = [0xc0, 0xc1, 0xc2];
const NO_FRAMES = [0xc4, 0xc8, 0xcc];

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** @throws AppError IMAGE_UNREADABLE */
export function readJpeg(bytes: Uint8Array): JpegFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) throw unreadable('it is damaged');
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xe1) orientation = orientationIn(bytes.subarray(at + 4, at + 2 + length)) ?? orientation;
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) return frame(marker, view, at, orientation);
    if (marker === 0xda || marker === 0xd9) break;
    at += 2 + length;
  }
  throw unreadable('it is damaged or cut off');
}

function frame(marker: number, view: DataView, at: number, orientation: number): JpegFacts {
  const [precision, height, width] = [view.getUint8(at + 4), view.getUint16(at + 5), view.getUint16(at + 7)];
  const channels = at + 9 < view.byteLength ? view.getUint8(at + 9) : 0;
  if (!KNOWN_FRAMES.includes(marker) || precision !== 8) throw unreadable('it is a kind of JPEG that no PDF can hold');
  if (width === 0 || height === 0) throw unreadable('it does not say how large it is');
  if (channels !== 1 && channels !== 3) throw unreadable('its colours are made for printing (CMYK), not RGB or grey');
  if (width * height * channels > MOST_SAMPLES)
    throw unreadable(`it has ${width} × ${height} pixels, which is too many`);
  return { width, height, channels, orientation };
}

function orientationIn(segment: Uint8Array): number | undefined {
  if (String.fromCharCode(...segment.subarray(0, 4)) !== 'Exif' || segment.length < 14) return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 6, segment.length - 6);
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(directory, little);
  for (let i = 0; i < count && directory + 14 + 12 * i <= tiff.byteLength; i++) {
    const entry = directory + 2 + 12 * i;
    if (tiff.getUint16(entry, little) !== 0x0112) continue;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
