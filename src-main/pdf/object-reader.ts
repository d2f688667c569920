import type { BlockReader } from './block-reader.ts';
import { NEED_MORE } from './lexemes.ts';
import type { PdfLimits } from './limits.ts';
import { limitExceeded } from './pdf-errors.ts';
import { Syntax, type SyntaxOptions } from './syntax.ts';

/** Bytes: most objects end within, so that they are read once. */
const FIRST_WINDOW = 16 * 1024;

/**
 * Reads syntax at `offset` through windows that grow until `read` gets by with one. Nothing at or after `end` is seen.
 * @throws AppError PDF_LIMIT_EXCEEDED where it would need more than `limits.objectBytes`, and whatever `read` throws
 */
export async function readSyntax<T, Kind extends Syntax = Syntax>(
  reader: BlockReader,
  limits: PdfLimits,
  offset: number,
  end: number,
  read: (syntax: Kind) => T,
  Reader?: new (bytes: Uint8Array, options: SyntaxOptions) => Kind,
): Promise<T> {
  for (let length = FIRST_WINDOW; ; length *= 4) {
    const available = Math.max(0, Math.min(length, end - offset));
    const bytes = await reader.read(offset, available);
    try {
      const { depth, values } = limits;
      const options = { base: offset, final: offset + available >= end, depth, values };
      return read(Reader === undefined ? (new Syntax(bytes, options) as Kind) : new Reader(bytes, options));
    } catch (error) {
      if (error !== NEED_MORE) throw error;
    }
    if (length > limits.objectBytes) {
      throw limitExceeded('bytes in one object', { offset, limit: limits.objectBytes });
    }
  }
}
