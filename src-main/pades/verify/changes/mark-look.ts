import { contentOperations } from '../../../pdf/content-operations.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { type PdfObject, PdfStream, PdfString } from '../../../pdf/objects.ts';
import type { LookBudget } from './look-budget.ts';
import { ignoreDamage } from './page-impact.ts';

/** Letters that a mark takes at most: a sign of a font of signs, a cross, "on". */
const MOST_LETTERS = 2;
const LIMITS = { values: 50_000, depth: 4 } as const;

/**
 * True for the look of a state of a button that is a mark and no more (ISO 32000-2, 12.7.5.2.3). Words or pictures that nobody saw
 * while the button was off would come along with it.
 */
export async function isMark(view: PdfDocument, look: PdfObject, budget: LookBudget): Promise<boolean> {
  if (!(look instanceof PdfStream) || budget.isSpent) return false;
  try {
    const content = await view.decode(look);
    if (!budget.take(content.length)) return false;
    let letters = 0;
    for (const { operator, operands } of contentOperations(content, LIMITS)) {
      if (operator === 'Do' || operator === 'BI' || operator === 'sh') return false;
      for (const item of operands.flat()) {
        if (item instanceof PdfString && /^(?:Tj|TJ|'|")$/.test(operator)) letters += item.bytes.length;
      }
    }
    return letters <= MOST_LETTERS;
  } catch (error) {
    ignoreDamage(error);
    return false;
  }
}
