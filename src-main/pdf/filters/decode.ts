import type { PdfLimits } from '../limits.ts';
import { PdfDict, PdfName, type PdfObject } from '../objects.ts';
import { damaged, limitExceeded, unsupported } from '../pdf-errors.ts';
import { decodeAscii85, decodeAsciiHex } from './ascii.ts';
import { decodeFlate } from './flate.ts';
import { decodeLzw } from './lzw.ts';
import { undoPredictor } from './predictor.ts';
import { decodeRunLength } from './run-length.ts';

/** One filter of a stream with its parameters, every value resolved. */
export interface FilterStep {
  readonly name: string;
  readonly parameters: PdfDict;
}

/**
 * The filters of a stream dictionary in the order they are to be undone (ISO 32000-2, 7.4). `resolve` follows references.
 * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export async function filterSteps(
  dict: PdfDict,
  limits: PdfLimits,
  resolve: (object: PdfObject | undefined) => Promise<PdfObject>,
): Promise<FilterStep[]> {
  const filter = await resolve(dict.get('Filter'));
  if (filter === null) return [];
  const names = Array.isArray(filter) ? filter : [filter];
  if (names.length > limits.filters) throw limitExceeded('filters on one stream', { limit: limits.filters });
  const given = await resolve(dict.get('DecodeParms'));
  const parameters = Array.isArray(given) ? given : [given];
  const steps: FilterStep[] = [];
  for (const [index, item] of names.entries()) {
    const name = await resolve(item);
    if (!(name instanceof PdfName)) throw damaged('a stream names no filter where one should stand');
    const dictionary = await resolve(parameters[index]);
    const entries: [string, PdfObject][] = [];
    if (dictionary instanceof PdfDict) {
      for (const [key, value] of dictionary.entries) entries.push([key, await resolve(value)]);
    }
    steps.push({ name: name.name, parameters: new PdfDict(entries) });
  }
  return steps;
}

/**
 * Undoes the filters one after the other; no stage may pass `streamBytes`, nor `ratio` times the encoded length.
 * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED, PDF_UNSUPPORTED for image filters
 */
export async function decodeStream(
  encoded: Uint8Array,
  steps: readonly FilterStep[],
  limits: PdfLimits,
): Promise<Uint8Array> {
  const limit = Math.min(limits.streamBytes, Math.max(limits.ratioFloor, encoded.length * limits.ratio));
  let data = encoded;
  for (const step of steps) {
    data = await decodeStep(data, step, limit);
    if (data.length > limit) throw limitExceeded('decoded bytes of one stream', { limit });
  }
  return data;
}

async function decodeStep(data: Uint8Array, step: FilterStep, limit: number): Promise<Uint8Array> {
  switch (step.name) {
    case 'FlateDecode':
    case 'Fl':
      return undoPredictor(await decodeFlate(data, limit), predictorOf(step.parameters));
    case 'LZWDecode':
    case 'LZW': {
      const early = integer(step.parameters, 'EarlyChange', 1) === 0 ? 0 : 1;
      return undoPredictor(decodeLzw(data, early, limit), predictorOf(step.parameters));
    }
    case 'ASCIIHexDecode':
    case 'AHx':
      return decodeAsciiHex(data);
    case 'ASCII85Decode':
    case 'A85':
      return decodeAscii85(data);
    case 'RunLengthDecode':
    case 'RL':
      return decodeRunLength(data, limit);
    case 'Crypt': // what is read from a file was decrypted before any filter is undone
      return data;
    default:
      throw unsupported(`the stream filter ${step.name.slice(0, 40)}`, { filter: step.name.slice(0, 40) });
  }
}

function predictorOf(parameters: PdfDict) {
  return {
    predictor: integer(parameters, 'Predictor', 1),
    colors: integer(parameters, 'Colors', 1),
    bitsPerComponent: integer(parameters, 'BitsPerComponent', 8),
    columns: integer(parameters, 'Columns', 1),
  };
}

function integer(dict: PdfDict, key: string, otherwise: number): number {
  const value = dict.get(key);
  return typeof value === 'number' && Number.isInteger(value) ? value : otherwise;
}
