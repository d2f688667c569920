import { isRegular } from './characters.ts';
import type { PdfObject } from './objects.ts';
import { Syntax } from './syntax.ts';

/** An operator of a content stream with what stands before it (ISO 32000-2, 7.8.2). */
export interface Operation {
  readonly operator: string;
  readonly operands: readonly PdfObject[];
}

export interface ContentLimits {
  /** Arrays and dictionaries within each other. */
  readonly depth: number;
  /** Operands of the whole stream. */
  readonly values: number;
}

/**
 * The operations of a content stream in order. The data of an inline image is not told apart: whoever meets `BI` stops there.
 * @throws AppError PDF_DAMAGED, PDF_LIMIT_EXCEEDED
 */
export function* contentOperations(content: Uint8Array, limits: ContentLimits): Generator<Operation> {
  const syntax = new Syntax(content, { base: undefined, final: true, ...limits });
  let operands: PdfObject[] = [];
  for (;;) {
    syntax.skipWhiteAndComments();
    if (syntax.pos >= content.length) return;
    const operator = operatorAt(content, syntax.pos);
    if (operator === undefined) {
      operands.push(syntax.object());
      continue;
    }
    syntax.pos += operator.length;
    yield { operator, operands };
    operands = [];
  }
}

/** An operator begins with a letter, or is one of the two that show text; undefined where an operand stands here. */
function operatorAt(bytes: Uint8Array, start: number): string | undefined {
  if (!/[A-Za-z'"]/.test(String.fromCharCode(bytes[start] ?? 0))) return undefined;
  let end = start;
  while (isRegular(bytes[end])) end += 1;
  const word = Buffer.from(bytes.subarray(start, end)).toString('latin1');
  return ['true', 'false', 'null'].includes(word) ? undefined : word;
}
