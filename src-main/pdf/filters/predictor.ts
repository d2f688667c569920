import { damaged, unsupported } from '../pdf-errors.ts';

/** /DecodeParms of Flate and LZW (ISO 32000-2, table 8). */
export interface PredictorParameters {
  readonly predictor: number;
  readonly colors: number;
  readonly bitsPerComponent: number;
  readonly columns: number;
}

/** Undoes the predictor (7.4.4.4). A last row that is not whole is taken as far as it goes. @throws AppError PDF_DAMAGED, PDF_UNSUPPORTED */
export function undoPredictor(data: Uint8Array, parameters: PredictorParameters): Uint8Array {
  const { predictor, colors, bitsPerComponent, columns } = parameters;
  if (predictor === 1) return data;
  const sound =
    colors >= 1 && colors <= 32 && [1, 2, 4, 8, 16].includes(bitsPerComponent) && columns >= 1 && columns <= 1 << 24;
  if (!sound) throw damaged('a stream has impossible predictor parameters', { colors, bitsPerComponent, columns });
  const row = Math.ceil((colors * bitsPerComponent * columns) / 8);
  const pixel = Math.max(1, (colors * bitsPerComponent) >> 3);
  if (predictor === 2) return undoTiff(data, row, parameters);
  if (predictor >= 10 && predictor <= 15) return undoPng(data, row, pixel);
  throw unsupported(`predictor ${predictor}`, { predictor });
}

/** Each row begins with the number of its own predictor. */
function undoPng(data: Uint8Array, row: number, pixel: number): Uint8Array {
  const rows = Math.ceil(data.length / (row + 1));
  const out = new Uint8Array(data.length - rows);
  for (let index = 0, to = 0; index < rows; index++) {
    const from = index * (row + 1);
    const kind = data[from] ?? 0;
    const length = Math.min(row, data.length - from - 1);
    for (let column = 0; column < length; column++, to++) {
      const raw = data[from + 1 + column] ?? 0;
      const left = column >= pixel ? (out[to - pixel] ?? 0) : 0;
      const up = index > 0 ? (out[to - row] ?? 0) : 0;
      const upLeft = index > 0 && column >= pixel ? (out[to - row - pixel] ?? 0) : 0;
      out[to] = raw + pngPrediction(kind, left, up, upLeft);
    }
  }
  return out;
}

function pngPrediction(kind: number, left: number, up: number, upLeft: number): number {
  switch (kind) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const distanceLeft = Math.abs(up - upLeft);
      const distanceUp = Math.abs(left - upLeft);
      const distanceUpLeft = Math.abs(left + up - 2 * upLeft);
      if (distanceLeft <= distanceUp && distanceLeft <= distanceUpLeft) return left;
      return distanceUp <= distanceUpLeft ? up : upLeft;
    }
    default:
      throw damaged('a stream names an unknown PNG predictor', { predictor: kind });
  }
}

/** TIFF predictor 2: each component is the difference to the one of the pixel before. */
function undoTiff(data: Uint8Array, row: number, parameters: PredictorParameters): Uint8Array {
  const { colors, bitsPerComponent: bits, columns } = parameters;
  const out = data.slice();
  for (let start = 0; start < out.length; start += row) {
    const length = Math.min(row, out.length - start);
    if (bits === 8) {
      for (let at = start + colors; at < start + length; at++) out[at] = (out[at] ?? 0) + (out[at - colors] ?? 0);
    } else if (bits === 16) {
      for (let at = start + 2 * colors; at + 1 < start + length; at += 2) {
        const sum = word(out, at) + word(out, at - 2 * colors);
        out[at] = sum >> 8;
        out[at + 1] = sum;
      }
    } else {
      const samples = Math.min(columns * colors, Math.floor((length * 8) / bits));
      for (let sample = colors; sample < samples; sample++) {
        const sum = small(out, start, sample, bits) + small(out, start, sample - colors, bits);
        setSmall(out, start, sample, bits, sum);
      }
    }
  }
  return out;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function small(bytes: Uint8Array, start: number, sample: number, bits: number): number {
  const bit = sample * bits;
  return ((bytes[start + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
}

function setSmall(bytes: Uint8Array, start: number, sample: number, bits: number, value: number): void {
  const bit = sample * bits;
  const shift = 8 - bits - (bit & 7);
  const mask = ((1 << bits) - 1) << shift;
  const at = start + (bit >> 3);
  bytes[at] = ((bytes[at] ?? 0) & ~mask) | ((value << shift) & mask);
}
