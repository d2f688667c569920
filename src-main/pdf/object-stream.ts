import type { PdfLimits } from './limits.ts';
import type { PdfDict, PdfObject } from './objects.ts';
import { damaged, limitExceeded } from './pdf-errors.ts';
import { Syntax } from './syntax.ts';

/** A decoded object stream (ISO 32000-2, 7.5.7): its header read, its objects parsed when asked for. They carry no spans. */
export class ObjectStream {
  private readonly data: Uint8Array;
  private readonly limits: PdfLimits;
  private readonly first: number;
  private readonly numbers: Uint32Array;
  private readonly offsets: Uint32Array;

  /** @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED */
  constructor(dict: PdfDict, data: Uint8Array, limits: PdfLimits) {
    const count = dict.get('N');
    const first = dict.get('First');
    if (!isCount(count) || !isCount(first) || first > data.length) throw damaged('an object stream is malformed');
    // two digits and two spaces are the least a pair can take
    if (count > limits.objects || count > first)
      throw limitExceeded('objects in one object stream', { objects: count });
    this.data = data;
    this.limits = limits;
    this.first = first;
    this.numbers = new Uint32Array(count);
    this.offsets = new Uint32Array(count);
    const syntax = new Syntax(data.subarray(0, first), {
      base: undefined,
      final: true,
      depth: limits.depth,
      values: limits.values,
    });
    for (let index = 0; index < count; index++) {
      syntax.skipWhiteAndComments();
      const num = syntax.unsigned();
      syntax.skipWhiteAndComments();
      const offset = syntax.unsigned();
      if (num === undefined || offset === undefined || num > limits.objects || offset > data.length) {
        throw damaged('the header of an object stream is malformed', { index });
      }
      this.numbers[index] = num;
      this.offsets[index] = offset;
    }
  }

  /** Bytes held. */
  get weight(): number {
    return this.data.length + this.numbers.length * 8;
  }

  /** Object number and index of everything it holds. */
  *numbered(): Generator<[num: number, index: number]> {
    for (const [index, num] of this.numbers.entries()) yield [num, index];
  }

  /**
   * @param Reader what reads it; strict where nothing is given
   * @throws AppError PDF_DAMAGED where object `num` is not the one at `index`
   */
  object(num: number, index: number, Reader: typeof Syntax = Syntax): PdfObject {
    const offset = this.offsets[index];
    if (offset === undefined || this.numbers[index] !== num) {
      throw damaged('an object is not in the object stream its cross-reference names', { object: num, index });
    }
    const bytes = this.data.subarray(this.first + offset);
    const { depth, values } = this.limits;
    return new Reader(bytes, { base: undefined, final: true, depth, values }).object();
  }
}

function isCount(value: PdfObject | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
