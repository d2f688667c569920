import { contentOperations } from '../../../pdf/content-operations.ts';
import type { PdfDocument } from '../../../pdf/document.ts';
import { PdfDict, PdfName, type PdfObject, PdfStream } from '../../../pdf/objects.ts';
import { references } from '../../../pdf/references.ts';
import type { LookBudget } from './look-budget.ts';
import { ignoreDamage } from './page-impact.ts';
import { dictOf, nameIn } from './same-object.ts';

/** Objects of one look that are followed. */
const MOST_PARTS = 1000;
/** Bytes of one drawing and operands in it that are read. */
const MOST = { bytes: 1024 * 1024, values: 200_000, depth: 8 } as const;

/** Where an operator finds what it names (ISO 32000-2, table 34). */
const NAMED: Readonly<Record<string, string>> = {
  Do: 'XObject',
  gs: 'ExtGState',
  Tf: 'Font',
  sh: 'Shading',
  cs: 'ColorSpace',
  CS: 'ColorSpace',
  scn: 'Pattern',
  SCN: 'Pattern',
};
/** Colour spaces that need no resource (8.6.8). */
const DEVICE: ReadonlySet<string> = new Set(['DeviceGray', 'DeviceRGB', 'DeviceCMYK', 'Pattern']);

/**
 * True where a look is not one look: parts belong to a layer, which the reader may show or hide (ISO 32000-2, 8.11), or a drawing names what
 * its own resources do not hold, which some programs look for in those of the page and others do not (7.8.3). A picture of it shows one of
 * several. What is too large or damaged to tell counts as such.
 */
export async function isLeftToPrograms(view: PdfDocument, looks: PdfDict, budget: LookBudget): Promise<boolean> {
  const seen = new Set<number>();
  const queue: PdfObject[] = [looks];
  for (const entry of looks.entries.values()) {
    const look = await view.resolve(entry);
    if (look instanceof PdfStream && (await namesOthers(view, look, budget))) return true;
  }
  for (let object = queue.pop(); object !== undefined; object = queue.pop()) {
    if (['OCG', 'OCMD'].includes(nameIn(object, 'Type')) || (dictOf(object)?.get('OC') ?? null) !== null) return true;
    if (
      object instanceof PdfStream &&
      nameIn(object, 'Subtype') === 'Form' &&
      (await namesOthers(view, object, budget))
    )
      return true;
    for (const ref of references(object)) {
      if (seen.has(ref.num)) continue;
      seen.add(ref.num);
      if (seen.size > MOST_PARTS) return true;
      queue.push(await view.object(ref));
    }
  }
  return false;
}

async function namesOthers(view: PdfDocument, drawing: PdfStream, budget: LookBudget): Promise<boolean> {
  if (budget.isSpent) return true;
  const content = await view.decode(drawing).catch(ignoreDamage);
  if (content === undefined || !budget.take(content.length) || content.length > MOST.bytes) return true;
  const resources = await view.resolve(drawing.dict.get('Resources'));
  const known = new Map<string, PdfObject>();
  try {
    for (const { operator, operands } of contentOperations(content, MOST)) {
      // The data of a picture that stands here is no content.
      if (operator === 'BI') return false;
      const category = NAMED[operator];
      const name = category === undefined ? undefined : operands.find((one) => one instanceof PdfName)?.name;
      if (category === undefined || name === undefined || DEVICE.has(name)) continue;
      if (!known.has(category)) {
        known.set(category, resources instanceof PdfDict ? await view.resolve(resources.get(category)) : null);
      }
      const held = known.get(category);
      if (!(held instanceof PdfDict) || held.get(name) === undefined) return true;
    }
    return false;
  } catch (error) {
    ignoreDamage(error);
    return true;
  }
}
